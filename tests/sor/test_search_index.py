"""The index follows the register."""

from __future__ import annotations

import pytest

from sor.models import Organisation, SearchEntry, SearchGram, SearchUnit
from sor.search import rebuild, refresh, search
from tests.sor_screens.units import Places, lay_out


@pytest.fixture
def places(db: None) -> Places:
    return lay_out()


def index() -> tuple[set, set, set]:
    return (
        set(SearchEntry.objects.values_list("unit", "word", "source")),
        set(SearchUnit.objects.values_list("unit", "top", "municipality", "region", "receives", "words")),
        set(SearchGram.objects.values_list("gram", "word")),
    )


def test_bit_by_bit_gives_the_same_as_all_at_once(places: Places) -> None:
    for model in (SearchEntry, SearchUnit, SearchGram):
        model.objects.all().delete()
    for pk in Organisation.objects.values_list("pk", flat=True):
        refresh([pk])
    bit_by_bit = index()
    assert rebuild() == Organisation.objects.count() - 1  # one is closed
    assert index() == bit_by_bit


def test_a_renamed_unit_is_found_by_its_new_name_and_so_are_those_below(places: Places) -> None:
    Organisation.objects.filter(pk=places.psychiatry.pk).update(name="Voksenstøtten")
    refresh([places.psychiatry.pk])
    assert [hit.name for hit in search("voksenstøtten team")] == ["Team Nord"]
    assert search("socialpsykiatrien") == []


def test_a_renamed_owner_renames_the_way_to_all_below(places: Places) -> None:
    Organisation.objects.filter(pk=places.municipality.pk).update(name="Kystby Kommune")
    refresh([places.municipality.pk])
    assert "Team Nord" in [hit.name for hit in search("kystby team")]


def test_a_closed_unit_leaves_the_index(places: Places) -> None:
    places.team.valid_to = places.closed.valid_to
    places.team.save()
    refresh([places.team.pk])
    assert not SearchEntry.objects.filter(unit=places.team).exists()


def test_nothing_to_refresh_is_no_work(places: Places, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):  # the savepoint
        refresh([])
