"""From words to units, roughly ranked: the queries behind the search, the same SQL on both databases.

Each written word is a group: a range of words (a beginning), or a list of words that are nearly the same. A unit
is a candidate when it is found by a word of every group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from sor.models import Source
from sor.search.index import first_gram, grams
from sor.search.near import allowed, likeness

MOST = 60
_COUNT_TO = 3000
_NEAR = 24


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand for one written word: every word with ``prefix``, or those of ``near``."""

    prefix: str = ""
    near: tuple[str, ...] = ()

    def entries(self) -> tuple[str, list[str]]:
        """The condition that an entry of the index (one unit's one word) is of this group."""
        if self.prefix:
            return "word >= %s AND word < %s", [self.prefix, f"{self.prefix}~"]
        return f"word IN ({', '.join(['%s'] * len(self.near))})", list(self.near)

    def units(self) -> tuple[str, list[str]]:
        """The condition that a unit ``u``, by all its words in one text, has a word of this group."""
        patterns = [f"% {self.prefix}%"] if self.prefix else [f"% {word} %" for word in self.near]
        return f"({' OR '.join(['u.words LIKE %s'] * len(patterns))})", patterns


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody writes from; empty texts when there is no telling."""

    top: str = ""
    municipality: str = ""
    region: str = ""


def strict(words: list[str]) -> list[Group]:
    """What is written, and words that begin with it; a single letter among others stands for itself ("team A")."""
    alone = len(words) == 1
    return [Group(prefix=word) if alone or len(word) > 1 else Group(near=(word,)) for word in words]


def tolerant(words: list[str]) -> list[Group | None]:
    """Also words with typing errors and compounds that hold the word; None for one that is like no other."""
    return [_near(word) for word in words]


def _near(word: str) -> Group | None:
    if len(word) < 3:
        return Group(prefix=word)
    near = near_words(word)
    return Group(near=near) if near else None


def near_words(written: str) -> tuple[str, ...]:
    """The words of the index that are most like ``written``."""
    if written.isdigit():
        return tuple(_beginning_with(written))
    found = {*_sharing_grams(written), *_beginning_with(written)}
    ranked = sorted(((likeness(written, word), word) for word in found), key=lambda one: (-one[0], one[1]))
    return tuple(word for like, word in ranked[:_NEAR] if like > 0)


def _beginning_with(written: str) -> list[str]:
    """Words with this beginning, at most 40. Those of letters from the short list of words, not from all entries."""
    condition, values = "word >= %s AND word < %s", [written, f"{written}~"]
    if written.isdigit():
        sql = f"SELECT DISTINCT word FROM sor_searchentry WHERE {condition} ORDER BY word LIMIT 40"  # noqa: S608
        return [word for (word,) in _rows(sql, values)]
    sql = f"SELECT word FROM sor_searchgram WHERE gram = %s AND {condition} ORDER BY word LIMIT 40"  # noqa: S608
    return [word for (word,) in _rows(sql, [first_gram(written), *values])]


def _sharing_grams(written: str) -> list[str]:
    """Words that share enough threes of letters: an error spoils at most three."""
    threes = sorted(grams(written))
    least = max(1, len(threes) - 3 * allowed(written))
    places = ", ".join(["%s"] * len(threes))
    rows = _rows(
        f"SELECT word FROM sor_searchgram WHERE gram IN ({places})"  # noqa: S608
        " GROUP BY word HAVING COUNT(*) >= %s ORDER BY COUNT(*) DESC, LENGTH(word) LIMIT 250",
        [*threes, least],
    )
    return [word for (word,) in rows]


def units(groups: list[Group], place: Place) -> list[int]:
    """The most promising units that every group finds, at most ``MOST``."""
    counts = _counts(groups)
    if not all(counts):
        return []
    least = min(counts)
    driver = groups[counts.index(least)]
    others = [group for group in groups if group is not driver]
    # What everybody is called ("læge") is not read through: first those of the own place, then some of the rest.
    found = _in_place(groups, place) if least == _COUNT_TO else []
    found += _matching(driver, others, place, own_words=True)
    return found if len(found) >= MOST else [*found, *_matching(driver, others, place, own_words=False)]


def among(pks: Iterable[int], groups: list[Group]) -> list[int]:
    """Those of ``pks`` that every group finds."""
    pks = list(pks)
    if not pks:
        return []
    condition, values = _every(groups)
    places = ", ".join(["%s"] * len(pks))
    sql = f"SELECT u.unit_id FROM sor_searchunit u WHERE u.unit_id IN ({places}) AND {condition}"  # noqa: S608
    return [pk for (pk,) in _rows(sql, [*pks, *values])]


def _counts(groups: list[Group]) -> list[int]:
    """How many entries each group has, counted no further than it matters."""
    conditions = [group.entries() for group in groups]
    some = "SELECT COUNT(*) FROM (SELECT 1 FROM sor_searchentry WHERE {} ORDER BY word LIMIT {}) AS counted"
    each = ", ".join(f"({some.format(condition, _COUNT_TO)})" for condition, _ in conditions)
    return list(_rows(f"SELECT {each}", [value for _, values in conditions for value in values])[0])


def _in_place(groups: list[Group], place: Place) -> list[int]:
    condition, values = _every(groups)
    where, its = ("municipality", place.municipality) if place.municipality else ("top", place.top)
    sql = (
        f"SELECT u.unit_id FROM sor_searchunit u WHERE u.{where} = %s AND {condition}"  # noqa: S608
        f" ORDER BY u.receives DESC, u.unit_id LIMIT {MOST // 2}"
    )
    return [pk for (pk,) in _rows(sql, [its, *values])] if its else []


def _matching(driver: Group, others: list[Group], place: Place, *, own_words: bool) -> list[int]:
    """By the unit's own words, or by those of units above it: the own place first, then who can receive."""
    entries, values = driver.entries()
    condition, more = _every(others)
    source = f"source {'<' if own_words else '>='} {Source.ABOVE:d}"
    # A value looked up for each candidate, not a join: PostgreSQL would rather read through all units than look up
    # three thousand. Ordered as the index is, so that both databases read the same ones, the shortest words first.
    rank = (
        "SELECT CASE WHEN u.top = %s OR u.municipality = %s THEN 0 WHEN u.region = %s THEN 100 ELSE 200 END"  # noqa: S608
        f" + e.source * 10 - u.receives FROM sor_searchunit u WHERE u.unit_id = e.unit_id AND {condition}"
    )
    sql = (
        f"SELECT unit_id FROM (SELECT e.unit_id, ({rank}) AS place FROM sor_searchentry e"  # noqa: S608
        f" WHERE {entries} AND {source} ORDER BY word, source, unit_id LIMIT {_COUNT_TO}) AS d"
        f" WHERE place IS NOT NULL ORDER BY place, unit_id LIMIT {MOST}"
    )
    from_here = [place.top, place.municipality or "-", place.region or "-"]
    return [pk for (pk,) in _rows(sql, [*from_here, *more, *values])]


def _every(groups: list[Group]) -> tuple[str, list[str]]:
    """The condition that a unit ``u`` has a word of every group.

    One look at the row of the unit, which is read for the ranking anyway: looking for each group among the unit's
    entries took PostgreSQL four microseconds a time, thousands of times.
    """
    # Those of few words first: most units fail the first one.
    conditions = [group.units() for group in sorted(groups, key=lambda group: len(group.near))]
    return " AND ".join([one for one, _ in conditions] or ["1 = 1"]), [value for _, its in conditions for value in its]


def _rows(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
