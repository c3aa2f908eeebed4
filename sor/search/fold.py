"""Words as the search index keeps them: the many ways to write the same Danish name become one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# å and aa, ø and oe and o, æ and ae: whoever searches may have any keyboard, and old and new spelling live side
# by side. All become the shortest form, on both sides of the comparison.
_LETTERS = str.maketrans({"æ": "a", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "y", "ß": "ss", "đ": "d"})
_PAIRS = re.compile(r"aa|ae|oe")
_WORD = re.compile(r"[a-z0-9]+")
_HYPHENATED = re.compile(r"\w+(?:[-/.]\w+)+")
LONGEST = 40
# Words that tell nothing about which unit it is.
_EMPTY = frozenset("og i for af til pa ved samt under a/s aps is".split())


def fold(text: str) -> str:
    """``text`` in small letters a-z, digits and spaces: "Århus" and "Aarhus" are both "arhus"."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return _PAIRS.sub(lambda pair: pair.group()[0], plain)


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded, without those that tell nothing (unless there are no others)."""
    found = tuple(word[:LONGEST] for word in _WORD.findall(fold(text)))
    return tuple(word for word in found if word not in _EMPTY) or found


def indexed_words(text: str) -> set[str]:
    """The words a name is found by: "Støtte-kontakt-teamet" also as one word."""
    joined = (fold(one) for one in _HYPHENATED.findall(text))
    return {*words(text), *("".join(_WORD.findall(one))[:LONGEST] for one in joined)}


def number_words(number: str) -> set[str]:
    """A provider number is found without its leading zeros too, and without the 99 that marks a duplicate."""
    number = "".join(_WORD.findall(number.lower()))
    both = {number, number[2:]} if number.startswith("99") and len(number) > 5 else {number}
    return {form for one in both for form in (one, one.lstrip("0")) if form}
