"""The search finds what a caseworker means: recorded queries with errors, nicknames, codes and towns."""

from __future__ import annotations

import pytest

from correspondence.demo import places
from sor.importing import csv_reader
from sor.importing.apply import apply
from sor.importing.rows import Row
from sor.models import Alias, Organisation
from sor.search import rebuild, search
from tests.sor import around
from tests.sor.recorded import recorded

FIRST, AMONG_FIVE = 0.85, 0.97


@pytest.fixture
def own(db: None) -> Organisation:
    """The demo's units, those around them, and one nickname; the unit that the queries are written from."""
    apply(one for one in csv_reader.read(places.UNITS_FILE) if isinstance(one, Row))
    around.lay_out()
    Alias.objects.create(organisation=Organisation.objects.get(name="Støtte-kontakt-teamet"), text="SKT")
    rebuild()
    return Organisation.objects.get(sor_code=places.SOCIAL_PSYCHIATRY)


def rank(query: str, meant: str, own: Organisation) -> int:
    """Which place the unit meant has among the hits; 99 when it has none."""
    name, _, owner = meant.partition(" @ ")
    for place, hit in enumerate(search(query, own=own), 1):
        if hit.organisation.name == name and (not owner or owner in hit.path_words):
            return place
    return 99


def test_the_unit_meant_comes_first_or_among_five(own: Organisation) -> None:
    ranks = {query: rank(query, meant, own) for query, meant in recorded()}
    assert len(ranks) >= 60
    later = {query: place for query, place in ranks.items() if place > 1}
    assert sum(place == 1 for place in ranks.values()) / len(ranks) >= FIRST, sorted(later.items())
    assert sum(place <= 5 for place in ranks.values()) / len(ranks) >= AMONG_FIVE, sorted(later.items())
