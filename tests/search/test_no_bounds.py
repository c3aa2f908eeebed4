"""Texts and words from outside have no bounds; what searching spends on them has."""

from __future__ import annotations

from correspondence.search import words
from correspondence.search.asked import asked
from correspondence.search.passages import has_hit, passage

BEGINNING, LAST = "Depotmedicin er givet. ", " sidsteord"


def test_a_text_without_end_is_found_by_its_beginning() -> None:
    text = BEGINNING + "a b " * words.MOST_CHARACTERS + LAST
    found = list(words.word_tokens(text))
    assert words.word_token("depotmedicin") in found
    assert words.word_token("sidsteord") not in found
    assert has_hit(text, asked("depotmedicin"))
    assert passage(text, asked("depotmedicin"))[1]


def test_a_word_as_long_as_a_text_takes_no_longer_than_a_text() -> None:
    assert len(list(words.pieces("x" * words.MOST_CHARACTERS))) == 1
    assert list(words.pieces("støtte-kontakt-person")) == ["støtte", "kontakt", "person", "støttekontaktperson"]


def test_a_word_without_end_is_not_kept() -> None:
    for number in range(3):
        letters = chr(ord("x") + number) * 5_000_000
        assert len(words.word_token(letters)) <= words.LONGEST + 1
        assert len(words.name_token(letters)) <= words.LONGEST + 1
    kept = words._word_token.cache_info
    before = kept().currsize
    words.word_token("q" * 1_000 + "1")
    words.word_token("q" * 1_000 + "2")
    assert kept().currsize <= before + 1
