"""Text tree → plain text: what goes on the wire as ``contentString`` and what every other system shows.

Two portals compare it with what they find in the narrative, so it stays as it is: a change here makes
formatted text of older portals come out as plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap
from unicodedata import combining, east_asian_width

from correspondence.text.tree import Block, Line, List, Piece, Table, Text

# Characters across: what old screens and printers show without breaking a line.
WIDTH = 76
_GAP = "  "


def plain(text: Text) -> str:
    """Lists with dashes and numbers, tables as aligned columns, links with their address; marks are dropped."""
    return "\n".join(line for block in text.blocks for line in _lines(block)).strip()


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Line():
            yield line_text(block)
        case List():
            yield from _list(block)
        case Table():
            yield from _table(block)


def line_text(line: Line) -> str:
    """The words of a line. A link is followed by its address, unless it is the words themselves."""
    out = ""
    for piece, following in zip_longest(line.pieces, line.pieces[1:]):
        out += piece.text
        if piece.href and (following is None or following.href != piece.href):
            out += _address(line, piece)
    return out


def _address(line: Line, last: Piece) -> str:
    address = last.href.partition(":")[2] if last.href.lower().startswith(("mailto:", "tel:")) else last.href
    words = "".join(piece.text for piece in line.pieces if piece.href == last.href)
    return "" if words.strip() in (address, last.href) else f" ({address})"


def _list(block: List) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        marker = f"{number}." if block.ordered else "-"
        blank = " " * (len(marker) + 1)
        first, *more = map(line_text, item.lines)
        yield f"{marker} {first}" if first else marker
        yield from (blank + line for line in more)
        yield from (blank + line for inner in item.lists for line in _list(inner))


def _table(table: Table) -> Iterator[str]:
    cells = [[line_text(cell).strip() for cell in row] for row in table.rows]
    widths = _widths(cells)
    for number, row in enumerate(cells):
        yield from _row(row, widths)
        if number == 0 and table.head:
            yield _GAP.join("-" * width for width in widths)


def _row(row: list[str], widths: list[int]) -> Iterator[str]:
    columns = [wrap(cell, width) if across(cell) > width else [cell] for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*columns, fillvalue=""):
        padded = (part + " " * (width - across(part)) for part, width in zip(parts, widths, strict=True))
        yield _GAP.join(padded).rstrip()


def _widths(cells: list[list[str]]) -> list[int]:
    """The width of each column. Where all together are too wide, the widest give way first."""
    widths = [max(1, *map(across, column)) for column in zip(*cells, strict=True)]
    least = max(6, (WIDTH + len(_GAP)) // len(widths) - len(_GAP))
    room = WIDTH - len(_GAP) * (len(widths) - 1)
    for at in sorted(range(len(widths)), key=lambda one: -widths[one]):
        over = sum(widths) - room
        if over > 0:
            widths[at] = max(min(widths[at], least), widths[at] - over)
    return widths


def across(text: str) -> int:
    """How many columns ``text`` takes on a screen with characters of one width."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)
