"""The tree of units and the search in it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from sor.models import Organisation
from tests.cast import Cast
from tests.sor_screens.units import Places


def test_only_sor_administrators(annas: Client, places: Places) -> None:
    names = [("tree", []), ("unit", [places.team.sor_code]), ("imports", []), ("findings", []), ("findings-csv", [])]
    for name, args in names:
        assert annas.get(reverse(f"sor:{name}", args=args)).status_code == 404


def test_our_own_owners_come_first(dortes: Client, cast: Cast, places: Places) -> None:
    Organisation.objects.filter(pk=places.municipality.pk).update(entity_type="kommune")
    page = dortes.get(reverse("sor:tree")).content.decode()
    assert page.index("Fjordby Socialpsykiatri") < page.index("Havby Kommune")


def test_a_branch_is_fetched_when_it_is_opened(dortes: Client, places: Places) -> None:
    page = dortes.get(reverse("sor:branch", args=[places.municipality.sor_code])).content.decode()
    assert "Socialpsykiatrien" in page
    assert "Team Nord" not in page


def test_the_number_of_queries_does_not_grow(dortes: Client, places: Places, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12) as asked:
        dortes.get(reverse("sor:tree"))
        dortes.get(reverse("sor:branch", args=[places.municipality.sor_code]))
    # A million threads are not counted for a branch that shows none of it.
    assert not any("other_sor_code" in one["sql"] for one in asked.captured_queries)


def test_search_finds_a_closed_unit_by_its_code(dortes: Client, places: Places) -> None:
    page = dortes.get(reverse("sor:tree"), {"q": places.closed.sor_code}).content.decode()
    assert "Værestedet" in page


def test_search_finds_by_name(dortes: Client, places: Places) -> None:
    assert "Team Nord" in dortes.get(reverse("sor:tree"), {"q": "team havby"}).content.decode()
