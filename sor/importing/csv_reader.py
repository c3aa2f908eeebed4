"""The SOR2 CSV file: ``;`` between the fields, UTF-8 with a byte order mark or cp1252, codes wrapped as ``="…"``."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sor.importing.checks import checked_row
from sor.importing.columns import places
from sor.importing.rows import Problem, Refused, Row

_CHUNK_BYTES = 1 << 20


def read(path: Path) -> Iterator[Row | Problem]:
    """Each line of the file as a Row, or as a Problem when the line cannot be used.

    Raises Refused when the file is missing, unreadable or without a required column.
    """
    try:
        with path.open(encoding=_encoding(path), newline="") as stream:
            yield from _rows(csv.reader(stream, delimiter=";"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name}: cannot be read: {error}") from error
    except csv.Error as error:
        raise Refused(f"{path.name}: not a CSV file: {error}") from error


def _encoding(path: Path) -> str:
    """UTF-8 when the whole file is that (with or without the mark), else cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _rows(lines: Any, file: str) -> Iterator[Row | Problem]:
    headers = [_unwrapped(text) for text in next(lines, [])]
    try:
        columns = places(headers)
    except Refused as refused:
        raise Refused(f"{file}: {refused}") from None
    for texts in lines:
        if any(texts):
            yield _row(texts, columns, lines.line_num, file)


def _row(texts: list[str], columns: dict[str, int], line: int, file: str) -> Row | Problem:
    if len(texts) <= max(columns.values()):
        return Problem(file, line, f"the line has {len(texts)} fields, fewer than the header")
    try:
        return checked_row({field: _unwrapped(texts[at]) for field, at in columns.items()}, line=line, file=file)
    except ValueError as error:
        return Problem(file, line, str(error))


def _unwrapped(text: str) -> str:
    """``="123"`` (a spreadsheet's way to keep a code as text) and ``123`` are the same."""
    text = text.strip()
    return text[2:-1].strip() if text.startswith('="') and text.endswith('"') and len(text) > 2 else text
