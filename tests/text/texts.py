"""Any text, any Markdown and any HTML, for tests that hold for all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from correspondence.text import tree
from correspondence.text.characters import may_be_followed

# Characters that mean something somewhere are drawn more often than the rest.
WORDS = st.text("ab1 5\u00e6\u00d8\\*+[]|-.#_<>&\"'()\u00a0\u2003\u00e9\U0001f600", max_size=8)
ADDRESSES = st.sampled_from(
    ["https://example.org/a?b=1&c=*2*", "http://example.org", "mailto:a@example.org", "tel:+4538683868"]
)
PIECES = st.builds(
    tree.Piece,
    text=WORDS,
    bold=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    href=st.one_of(st.just(""), st.just(""), ADDRESSES),
)
LINES = st.lists(PIECES, max_size=4).map(tree.line)
CELLS = LINES.map(lambda one: next(iter(tree.text([one]).blocks), tree.Line()))


def _lists(*inner: st.SearchStrategy) -> st.SearchStrategy:
    inside = st.lists(inner[0], max_size=2) if inner else st.just([])
    items = st.builds(tree.item, st.lists(LINES, min_size=1, max_size=3), inside)
    return st.builds(tree.List, st.booleans(), st.lists(items, min_size=1, max_size=3).map(tuple))


LISTS = _lists(_lists())


def _table(rows: list[tuple[tree.Line, ...]], width: int, head: bool) -> tree.Table:
    cut = tuple(row[:width] for row in rows)
    return tree.Table(cut, head and any(not cell.blank for cell in cut[0]))


_ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=3)
TABLES = st.builds(_table, _ROWS, st.integers(1, 3), st.booleans())

TEXTS = st.lists(st.one_of(LINES, LINES, LISTS, TABLES), max_size=6).map(tree.text)
SOURCES = st.lists(
    st.one_of(
        WORDS,
        st.sampled_from(
            ["**", "*", "++", "\n", "\n- ", "\n1. ", "\n2. ", "\n  - ", "|", "\n|---|\n", "](https://x.dk)", "["]
        ),
    ),
    max_size=25,
).map("".join)

_TAGS = (
    "p br strong b em i u a ul ol li table thead tbody tr th td div span h1 script style svg math iframe form".split()
)
_FRAGMENTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
    st.sampled_from(
        [
            '<a href="https://example.org/">',
            "<a href='javascript:alert(1)'>",
            '<span class="underline">',
            "<p onclick=x>",
            "<!--",
            "-->",
            "&lt;script&gt;",
            "&#x202e;",
            "&#1;",
            "&nbsp;",
            "&",
            "<",
            "\n ",
            "<![CDATA[",
        ]
    ),
)
HTML = st.lists(_FRAGMENTS, max_size=20).map("".join)

assert may_be_followed("https://example.org/a?b=1&c=*2*")
