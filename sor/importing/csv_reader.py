"""SOR2 CSV files: ``;`` between the fields, UTF-8 with a byte order mark or cp1252, codes wrapped as ``="…"``.

What a spreadsheet makes of them when it saves them anew is read as well: ``,`` or a tabulator, UTF-16.

Three kinds, told by their names: units, ``LocationsCode.csv`` (location numbers) and
``LocationsCodeEDITypeMap.csv`` (what can be sent to them).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from portal import clock
from sor.importing import columns
from sor.importing.checks import checked_number, checked_row
from sor.importing.rows import BadField, Item, Number, Problem, Refused, Row, Source
from sor.models import SourceKind

_CHUNK_BYTES = 1 << 20
_DELIMITERS = (";", "\t", ",")
# From the disk, the text, or an archive: damaged, encrypted, packed in a way we do not know.
_UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
_TYPES_NAME = re.compile(r"locations?code.*edi.?type", re.IGNORECASE)
_NUMBERS_NAME = re.compile(r"locations?code", re.IGNORECASE)


def read(path: Path) -> Iterator[Item]:
    """Each line of the file as a Row (a Number), or as a Problem when the line cannot be used.

    Raises Refused when the file is missing, unreadable or without a required column.
    """
    yield from open_csv(path.name, lambda: path.open("rb")).items


def open_csv(name: str, opener: Callable[[], Any]) -> Source:
    """The Source of a CSV file; ``opener`` gives its bytes from the beginning, each time anew. Raises Refused."""
    lines = _lines(name, opener)
    with _told(name):
        headers = [_unwrapped(text) for text in next(lines, (0, []))[1]]
    if _TYPES_NAME.search(name):
        places = _places(name, headers, columns.TYPES, columns.TYPES_REQUIRED)
        return Source(SourceKind.CSV, _numbers(lines, places, name), tells_types=True)
    if _NUMBERS_NAME.search(name):
        places = _places(name, headers, columns.NUMBERS, columns.NUMBERS_REQUIRED)
        return Source(SourceKind.CSV, _numbers(lines, places, name))
    places = _places(name, headers, columns.UNITS, columns.UNITS_REQUIRED)
    return Source(SourceKind.CSV, _rows(lines, places, name), columns.stated(places))


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What goes wrong with the bytes becomes one sentence with the file's name."""
    try:
        yield
    except csv.Error as error:
        raise Refused(_("%(file)s: not a CSV file: %(error)s") % {"file": name, "error": error}) from error
    except UnicodeDecodeError as error:
        raise Refused(_("%(file)s: is no text: neither UTF-8 nor Windows-1252") % {"file": name}) from error
    except _UNREADABLE as error:
        raise Refused(_("%(file)s: cannot be read: %(error)s") % {"file": name, "error": error}) from error


def _lines(name: str, opener: Callable[[], BinaryIO]) -> Iterator[tuple[int, list[str]]]:
    """The fields of each line that holds any, with its number. Raises Refused."""
    encoding = _encoding(name, opener)
    with _told(name), io.TextIOWrapper(opener(), encoding=encoding, newline="") as stream:
        watched = _Ending(stream)
        reader = csv.reader(watched, delimiter=_delimiter(opener, encoding))
        width = begins = 0
        for texts in reader:
            begins, began = reader.line_num, begins + 1
            if any(texts):
                width = width or len(texts)
                if len(texts) < width:
                    _demand_whole(name, texts, began, watched)
                yield reader.line_num, texts


def _demand_whole(name: str, texts: list[str], line: int, watched: _Ending) -> None:
    """Raises Refused for a line that is too short because the file ends in it, or because it has eaten others."""
    if not watched.ended:
        raise Refused(_("%(file)s: ends in the middle of line %(line)s: it was cut off") % {"file": name, "line": line})
    if "\n" in texts[-1]:
        raise Refused(
            _("%(file)s: a quotation mark in line %(line)s is never closed, and swallows the lines after it")
            % {"file": name, "line": line}
        )


def _delimiter(opener: Callable[[], BinaryIO], encoding: str) -> str:
    """What stands most often in the header; ``;`` when there is nothing to tell by."""
    with io.TextIOWrapper(opener(), encoding=encoding) as stream:
        header = stream.readline(_CHUNK_BYTES)
    return max(_DELIMITERS, key=header.count)


class _Ending:
    """The lines of a stream, and whether the one given last ended as lines do."""

    def __init__(self, stream: io.TextIOWrapper):
        self._stream = stream
        self.ended = True

    def __iter__(self) -> _Ending:
        return self

    def __next__(self) -> str:
        line = next(self._stream)
        self.ended = line.endswith(("\n", "\r"))
        return line


def _encoding(name: str, opener: Callable[[], BinaryIO]) -> str:
    """UTF-8 when the whole file is that (with or without the mark), UTF-16 by its mark, else cp1252. Raises Refused."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _told(name), opener() as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        stream.seek(0)
        try:
            while chunk := stream.read(_CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _places(name: str, headers: list[str], spellings: columns.Spellings, required: tuple[str, ...]) -> dict[str, int]:
    if not any(headers):
        raise Refused(_("%(file)s: the file is empty") % {"file": name})
    try:
        return columns.places(headers, spellings, required)
    except Refused as refused:
        raise Refused(f"{name}: {refused}") from None


def _rows(lines: Iterator[tuple[int, list[str]]], places: dict[str, int], file: str) -> Iterator[Row | Problem]:
    fields, last = tuple(places.items()), max(places.values())
    for line, texts in lines:
        if len(texts) <= last:
            yield _too_short(file, line, texts)
            continue
        found = {field: (text := texts[at]) and _unwrapped(text) for field, at in fields}
        try:
            yield checked_row(found, line=line, file=file)
        except BadField as error:
            yield Problem(file, line, str(error), error.sor_code or found["sor_code"][:20], error.field)


def _numbers(lines: Iterator[tuple[int, list[str]]], places: dict[str, int], file: str) -> Iterator[Number | Problem]:
    on, last = clock.now().date(), max(places.values())
    for line, texts in lines:
        if len(texts) <= last:
            yield _too_short(file, line, texts)
            continue
        try:
            if number := checked_number({field: _unwrapped(texts[at]) for field, at in places.items()}, on):
                yield number
        except BadField as error:
            yield Problem(file, line, str(error), field=error.field)


def _too_short(file: str, line: int, texts: list[str]) -> Problem:
    return Problem(file, line, _("the line has %(count)s fields, fewer than the header") % {"count": len(texts)})


def _unwrapped(text: str) -> str:
    """``="123"`` (a spreadsheet's way to keep a code as text) and ``123`` are the same."""
    text = text.strip()
    return text[2:-1].strip() if text[:2] == '="' and text[-1:] == '"' and len(text) > 2 else text
