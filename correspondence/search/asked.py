"""What somebody looks for: the words of one search field, understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from correspondence.letters.citizen_numbers import NotANumber, citizen_identifier
from correspondence.search.words import (
    LONGEST,
    WORD,
    code_token,
    name_token,
    normal,
    number_token,
    spelling,
    word_token,
)

# Longer queries are pasted sentences: the first words tell which message it is.
_MOST_WORDS = 12
# Fewer letters are no beginning of a word in a text: too many words begin so.
_BEGINNING = 3
_NUMBER_IN_TWO = re.compile(r"\b(\d{6})\s+(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Term:
    """A token, or every token that begins with it."""

    token: str
    prefix: bool = False

    def finds(self, token: str) -> bool:
        return token.startswith(self.token) if self.prefix else token == self.token


@dataclass(frozen=True)
class Asked:
    """A message is found when each group has a term that finds one of its tokens.

    ``filters`` are groups too, but nothing that is marked. ``by_number``: a whole citizen's number was written.
    """

    groups: tuple[tuple[Term, ...], ...]
    by_number: bool = False
    filters: tuple[tuple[Term, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def every_group(self) -> tuple[tuple[Term, ...], ...]:
        return (*self.groups, *self.filters)

    @cached_property
    def _exact(self) -> dict[str, int]:
        return {one.token: at for at, group in enumerate(self.groups) for one in group if not one.prefix}

    @cached_property
    def _beginnings(self) -> list[tuple[str, int]]:
        return [(one.token, at) for at, group in enumerate(self.groups) for one in group if one.prefix]

    def group_of(self, token: str) -> int | None:
        """Which group finds the token, if any."""
        if token in self._exact:
            return self._exact[token]
        return next((at for beginning, at in self._beginnings if token.startswith(beginning)), None)


def asked(text: str) -> Asked:
    """The meaning of what was written in the search field. Nothing but blanks and signs asks for nothing."""
    chunks = _NUMBER_IN_TWO.sub(r"\1\2", normal(text)).split()
    groups, by_number = [], False
    for chunk in chunks:
        if is_number(chunk):
            by_number = True
            groups.append(_number(chunk))
        else:
            groups += _words(chunk)
    told = [group for group in groups if group]
    if not told:  # nothing but words that every text has: then they are the beginning of a name
        told = [(Term(name_token(word), prefix=True),) for chunk in chunks for word in WORD.findall(chunk)]
    return Asked(tuple(dict.fromkeys(told))[:_MOST_WORDS], by_number)


def is_number(chunk: str) -> bool:
    """Whether it is the whole CPR or replacement number of somebody."""
    try:
        citizen_identifier(chunk)
    except NotANumber:
        return False
    return True


def _number(chunk: str) -> tuple[Term, ...]:
    """The citizen's, or one named in a text; never the beginning of another one."""
    number = number_token(chunk)
    return Term(number), Term(word_token(number[1:]))


def _words(chunk: str) -> Iterator[tuple[Term, ...]]:
    """Each word of a hyphenated one, or all of it as one word, or as an identifier."""
    words = WORD.findall(chunk)
    whole = "".join(words)
    as_one = _meanings(whole) if len(words) > 1 else ()
    if any(letter.isdigit() for letter in whole):
        as_one = (*as_one, Term(number_token(whole)))
    for word in words:
        its = _meanings(word)
        yield tuple(dict.fromkeys((*its, *as_one))) if its else ()


def _meanings(word: str) -> tuple[Term, ...]:
    """A word of a text in any of its forms, the beginning of one, or the beginning of a name."""
    token, name = word_token(word), Term(name_token(word), prefix=len(word) > 1)
    if not token.startswith("w"):
        return (name,) if token else ()
    beginning = f"w{spelling(word)}"[:LONGEST]
    if len(beginning) <= _BEGINNING:
        return Term(token), name
    as_text = (Term(token), Term(beginning, prefix=True)) if token != beginning else (Term(beginning, prefix=True),)
    return (*as_text, name)


def direction(code: str) -> tuple[Term, ...]:
    return (Term(code_token("d", code)),)


def category(code: str) -> tuple[Term, ...]:
    return (Term(code_token("c", code)),)
