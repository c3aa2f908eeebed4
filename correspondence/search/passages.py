"""What a hit looks like: the place in a text where it was found, marked, and safe whatever the text holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from correspondence.search.asked import Asked
from correspondence.search.words import MOST_CHARACTERS, WORD, name_token, normal, number_token, word_token

# Characters of a passage, and of those before its first mark.
LENGTH, BEFORE = 240, 70
_WHOLE = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

Span = tuple[int, int, int]


def marked(text: str, asked: Asked, *, name: bool = False) -> SafeString:
    """``text`` as HTML with every hit in a ``<mark>``. ``name``: a name or number, not running text."""
    text = normal(text)
    return _html(text, list(_spans(text, asked, name=name)))


def passage(text: str, asked: Asked) -> tuple[SafeString, bool]:
    """About a line of ``text`` with as many different words asked for as possible; whether it has any."""
    text = " ".join(normal(text[:MOST_CHARACTERS]).split())
    spans = list(_spans(text, asked, name=False))
    start = _start(text, spans)
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LENGTH // 2)
    inside = [(at - start, to - start, group) for at, to, group in spans if at >= start and to <= end]
    html = _html(text[start:end], inside)
    return mark_safe("… " * (start > 0) + html + " …" * (end < len(text))), bool(spans)  # noqa: S308 (escaped by _html)


def has_hit(text: str, asked: Asked, *, name: bool = False) -> bool:
    return any(True for _ in _spans(normal(text[:MOST_CHARACTERS]), asked, name=name))


def _spans(text: str, asked: Asked, *, name: bool) -> Iterator[Span]:
    """(start, end, group) of each hit, in order: a hyphenated word as a whole, or its parts."""
    for whole in _WHOLE.finditer(text):
        tokens = [number_token(whole.group())]
        group = next((one for one in map(asked.group_of, tokens) if one is not None), None)
        if group is not None:
            yield *whole.span(), group
            continue
        for word in WORD.finditer(text, *whole.span()):
            group = asked.group_of(name_token(word.group()) if name else word_token(word.group()))
            if group is not None:
                yield *word.span(), group


def _start(text: str, spans: list[Span]) -> int:
    """Where the passage begins: at a word, a little before the mark from which most different words are in reach."""
    if not spans:
        return 0
    best = max(spans, key=lambda span: (len(_reached(spans, span[0])), -span[0]))[0]
    if best <= BEFORE:
        return 0
    return text.find(" ", best - BEFORE, best) + 1 or best


def _reached(spans: list[Span], start: int) -> set[int]:
    return {group for at, to, group in spans if at >= start and to <= start + LENGTH - BEFORE}


def _html(text: str, spans: list[Span]) -> SafeString:
    parts: list[str] = []
    at = 0
    for start, end, _ in spans:
        parts += escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 (every part of the text is escaped)
