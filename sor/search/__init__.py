"""Finding a unit by what people know of it. The one door to the search index, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from portal.models import User
from sor.models import Organisation
from sor.search.candidates import Group, Place, among, strict, tolerant, units
from sor.search.codes import WHOLE, by_code, code_in
from sor.search.fold import words
from sor.search.hits import Hit, hits_of, receiving_unit
from sor.search.index import rebuild, refresh
from sor.search.memory import favourite_codes, recent_codes, register_recent_receivers, remembered
from sor.search.open_units import findable
from sor.search.ranking import Asker, ranked

__all__ = [
    "Hit",
    "hits_of",
    "rebuild",
    "receiving_unit",
    "refresh",
    "register_recent_receivers",
    "remembered",
    "search",
]
# Longer queries are pasted sentences; the first words tell which unit it is.
_MOST_WORDS = 7


def search(
    query: str,
    *,
    user: User | None = None,
    own: Organisation | None = None,
    limit: int = 10,
    only_receivers: bool = False,
) -> list[Hit]:
    """The units meant by ``query``: a name, town, ydernummer, SOR code, location number or local name.

    ``own`` is the unit that somebody writes from: its own municipality and region come first, as do the receivers
    and favourites of ``user``. ``only_receivers`` leaves out units nobody can send to. Closed and hidden units are
    never found.
    """
    written = list(words(query)[:_MOST_WORDS])
    if not written:
        return []
    asker = Asker(_place(own), recent_codes(user), favourite_codes(user))
    code = code_in(query)
    found = by_code(code) if len(code) >= WHOLE else _by_words(written, asker, limit)
    if code and not found:
        found = by_code(code)
    hits = hits_of(found[: limit * 3 if only_receivers else limit], user=user)
    return [hit for hit in hits if hit.can_be_chosen or not only_receivers][:limit]


def _place(own: Organisation | None) -> Place:
    if own is None:
        return Place()
    return Place(own.ancestor_codes[-1], own.municipality_code, own.region_code)


def _by_words(written: list[str], asker: Asker, limit: int) -> list[Organisation]:
    """Read as written; with typing errors when that is not enough; and without one of the words when it is nothing."""
    known = _ids([*asker.favourites, *asker.recent])
    pks = _found([strict(written)], known, asker)
    if len(pks) < limit:
        near = tolerant(written)
        pks |= _found([near], known, asker) or (set() if pks else _found(_without_one(near), known, asker))
    return ranked(list(findable().filter(pk__in=pks)), written, asker)


def _found(readings: Iterable[Sequence[Group | None]], known: list[int], asker: Asker) -> set[int]:
    """The units of every reading that has a meaning: a word that is like no other has none."""
    whole = [
        groups for reading in readings if (groups := [one for one in reading if one]) and len(groups) == len(reading)
    ]
    return {pk for groups in whole for pk in (*among(known, groups), *units(groups, asker.place))}


def _without_one(near: list[Group | None]) -> list[tuple[Group | None, ...]]:
    """Every reading with one word less; with all the strange words less when there are several."""
    known = [group for group in near if group]
    return [tuple(known)] if len(known) < len(near) else list(combinations(near, len(near) - 1))


def _ids(sor_codes: list[str]) -> list[int]:
    return list(Organisation.objects.filter(sor_code__in=sor_codes).values_list("pk", flat=True)) if sor_codes else []
