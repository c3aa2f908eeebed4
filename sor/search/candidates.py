"""From words to units, roughly ranked: the queries behind the search, the same SQL on both databases.

Each written word is a group: a range of words (a beginning), or a list of words that are nearly the same. A unit
is a candidate when it is found by a word of every group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from sor.models import Source
from sor.search.index import grams
from sor.search.near import allowed, likeness

MOST = 60
_COUNT_TO = 3000
_READ = 1500
_NEAR = 24


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand for one written word: every word with ``prefix``, or those of ``near``."""

    prefix: str = ""
    near: tuple[str, ...] = ()

    def sql(self, column: str) -> tuple[str, list[str]]:
        if self.prefix:
            return f"{column} >= %s AND {column} < %s", [self.prefix, f"{self.prefix}~"]
        return f"{column} IN ({', '.join(['%s'] * len(self.near))})", list(self.near)


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
    return [word for (word,) in _rows(
        "SELECT DISTINCT word FROM sor_searchentry WHERE word >= %s AND word < %s ORDER BY word LIMIT 40",
        [written, f"{written}~"],
    )]  # fmt: skip


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
    counted = sorted((_count(group), at) for at, group in enumerate(groups))
    if counted[0][0] == 0:
        return []
    driver, *others = (groups[at] for _, at in counted)
    # What everybody is called ("læge") is not read through: first those of the own place, then some of the rest.
    found = _in_place(groups, place) if counted[0][0] == _COUNT_TO else []
    found += _matching(driver, others, place, own_words=True)
    return found if len(found) >= MOST else [*found, *_matching(driver, others, place, own_words=False)]


def among(pks: Iterable[int], groups: list[Group]) -> list[int]:
    """Those of ``pks`` that every group finds."""
    pks = list(pks)
    if not pks:
        return []
    conditions, values = _having(groups, "u.unit_id")
    places = ", ".join(["%s"] * len(pks))
    sql = f"SELECT u.unit_id FROM sor_searchunit u WHERE u.unit_id IN ({places}) AND {conditions}"  # noqa: S608
    return [pk for (pk,) in _rows(sql, [*pks, *values])]


def _count(group: Group) -> int:
    """How many entries a group has, counted no further than it matters."""
    condition, values = group.sql("word")
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM sor_searchentry WHERE {condition} LIMIT {_COUNT_TO}) AS counted"  # noqa: S608
    return _rows(sql, values)[0][0]


def _in_place(groups: list[Group], place: Place) -> list[int]:
    having, values = _having(groups, "u.unit_id")
    where, its = ("municipality", place.municipality) if place.municipality else ("top", place.top)
    sql = (
        f"SELECT u.unit_id FROM sor_searchunit u WHERE u.{where} = %s AND {having}"  # noqa: S608
        f" ORDER BY u.receives DESC, u.unit_id LIMIT {MOST // 2}"
    )
    return [pk for (pk,) in _rows(sql, [its, *values])] if its else []


def _matching(driver: Group, others: list[Group], place: Place, *, own_words: bool) -> list[int]:
    """By the unit's own words, or by those of units above it: the own place first, then who can receive."""
    condition, values = driver.sql("e.word")
    having, more = _having(others, "d.unit_id")
    source = f"e.source {'<' if own_words else '='} {Source.ABOVE:d}"
    sql = (
        "SELECT f.unit_id FROM (SELECT d.unit_id, d.source FROM"  # noqa: S608
        f" (SELECT e.unit_id, e.source FROM sor_searchentry e WHERE {condition} AND {source} LIMIT {_COUNT_TO}) AS d"
        f" WHERE {having} LIMIT {_READ}) AS f"
        " JOIN sor_searchunit u ON u.unit_id = f.unit_id"
        " ORDER BY CASE WHEN u.top = %s OR u.municipality = %s THEN 0 WHEN u.region = %s THEN 1 ELSE 2 END,"
        f" f.source, u.receives DESC, f.unit_id LIMIT {MOST}"
    )
    return [pk for (pk,) in _rows(sql, [*values, *more, place.top, place.municipality or "-", place.region or "-"])]


def _having(groups: list[Group], unit: str) -> tuple[str, list[str]]:
    conditions, values = ["1 = 1"], []
    for group in groups:
        # Neither EXISTS nor the bare column: PostgreSQL, which takes a range of words for a rare thing, would read all
        # units of a common word once for every candidate, instead of the few words of the candidate.
        condition, its = group.sql("(x.word || '')")
        has_it = f"SELECT 1 FROM sor_searchentry x WHERE x.unit_id = {unit} AND {condition} LIMIT 1"  # noqa: S608
        conditions.append(f"({has_it}) IS NOT NULL")
        values += its
    return " AND ".join(conditions), values


def _rows(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
