"""The units somebody wrote to lately, and their favourites: first in the ranking, and all of it before typing."""

from __future__ import annotations

from collections.abc import Callable

from portal.models import User
from sor.models import Favourite, Organisation
from sor.search.hits import Hit, hits_of
from sor.search.open_units import findable

# Set by the app that knows who writes to whom: SOR codes, the latest first.
RecentReceivers = Callable[[User], list[str]]
_sources: list[RecentReceivers] = []


def register_recent_receivers(source: RecentReceivers) -> None:
    """Have ``source`` asked for the SOR codes of the units a user wrote to, the latest first."""
    if source not in _sources:
        _sources.append(source)


def recent_codes(user: User | None) -> list[str]:
    return [code for source in _sources for code in source(user)] if user else []


def favourite_codes(user: User | None) -> list[str]:
    if user is None:
        return []
    return list(Favourite.objects.filter(user=user).order_by("pk").values_list("organisation__sor_code", flat=True))


def remembered(user: User | None, limit: int = 10) -> list[Hit]:
    """Favourites, then units written to lately; closed and hidden ones are left out."""
    codes = list(dict.fromkeys([*favourite_codes(user), *recent_codes(user)]))
    found: dict[str, Organisation] = {one.sor_code: one for one in findable().filter(sor_code__in=codes)}
    return hits_of([found[code] for code in codes if code in found][:limit], user=user)
