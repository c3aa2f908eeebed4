"""From text to the tokens of the search index, the same on both databases.

A token is a letter for its kind and a word: ``w`` a word of a text by its Danish stem, ``n`` a word of a name as it
is, ``i`` a whole number or identifier, ``d`` and ``c`` direction and category. PostgreSQL's own ``danish`` is the
same Snowball algorithm; stemming here makes SQLite find what PostgreSQL finds, and marks in a text what was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from snowballstemmer.danish_stemmer import DanishStemmer

from sor.search.fold import fold

LONGEST = 40
# No word is longer, and nobody searches for the last word of a longer text: what comes from outside has no bounds.
_LONGEST_WRITTEN, MOST_CHARACTERS = 100, 200_000
WORD = re.compile(r"[^\W_]+")
# Also found as one word: "støtte-kontakt-person", and "250947-9989".
# Every word of a text matches, with what is joined to it or without: looking for the joined ones alone would begin anew
# at every letter of a word without end.
_WHOLE = re.compile(r"[^\W_]+(?:[-\u2010\u2011/.][^\W_]+)*")
_DANISH = str.maketrans({"ä": "æ", "ö": "ø"})
_PAIRS = {"aa": "å", "ae": "æ", "oe": "ø"}
_PAIR = re.compile("|".join(_PAIRS))
# Words that every text has (Snowball's list for Danish).
_EMPTY = frozenset(
    "og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun "
    "nu over da fra du ud sin dem os op man hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget "
    "ville jo deres efter ned skulle denne end dette mit også under have dig anden hende mine alt meget sit vor mod "
    "disse hvis din nogle hos blive mange ad bliver hendes været thi jer sådan".split()
)
# These too, but people are called so: found as they are, never by their stem ("hans" is the stem of Hansen).
_ALSO_NAMES = frozenset(["hans", "sine"])


def normal(text: str) -> str:
    """One way to write each letter, so that the words of a text are the same wherever they are looked for."""
    return unicodedata.normalize("NFC", text)


def word_token(word: str) -> str:
    """The token of a word of a text; empty for one that every text has."""
    return _word_token(word[:_LONGEST_WRITTEN])


@lru_cache(maxsize=100_000)
def _word_token(word: str) -> str:
    spelled = spelling(word)
    if spelled in _ALSO_NAMES:
        return f"n{spelled}"
    return "" if spelled in _EMPTY else f"w{_stem(spelled)[:LONGEST]}"


def _stem(word: str) -> str:
    """To where nothing more comes off: "pladser" gives "plads" first, as "plads" gives "plad"."""
    stemmer = DanishStemmer()  # keeps what it works on: one for each word, so that no two threads share it
    while (shorter := stemmer.stemWord(word)) != word:
        word = shorter
    return word


def name_token(word: str) -> str:
    """The token of a word of a name: "Søren", "Soeren" and "Soren" are the same."""
    return _name_token(word[:_LONGEST_WRITTEN])


@lru_cache(maxsize=100_000)
def _name_token(word: str) -> str:
    return f"n{fold(word)[:LONGEST]}"


def number_token(text: str) -> str:
    """The token of a CPR number or another identifier, blanks and hyphens aside; empty without letter or digit."""
    value = "".join(WORD.findall(normal(text))).lower()
    return f"i{value[:LONGEST]}" if value else ""


def code_token(kind: str, code: str) -> str:
    return kind + "".join(WORD.findall(code)).lower()


def spelling(word: str) -> str:
    """In small letters, old and new spelling alike: "Aarhus" is "århus"; foreign accents aside."""
    small = unicodedata.normalize("NFKC", word).lower().translate(_DANISH)
    if not small.isascii():
        small = "".join(one if one in "æøå" else _without_accent(one) for one in small)
    return _PAIR.sub(lambda pair: _PAIRS[pair.group()], small)


def _without_accent(letter: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))


def word_tokens(text: str) -> Iterator[str]:
    """The tokens of a text, in its order, with repetitions."""
    yield from filter(None, map(word_token, pieces(text)))


def name_tokens(text: str) -> Iterator[str]:
    yield from map(name_token, pieces(text))


def pieces(text: str) -> Iterator[str]:
    """The words of ``text``, and its hyphenated words as one word each; of a text without end the first ones."""
    text = normal(text[:MOST_CHARACTERS])
    joined = (parts for parts in map(WORD.findall, _WHOLE.findall(text)) if len(parts) > 1)
    yield from chain(WORD.findall(text), map("".join, joined))
