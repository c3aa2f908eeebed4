"""Searching for units: what is found, in which order, and what never is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.models import User
from sor.models import Alias, Capability, Favourite, LocalUnit
from sor.search import memory, refresh, register_recent_receivers, remembered, search
from tests.cast import person
from tests.sor_screens.units import Places, lay_out, unit


@pytest.fixture
def places(db: None) -> Places:
    return lay_out()


@pytest.fixture
def anna(db: None) -> User:
    return person("anna", "Anna", "Vestergaard")


def names(query: str, **more) -> list[str]:
    return [hit.name for hit in search(query, **more)]


def test_by_name_town_and_owner(places: Places) -> None:
    assert names("socialpsykiatrien havby")[0] == "Socialpsykiatrien"
    assert names("astrup") == ["Lægehuset Åstrup"]
    assert names("havby team") == ["Team Nord"]


@pytest.mark.parametrize("query", ["012345", "12345", "Lægehuset 12345"])
def test_by_provider_number(places: Places, query: str) -> None:
    assert names(query) == ["Lægehuset Åstrup"]


def test_by_sor_code_its_beginning_and_location_number(places: Places) -> None:
    assert names(places.team.sor_code) == ["Team Nord"]
    assert "Team Nord" in names(places.team.sor_code[:12])
    assert names(places.psychiatry.own_gln)[0] == "Socialpsykiatrien"
    gln = places.psychiatry.own_gln
    assert names(f"{gln[:2]} {gln[2:7]} {gln[7:]}")[0] == "Socialpsykiatrien"


@pytest.mark.parametrize("digits", [8, 11, 12])
def test_by_the_beginning_of_a_location_number(places: Places, digits: int) -> None:
    """While it is written: the unit whose number it is, not all that share it."""
    found = names(places.psychiatry.own_gln[:digits])
    assert "Socialpsykiatrien" in found
    assert "Team Nord" not in found


def test_by_nickname_and_local_name(places: Places) -> None:
    Alias.objects.create(organisation=places.team, text="Fætterne")
    LocalUnit.objects.create(organisation=places.surgery, display_name="Doktoren på hjørnet")
    refresh([places.team.pk, places.surgery.pk])
    assert names("faetterne") == ["Team Nord"]
    assert names("doktoren") == ["Doktoren på hjørnet"]


def test_closed_future_and_hidden_units_are_never_found(places: Places) -> None:
    assert names("værestedet") == []
    LocalUnit.objects.create(organisation=places.team, hidden=True)
    assert "Team Nord" not in names("team nord")
    places.clinic.valid_from = clock.now().date() + timedelta(days=3)
    places.clinic.save()
    assert names("tandklinikken") == []
    assert names(places.clinic.sor_code) == []


def test_only_receivers(places: Places) -> None:
    assert "Tandklinikken" in names("havby")
    assert {"Tandklinikken", "Lægehuset Åstrup"}.isdisjoint(names("havby", only_receivers=True))
    assert names("lægehuset", only_receivers=True) == []


def test_the_own_place_comes_first(places: Places) -> None:
    other = unit(8100, "Nabobyg Kommune")
    team = unit(8101, "Team Nord", other, number=True, capability=Capability.CARE_COMMUNICATION)
    refresh([other.pk, team.pk])
    for own, first in [(places.psychiatry, places.team), (team, team)]:
        assert search("team nord", own=own)[0].organisation == first


def test_favourites_and_recent_receivers_come_first(places: Places, anna: User, monkeypatch) -> None:
    one, two = (unit(serial, "Bosted Solgård", number=True) for serial in (8110, 8111))
    refresh([one.pk, two.pk])
    monkeypatch.setattr(memory, "_sources", [])
    Favourite.objects.create(user=anna, organisation=two)
    assert search("solgård", user=anna)[0].organisation == two
    Favourite.objects.all().delete()
    register_recent_receivers(lambda user: [two.sor_code])
    assert search("solgård", user=anna)[0].organisation == two
    assert search("solgård")[0].organisation == one
    assert [hit.organisation for hit in remembered(anna)] == [two]


def test_a_hit_tells_what_a_person_needs(places: Places) -> None:
    [hit] = search("team nord")
    assert hit.path_words == ["Havby Kommune", "Socialpsykiatrien"]
    assert (hit.town, hit.capability, hit.reachable_through) == ("Havby", "carecommunication", places.psychiatry)
    assert hit.can_be_chosen


@pytest.mark.parametrize("query", ["", "  ", "%", "_", "'", "\x00", "~", "og", "🦊", "a" * 500, "(" * 50, "1" * 60])
def test_strange_queries_find_nothing_and_fail_nowhere(places: Places, query: str) -> None:
    assert search(query) == []


def test_a_word_like_no_other_does_not_spoil_the_rest(places: Places) -> None:
    assert names("socialpsykiatrien att xyzzyq")[0] == "Socialpsykiatrien"


def test_what_nobody_can_write_to_comes_after_what_can_be_reached(places: Places) -> None:
    nowhere, reached = unit(8120, "Borgerservice"), unit(8121, "Bostøtten Solgård", places.psychiatry)
    refresh([nowhere.pk, reached.pk])
    assert names("bo") == ["Bostøtten Solgård", "Borgerservice"]
    assert names("borgerservice") == ["Borgerservice"]
