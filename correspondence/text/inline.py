"""One line of Markdown ↔ its pieces: bold, italic, underline and links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from correspondence.text.characters import ADDRESS
from correspondence.text.tree import Line, Piece, barred, line

_SPECIAL = r"[*+\[\]|]"
_TOKEN = re.compile(rf"(?<!\\)\\+(?={_SPECIAL})|\*+|\+\++|\[|\]")
_LINK = re.compile(rf"\[((?:\\.|[^\[\]\\])+)\]\(({ADDRESS})\)", re.IGNORECASE)
_RUNS = {"*": ("italic",), "**": ("bold",), "***": ("bold", "italic"), "++": ("underline",)}
_SIGNS = {"bold": "**", "italic": "*", "underline": "++"}
_TO_ESCAPE = re.compile(r"(?<!\\)(\\*)([*\[\]|]|\+(?=\+|$)|(?:(?<=[+\\])|^)\+)")


@dataclass(slots=True)
class _Part:
    """A stretch of the source: words, or a sign that turns ``mark`` on or off if it finds its partner."""

    words: str
    href: str
    mark: str = ""
    opens: bool = False
    closes: bool = False
    paired: bool = False


def read_line(source: str) -> Line:
    """The pieces of one line (no line break in it). A sign without a partner is the character it is."""
    if not _TOKEN.search(source):
        return line([Piece(source)])
    parts = _parts(source)
    for mark in _SIGNS:
        _pair([part for part in parts if part.mark == mark])
    on = dict.fromkeys(_SIGNS, False)
    pieces = []
    for part in parts:
        if part.paired:
            on[part.mark] = not on[part.mark]
        else:
            pieces.append(Piece(part.words, href=part.href, **on))
    return line(pieces)


def _parts(source: str) -> list[_Part]:
    parts: list[_Part] = []
    at, href, inner_end, link_end = 0, "", -1, -1
    while token := _TOKEN.search(source, at):
        begin, end = token.span()
        parts.append(_Part(source[at:begin], href))
        at, sign = end, token[0]
        if sign[0] == "\\":
            escape = len(sign) % 2
            parts.append(_Part("\\" * (len(sign) // 2) + source[end : end + escape], href))
            at += escape
        elif begin == inner_end:
            at, href = link_end, ""
        elif sign == "[" and not href and (link := _LINK.match(source, begin)):
            href, inner_end, link_end = link[2], link.end(1), link.end()
        else:
            parts += _signs(source, begin, end, href)
    parts.append(_Part(source[at:], href))
    return parts


def _signs(source: str, begin: int, end: int, href: str) -> list[_Part]:
    run = source[begin:end]
    before, after = source[begin - 1 : begin], source[end : end + 1]
    if run not in _RUNS or (before and after and barred(before, after)):
        return [_Part(run, href)]
    opens, closes = bool(after.strip()), bool(before.strip())
    return [_Part(_SIGNS[mark], href, mark, opens, closes) for mark in _RUNS[run]]


def _pair(signs: list[_Part]) -> None:
    """A sign that can close what is open closes it; the next one opens anew."""
    opened = None
    for sign in signs:
        if opened and sign.closes:
            opened.paired = sign.paired = True
            opened = None
        elif not opened and sign.opens:
            opened = sign


def write_line(bare: Line) -> str:
    """Markdown of one line."""
    out = ""
    before = Piece("")
    for piece in (*bare.pieces, Piece("")):
        signs = "".join(sign for mark, sign in _SIGNS.items() if getattr(before, mark) and not getattr(piece, mark))
        if before.href != piece.href:
            signs += f"]({before.href})" if before.href else ""
            signs += "[" if piece.href else ""
        signs += "".join(sign for mark, sign in _SIGNS.items() if getattr(piece, mark) and not getattr(before, mark))
        out += _doubled(out, signs) + _escaped(piece.text)
        before = piece
    return out


def _doubled(out: str, signs: str) -> str:
    """``signs``, with as many backslashes before them as would otherwise take their meaning away."""
    return "\\" * (len(out) - len(out.rstrip("\\"))) + signs if signs else ""


def _escaped(words: str) -> str:
    return _TO_ESCAPE.sub(lambda found: f"{found[1]}{found[1]}\\{found[2]}", words)
