"""How the databases find candidates: by an index, and by one look at each candidate, however common the words are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sor.models import SearchGram, Source
from sor.search import candidates
from sor.search.candidates import Group, Place, among, strict, tolerant, units
from sor.search.index import _insert as insert
from sor.search.index import grams

UNITS, TOWNS = 16_000, 40
HERE = Place("x", "0007", "1081")
COMMON = ["sygepleje", "fjordby", "team"]


@pytest.fixture
def crowd(db: None) -> None:
    """A register in which half of all units have each word that is looked for."""
    made = [(pk, _words(pk)) for pk in range(1, UNITS + 1)]
    rows = [(pk, "t", f"{pk % TOWNS:04d}", "1081", pk % 3, f" {' '.join(its)} ") for pk, its in made]
    insert("sor_searchunit", ("unit_id", "top", "municipality", "region", "receives", "words"), rows)
    entries = [(pk, word, Source.ABOVE if word == "team" else Source.NAME) for pk, its in made for word in its]
    insert("sor_searchentry", ("unit_id", "word", "source"), entries)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sor_searchunit, sor_searchentry")


def _words(pk: int) -> list[str]:
    own = [word for at, word in enumerate(COMMON) if pk >> at & 1]
    return [*own, f"by{pk % TOWNS}", f"enhed{pk}"]


def test_each_candidate_is_looked_up_once_and_no_table_is_read_through(crowd: None) -> None:
    like_common = [Group(near=(word, f"{word}x", f"{word}y")) for word in COMMON]
    for groups in (strict(["s"]), strict(["team"]), strict(COMMON), like_common):
        with CaptureQueriesContext(connection) as asked:
            found = units(groups, HERE)
            assert set(among(found, groups)) == set(found)
        assert len(set(found)) >= candidates.MOST
        # Counting, the own place, own words, words of units above; and among().
        assert len(asked) <= 5
        for sql in (one["sql"] for one in asked.captured_queries):
            assert read_through(sql) == [], sql
            assert look_ups(sql) <= 1.1 * candidates._COUNT_TO, sql


def test_near_words_are_sought_in_the_short_list_of_words(db: None) -> None:
    SearchGram.objects.bulk_create([SearchGram(gram=gram, word="fjordby") for gram in grams("fjordby")])
    with CaptureQueriesContext(connection) as asked:
        assert tolerant(["fjordbi"]) == tolerant(["fjord"]) == [Group(near=("fjordby",))]
    assert not any("sor_searchentry" in one["sql"] for one in asked.captured_queries)


def read_through(sql: str) -> list[str]:
    """The big tables that a statement reads from end to end."""
    if connection.vendor == "postgresql":
        return [one["Relation Name"] for one in _nodes(sql) if one["Node Type"] == "Seq Scan"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [row[3] for row in cursor.fetchall()]
    sorted_all = [step for step in steps if "RIGHT PART OF ORDER BY" in step]
    return sorted_all + [step for step in steps if step.startswith("SCAN") and "sor_search" in step]


def look_ups(sql: str) -> int:
    """How many times a statement goes to an index; SQLite does not tell."""
    if connection.vendor != "postgresql":
        return 0
    return sum(one["Actual Loops"] for one in _nodes(sql) if "Index" in one["Node Type"])


def _nodes(sql: str) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    (plan,) = json.loads(found) if isinstance(found, str) else found
    rest = [plan["Plan"]]
    while rest:
        node = rest.pop()
        yield node
        rest += node.get("Plans", [])
