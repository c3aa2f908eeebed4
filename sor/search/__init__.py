"""Finding a unit by what people know of it. The one door to the search index, the same on both databases."""

from __future__ import annotations

from django.db.models import Q

from portal.models import User
from sor.models import Organisation
from sor.search.hits import Hit, hits_of, receiving_unit
from sor.search.open_units import findable
from sor.search.remembered import register_recent_receivers, remembered

__all__ = ["Hit", "hits_of", "receiving_unit", "register_recent_receivers", "remembered", "search"]


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
    units = findable()
    for word in query.split():
        units = units.filter(
            Q(name__icontains=word) | Q(town__icontains=word) | Q(sor_code=word) | Q(effective_gln=word)
        )
    hits = hits_of(list(units.order_by("name", "pk")[:100]), user=user) if query.strip() else []
    return [hit for hit in hits if hit.can_be_chosen or not only_receivers][:limit]
