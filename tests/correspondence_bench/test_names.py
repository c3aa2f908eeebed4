"""Invented people are called what Danes are called: few names by many, many names by few."""

from __future__ import annotations

from collections import Counter
from random import Random

from correspondence.bench.names import COMMON_NAME, Names

DRAWN = 20_000


def shares(draw: str) -> Counter[str]:
    names = Names(Random(1))
    return Counter(getattr(names, draw)() for _ in range(DRAWN))


def test_the_commonest_family_name_is_one_of_twenty_five() -> None:
    found = shares("family")
    assert COMMON_NAME in [name for name, _ in found.most_common(2)]
    assert 0.03 < found[COMMON_NAME] / DRAWN < 0.05
    assert len(found) > 700
    assert sum(count for _, count in found.most_common(20)) / DRAWN < 0.45


def test_given_names_are_many_too() -> None:
    found = shares("given")
    assert found.most_common(1)[0][1] / DRAWN < 0.03
    assert len(found) > 180


def test_the_same_seed_calls_them_the_same() -> None:
    assert [Names(Random(3)).family() for _ in range(3)] == [Names(Random(3)).family() for _ in range(3)]
    assert Names(Random(3)).given() == Names(Random(3)).given()
