"""What a text is made of: lines, lists and tables; in a line, pieces with their marks.

A text without formatting is lines only, blank ones included, so it comes out to the character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

MARKS = ("bold", "italic", "underline")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters with the same marks. ``href`` is an address that may be followed, or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    href: str = ""

    @property
    def marked(self) -> bool:
        return self.bold or self.italic or self.underline or bool(self.href)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; one without pieces is a blank line."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Item:
    """A list item: at least one line, then the lists inside it."""

    lines: tuple[Line, ...]
    lists: tuple[List, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length, each cell one line. ``head``: the first row names the columns."""

    rows: tuple[tuple[Line, ...], ...]
    head: bool = False


Block: TypeAlias = Line | List | Table
_Some = TypeVar("_Some", bound=Line | List | Table)


@dataclass(frozen=True, slots=True)
class Text:
    blocks: tuple[Block, ...] = ()

    @property
    def formatted(self) -> bool:
        """Whether anything in it is more than lines of plain text."""
        return any(not isinstance(block, Line) or any(p.marked for p in block.pieces) for block in self.blocks)


def line(pieces: Iterable[Piece]) -> Line:
    """A line in its one form: neighbours alike are one piece, and every mark can be written as Markdown.

    No mark begins or ends on white space, or inside a word beside a digit (``2*3*4`` is a sum).
    """
    joined = _joined(pieces)
    for mark in MARKS:
        if any(getattr(piece, mark) for piece in joined):
            joined = _joined(_settled(joined, mark))
    return Line(tuple(joined))


def item(lines: Iterable[Line], lists: Iterable[List] = ()) -> Item:
    """A list item in its one form: no blank line but the only one."""
    kept = tuple(one for one in lines if not one.blank)
    return Item(kept or (Line(),), tuple(_apart(lists)))


def text(blocks: Iterable[Block]) -> Text:
    """A text in its one form: without blank lines and white space around it, no list or table running into the next."""
    kept = list(_apart(blocks))
    while kept and _is_blank(kept[0]):
        del kept[0]
    while kept and _is_blank(kept[-1]):
        del kept[-1]
    if kept and isinstance(kept[0], Line):
        kept[0] = _stripped(kept[0], first=True)
    if kept and isinstance(kept[-1], Line):
        kept[-1] = _stripped(kept[-1], first=False)
    return Text(tuple(kept))


def barred(before: str, after: str) -> bool:
    """Whether no mark can begin or end between two characters."""
    return bool(_WORD.match(before) and _WORD.match(after) and (before in _DIGITS or after in _DIGITS))


_DIGITS = "0123456789"
_WORD = re.compile("[0-9A-Za-z\u00c0-\u024f]")


def _is_blank(block: Block) -> bool:
    return isinstance(block, Line) and block.blank


def _apart(blocks: Iterable[_Some]) -> Iterator[_Some]:
    """Neighbours that Markdown would read as one are one, or have a blank line between them."""
    before: Any = None
    for block in blocks:
        if isinstance(before, List) and isinstance(block, List) and not before.ordered and not block.ordered:
            before = List(False, before.items + block.items)
            continue
        if isinstance(before, List) and isinstance(block, Line):
            block = _stripped(block, first=True)  # type: ignore[assignment]
        if before is not None:
            yield before
        if isinstance(before, Table) and isinstance(block, Table):
            yield Line()  # type: ignore[misc]
        before = block
    if before is not None:
        yield before


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    full = (piece for piece in pieces if piece.text)
    groups = groupby(full, key=lambda piece: replace(piece, text=""))
    return [replace(kind, text="".join(piece.text for piece in same)) for kind, same in groups]


def _settled(pieces: list[Piece], mark: str) -> Iterator[Piece]:
    """The pieces with one mark moved to where it may begin and end."""
    words = "".join(piece.text for piece in pieces)
    on = [getattr(piece, mark) for piece in pieces for _each in piece.text]
    _take_off_white_space(words, on)
    for here, there in ((range(1, len(on)), -1), (range(len(on) - 2, -1, -1), 1)):
        for at in here:
            if on[at + there] and not on[at]:
                on[at] = barred(words[min(at, at + there)], words[max(at, at + there)])
    at = 0
    for piece in pieces:
        for state, run in groupby(zip(piece.text, on[at : at + len(piece.text)], strict=True), key=lambda one: one[1]):
            yield replace(piece, text="".join(each for each, _on in run), **{mark: state})
        at += len(piece.text)


def _take_off_white_space(words: str, on: list[bool]) -> None:
    for here, there in ((range(len(on)), -1), (range(len(on) - 1, -1, -1), 1)):
        for at in here:
            beyond = at + there
            if on[at] and words[at].isspace() and not (0 <= beyond < len(on) and on[beyond]):
                on[at] = False


def _stripped(bare: Line, *, first: bool) -> Line:
    pieces = list(bare.pieces)
    while pieces:
        at = 0 if first else -1
        left = pieces[at].text.lstrip() if first else pieces[at].text.rstrip()
        if left:
            pieces[at] = replace(pieces[at], text=left)
            break
        del pieces[at]
    return Line(tuple(pieces))
