"""Folding and likeness: the pieces behind the tolerance for how people type."""

from __future__ import annotations

import pytest

from sor.search.fold import fold, indexed_words, number_words, words
from sor.search.near import distance, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Århus", "aarhus"),
        ("Østerhøj", "oesterhoej"),
        ("Østerhøj", "osterhoj"),
        ("Lægehuset", "LAEGEHUSET"),
        ("Ærø", "aeroe"),
        ("Åbakken", "A\u030abakken"),
        ("Café", "cafe"),
    ],
)
def test_two_ways_to_write_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_that_tell_nothing_are_left_out() -> None:
    assert words("Sundhed og Ældre, Fjordby") == ("sundhed", "aldre", "fjordby")
    assert words("og") == ("og",)


def test_hyphens_part_and_join() -> None:
    assert {"stotte", "kontakt", "teamet", "stottekontaktteamet"} <= indexed_words("Støtte-kontakt-teamet")


def test_provider_numbers_without_zeros_and_without_the_mark_of_a_duplicate() -> None:
    assert number_words("012345") == {"012345", "12345"}
    assert "12345" in number_words("99012345")
    assert number_words("") == set()


@pytest.mark.parametrize("written", ["fjordb", "fjrdby", "fjorrdby", "fjodrby", "fjordbx"])
def test_one_error_is_found_to_be_one(written: str) -> None:
    assert distance(written, "fjordby", 2) <= 1


def test_the_beginning_of_a_compound_counts() -> None:
    assert distance("socalpsyk", "socialpsykiatri", 2) == 1


def test_strangers_are_no_likeness() -> None:
    assert likeness("visitation", "sundhedsplejen") == 0
    assert likeness("10", "11") == 0


def test_the_nearer_the_more() -> None:
    likes = [
        likeness("psykiatri", "psykiatri"),
        likeness("psykiatri", "psykiatrien"),
        likeness("psykatri", "psykiatri"),
    ]
    assert likes == sorted(likes, reverse=True)
    assert 0 < likeness("psykiatri", "socialpsykiatri") < likes[1]
