"""HTML ↔ text tree. What is read may be hostile; what is written holds nothing but our own few tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from lxml import etree

from correspondence.text import tree
from correspondence.text.characters import may_be_followed, shown
from correspondence.text.sanitise import sanitised
from correspondence.text.tree import Block, Item, Line, List, Piece, Table, Text

# Longer than this is not read (seconds of work): well above 100,000 characters, what a message may hold, formatted.
LONGEST = 500_000
# Bleach takes time with the square of the signs that may begin something.
MOST_SIGNS = 50_000
_DEEPEST = 8
_MARKS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "u": "underline"}
# FHIR's own class names for what XHTML has no element for (hl7.org/fhir/R4/narrative.html).
_CLASSES = {"bold": "bold", "italics": "italic", "underline": "underline"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_SOURCE_BREAK = re.compile(r"[ \t]*\n\s*")


def read(html: str) -> Text:
    """The text that ``html`` shows, whatever it holds besides. An empty one when it is too long or too deep."""
    if len(html) > LONGEST or html.count("<") + html.count("&") > MOST_SIGNS:
        return Text()
    safe = shown(sanitised(html)).replace("<br>", "<br/>").replace("&nbsp;", "&#160;")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(f"<div>{safe}</div>", parser)
    except etree.XMLSyntaxError:
        return Text()
    return tree.text(_blocks(root, 1))


def write(text: Text, *, xhtml: bool = False) -> str:
    """HTML of a text: ``p br strong em u a ul ol li table thead tbody tr th td`` and nothing else.

    ``xhtml``: for a FHIR narrative, which knows no ``u``: underlined words are a span with FHIR's class.
    """
    html = "".join(_written(text.blocks))
    if xhtml:
        html = html.replace("<br>", "<br/>").replace("<u>", '<span class="underline">').replace("</u>", "</span>")
    return html


def clean(html: str) -> str:
    """``html`` made safe, the only way that markup from outside becomes ours. Cleaning twice changes nothing."""
    return write(read(html))


# ── writing ──


def _written(blocks: Iterable[Block]) -> Iterator[str]:
    for kind, run in groupby(blocks, key=type):
        if kind is Line:
            yield f"<p>{'<br>'.join(map(_line, run))}</p>"  # type: ignore[arg-type]
        else:
            yield from (_list(one) if isinstance(one, List) else _table(one) for one in run)  # type: ignore[arg-type]


def _list(block: List) -> str:
    name = "ol" if block.ordered else "ul"
    items = (f"<li>{'<br>'.join(map(_line, one.lines))}{''.join(map(_list, one.lists))}</li>" for one in block.items)
    return f"<{name}>{''.join(items)}</{name}>"


def _table(table: Table) -> str:
    head, rows = (table.rows[:1], table.rows[1:]) if table.head else ((), table.rows)
    parts = (("thead", head, "th"), ("tbody", rows, "td"))
    return f"<table>{''.join(_rows(*part) for part in parts if part[1])}</table>"


def _rows(part: str, rows: tuple[tuple[Line, ...], ...], cell: str) -> str:
    inner = "".join(f"<tr>{''.join(f'<{cell}>{_line(one)}</{cell}>' for one in row)}</tr>" for row in rows)
    return f"<{part}>{inner}</{part}>"


def _line(line: Line) -> str:
    return "".join(map(_piece, line.pieces))


def _piece(piece: Piece) -> str:
    html = escape(piece.text)
    for mark, name in (("underline", "u"), ("italic", "em"), ("bold", "strong")):
        if getattr(piece, mark):
            html = f"<{name}>{html}</{name}>"
    return f'<a href="{escape(piece.href)}" rel="noopener noreferrer">{html}</a>' if piece.href else html


# ── reading ──


class _Reader:
    """Goes through elements and collects blocks; a line grows until something ends it."""

    def __init__(self, depth: int):
        self.depth = depth
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.after_paragraph = False

    def inside(self, element: Any, marks: dict[str, Any]) -> None:
        self._words(element.text, marks)
        for child in element:
            self._element(child, marks)
            self._words(child.tail, marks)

    def end_line(self, *, always: bool = False) -> None:
        if always or any(piece.text.strip() for piece in self.pieces):
            self.blocks.append(tree.line(self.pieces))
            self.after_paragraph = False
        self.pieces = []

    def _words(self, words: str | None, marks: dict[str, Any]) -> None:
        if words:
            self.pieces.append(Piece(shown(_SOURCE_BREAK.sub(" ", words)), **marks))

    def _element(self, element: Any, marks: dict[str, Any]) -> None:
        name = element.tag
        if name == "br":
            self.end_line(always=True)
        elif name in _PARAGRAPHS:
            self._paragraph(element, marks)
        elif name in ("ul", "ol", "table"):
            self._block(element)
        elif name in ("div", "li", "thead", "tbody", "tr", "th", "td"):
            self.end_line()
            self.inside(element, marks)
            self.end_line()
        else:
            self.inside(element, marks | _marks_of(element))

    def _paragraph(self, element: Any, marks: dict[str, Any]) -> None:
        self.end_line()
        if self.after_paragraph:
            self.blocks.append(Line())
        self.inside(element, marks)
        self.end_line(always=True)
        self.after_paragraph = True

    def _block(self, element: Any) -> None:
        self.end_line()
        self.after_paragraph = False
        self.blocks += _table_of(element, self.depth) if element.tag == "table" else _list_of(element, self.depth)


def _marks_of(element: Any) -> dict[str, Any]:
    if element.tag == "a":
        href = element.get("href", "")
        return {"href": href} if may_be_followed(href) else {}
    if element.tag == "span":
        return {_CLASSES[each]: True for each in element.get("class", "").split() if each in _CLASSES}
    return {_MARKS[element.tag]: True} if element.tag in _MARKS else {}


def _blocks(element: Any, depth: int) -> list[Block]:
    reader = _Reader(depth)
    reader.inside(element, {})
    reader.end_line()
    return reader.blocks


def _lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Every line in the blocks, for places where only lines may stand."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
        elif isinstance(block, Table):
            yield from (_one_line(row) for row in block.rows)
        else:
            for item in block.items:
                yield from (*item.lines, *_lines(item.lists))


def _one_line(lines: Iterable[Line]) -> Line:
    pieces: list[Piece] = []
    for one in lines:
        if not one.blank:
            pieces += [Piece(" "), *one.pieces] if pieces else one.pieces
    return tree.text([tree.line(pieces)]).blocks[0] if pieces else Line()  # type: ignore[return-value]


def _list_of(element: Any, depth: int) -> list[Block]:
    if depth > _DEEPEST:
        return list(_lines(_blocks(element, depth + 1))) if depth < 2 * _DEEPEST else []
    items = [_item(child, depth) for child in element if child.tag == "li"]
    return [List(element.tag == "ol", tuple(items))] if items else []


def _item(element: Any, depth: int) -> Item:
    blocks = _blocks(element, depth + 1)
    lists = [one for one in blocks if isinstance(one, List)]
    return tree.item(_lines(one for one in blocks if not isinstance(one, List)), lists)


def _table_of(element: Any, depth: int) -> list[Block]:
    rows = list(element.iter("tr")) if depth <= _DEEPEST else []
    cells = [[cell for cell in row if cell.tag in ("th", "td")] for row in rows]
    cells = [row for row in cells if row]
    if not cells:
        return []
    width = max(map(len, cells))
    read = [tuple(_one_line(_lines(_blocks(cell, depth + 1))) for cell in row) for row in cells]
    full = tuple(row + (Line(),) * (width - len(row)) for row in read)
    named = all(cell.tag == "th" for cell in cells[0]) and any(not cell.blank for cell in full[0])
    return [Table(full, named)]
