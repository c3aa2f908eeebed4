"""Markdown of this house ↔ text tree.

Of Markdown it takes only what the editor has, so that text written without a thought of Markdown stays as it
is: ``**bold**``, ``*italic*``, ``++underlined++``, ``[words](https://…)``, lists whose lines begin with ``- ``
or ``1. ``, ``2. `` …, and tables between ``|``. A line break is a line break. ``#``, ``_``, ``>``, ``<`` and
indentation mean nothing. A backslash before one of ``* + [ ] |``, or before what would begin a list, takes its
meaning away. The editor's own reader and writer (static/editor/source/markdown.js) follow the same rules and
are tested with the same cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.text import tree
from correspondence.text.characters import shown
from correspondence.text.inline import read_line, write_line
from correspondence.text.tree import Item, Line, List, Table, Text, item

_DEEPEST = 8
_ITEM = re.compile(r"(-|[1-9]\d{0,2}\.)(?: (?=.*\S)(.*))?")
_ROW = re.compile(r"\|(.*)\|[ ]*")
_RULE = re.compile(r"\|(?: *:?-{3,}:? *\|)+ *")
_CELL = re.compile(r"((?:[^|\\]|\\.|\\$)*)\|")
# What would begin a list were it not for the backslash, and what has to get one.
_SAVED = re.compile(r"^( *)\\(?=\\*(?:-|[1-9]\d{0,2}\.)(?: |$))")
_TO_SAVE = re.compile(r"^( *)(?=\\*(?:-|[1-9]\d{0,2}\.)(?: |$))")


def read(source: str) -> Text:
    """The text that Markdown ``source`` stands for. Takes time in proportion to its length."""
    return tree.text(_blocks(shown(source).split("\n")))


def write(text: Text) -> str:
    """Markdown that :func:`read` makes the same text of."""
    return "\n".join(line for block in text.blocks for line in _written(block))


def _blocks(lines: list[str]) -> Iterator[tree.Block]:
    at = 0
    while at < len(lines):
        found = _table(lines, at) or _list(lines, at, 0, 1)
        if found:
            block, at = found
            yield block
        else:
            yield _plain_line(lines[at])
            at += 1


def _plain_line(source: str) -> Line:
    return read_line(_SAVED.sub(r"\1", source))


def _table(lines: list[str], at: int) -> tuple[Table, int] | None:
    """The table that begins at a line, and the line after it."""
    if at + 1 >= len(lines) or not _RULE.fullmatch(lines[at + 1]):
        return None
    head = _cells(lines[at])
    if head is None or len(head) != len(_cells(lines[at + 1]) or ()):
        return None
    rows, at = [], at + 2
    while at < len(lines) and (row := _cells(lines[at])) and len(row) == len(head):
        rows.append(row)
        at += 1
    named = any(not cell.blank for cell in head)
    if not named and not rows:
        return None
    return Table(tuple([head, *rows] if named else rows), named), at


def _cells(source: str) -> tuple[Line, ...] | None:
    inner = _ROW.fullmatch(source)
    if not inner:
        return None
    cells = [found[1] for found in _CELL.finditer(inner[1] + "|")]
    # A bar that is escaped last does not close the row.
    if sum(len(cell) + 1 for cell in cells) != len(inner[1]) + 1:
        return None
    return tuple(read_line(cell.strip()) for cell in cells)


def _list(lines: list[str], at: int, indent: int, depth: int) -> tuple[List, int] | None:
    """The list that begins at a line, its markers standing after ``indent`` blanks, and the line after it."""
    ordered = False
    items: list[Item] = []
    while at < len(lines) and (marker := _marker(lines[at], indent)):
        if items and (marker[1] != "-") != ordered:
            break
        ordered = marker[1] != "-"
        if ordered and marker[1] != f"{len(items) + 1}.":
            break
        found, at = _item(lines, at, marker, indent + len(marker[1]) + 1, depth)
        items.append(found)
    return (List(ordered, tuple(items)), at) if items else None


def _marker(source: str, indent: int) -> re.Match[str] | None:
    return _ITEM.fullmatch(source, indent) if source[:indent] == " " * indent else None


def _item(lines: list[str], at: int, marker: re.Match[str], indent: int, depth: int) -> tuple[Item, int]:
    own, lists = [read_line(marker[2] or "")], []
    at += 1
    while at < len(lines):
        inner = _list(lines, at, indent, depth + 1) if depth < _DEEPEST else None
        if inner:
            lists.append(inner[0])
            at = inner[1]
        elif not lists and lines[at][:indent] == " " * indent and lines[at][indent:].strip():
            own.append(_plain_line(lines[at][indent:]))
            at += 1
        else:
            break
    return item(own, lists), at


def _written(block: tree.Block) -> Iterator[str]:
    match block:
        case Line():
            yield _written_line(block)
        case List():
            yield from _written_list(block)
        case Table():
            yield from _written_table(block)


def _written_line(line: Line) -> str:
    """A line that would begin a list, or continue one, says that it does not."""
    return _TO_SAVE.sub(r"\1\\", write_line(line))


def _written_list(block: List) -> Iterator[str]:
    for number, each in enumerate(block.items, 1):
        marker = f"{number}." if block.ordered else "-"
        blank = " " * (len(marker) + 1)
        first, *more = each.lines
        yield f"{marker} {write_line(first)}" if first.pieces else marker
        yield from (blank + _written_line(line) for line in more)
        yield from (blank + line for inner in each.lists for line in _written_list(inner))


def _written_table(table: Table) -> Iterator[str]:
    head, rows = (table.rows[0], table.rows[1:]) if table.head else ((Line(),) * len(table.rows[0]), table.rows)
    yield _written_row(head)
    yield "|" + " --- |" * len(head)
    yield from map(_written_row, rows)


def _written_row(row: tuple[Line, ...]) -> str:
    return "|" + "|".join(f" {write_line(cell)} " for cell in row) + "|"
