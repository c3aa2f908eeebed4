"""How words are understood: the same whether they stand in a message or in the search field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.search.asked import asked
from correspondence.search.words import name_token, word_token, word_tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("udskrivning", "UDSKRIVNINGEN"),
        ("medicinen", "medicin"),
        ("pladser", "plads"),
        ("borgerens", "borgere"),
        ("aarhus", "Århus"),
        ("hjaelpemidler", "hjælpemidlerne"),
        ("bøde", "boeder"),
        ("A\u030ardal", "Årdal"),
        ("idé", "ide"),
        ("ﬁnde", "finde"),
    ],
)
def test_two_ways_to_write_a_word_are_one(one, other):
    assert word_token(one) == word_token(other) or next(word_tokens(one)) == next(word_tokens(other))


@pytest.mark.parametrize(("one", "other"), [("far", "får"), ("har", "hår"), ("mal", "mål"), ("bor", "bør")])
def test_in_a_text_the_letters_tell_words_apart(one, other):
    assert word_token(one) != word_token(other)


@pytest.mark.parametrize("other", ["Soren", "Soeren", "SØREN"])
def test_in_a_name_they_do_not(other):
    assert name_token("Søren") == name_token(other)


def test_words_that_every_text_has_are_not_asked_for():
    assert asked("medicin til hende") == asked("medicin")


def test_unless_there_are_no_others():
    assert asked("vi").groups


@pytest.mark.parametrize("text", ["", " ", "-", "() & | !", "'", '"*"', "\x00", ":*"])
def test_signs_alone_ask_for_nothing(text):
    assert not asked(text)


@pytest.mark.parametrize(
    ("text", "by_number"),
    [
        ("250947-9989", True),
        ("2509479989", True),
        ("250947 9989", True),
        ("0703921vj5", True),
        ("250947", False),
        ("9925479989", False),  # no day has the number 99
        ("38683868", False),
        ("Bruno", False),
    ],
)
def test_a_whole_number_of_somebody_is_known_as_such(text, by_number):
    assert asked(text).by_number == by_number


@given(st.text(max_size=60))
def test_tokens_are_letters_and_digits_whatever_is_written(text):
    tokens = [term.token for group in asked(text).groups for term in group] + list(word_tokens(text))
    assert all(token.replace("_", "?").isalnum() or not token.isascii() for token in tokens)
    assert not any(set(token) & set("'\"*:&|!()<>\\ \x00") for token in tokens)
