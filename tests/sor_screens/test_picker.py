"""Choosing a receiver: what the list says, and what the form gets."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from sor.models import Favourite, LocalUnit, Organisation
from sor.search import receiving_unit
from tests.cast import Cast
from tests.sor_screens.units import Places


def options(client: Client, query: str, **more: str) -> str:
    return client.get(reverse("sor:search"), {"receiver_query": query, **more}).content.decode()


def test_a_unit_is_told_apart_by_path_town_and_kind(annas: Client, places: Places) -> None:
    page = options(annas, "socialpsyk")
    assert "Socialpsykiatrien" in page
    assert "Havby Kommune" in page
    assert f'data-code="{places.psychiatry.sor_code}"' in page


def test_one_that_can_receive_says_so(annas: Client, places: Places) -> None:
    assert "Kan modtage." in options(annas, "Socialpsykiatrien")


def test_a_team_receives_through_the_unit_above(annas: Client, places: Places) -> None:
    assert "Modtager gennem Socialpsykiatrien." in options(annas, "Team Nord")
    assert receiving_unit(places.team) == places.psychiatry


def test_one_that_cannot_receive_can_be_seen_but_not_chosen(annas: Client, places: Places) -> None:
    page = options(annas, "Tandklinikken")
    assert 'aria-disabled="true"' in page
    assert "Kan ikke modtage." in page
    assert receiving_unit(places.clinic) is None


def test_the_old_letter_is_named(annas: Client, places: Places) -> None:
    assert "Kan kun modtage det gamle korrespondancebrev." in options(annas, "Lægehuset")


def test_closed_and_hidden_units_are_not_offered(annas: Client, places: Places) -> None:
    assert "data-code" not in options(annas, "Værestedet")
    LocalUnit.objects.create(organisation=places.psychiatry, hidden=True)
    assert places.psychiatry.sor_code not in options(annas, "Socialpsykiatrien").split("data-code", 1)[-1][:40]


def test_favourites_come_before_anything_is_written(annas: Client, cast: Cast, places: Places) -> None:
    assert "data-code" not in options(annas, "")
    Favourite.objects.create(user=cast.anna, organisation=places.team)
    assert f'data-code="{places.team.sor_code}"' in options(annas, "")


def test_nothing_found_says_what_to_try(annas: Client, places: Places) -> None:
    assert "færre bogstaver" in options(annas, "qqqqqq")


def test_the_list_needs_a_login(client: Client, db: None) -> None:
    assert client.get(reverse("sor:search"), {"receiver_query": "x"}).status_code == 302


def test_without_javascript_finding_keeps_what_was_written(annas: Client, host: str, places: Places) -> None:
    posted = {"text": "Kære kollega", "receiver_query": "team nord", "find_receiver": "1"}
    page = annas.post(host, posted).content.decode()
    assert "Kære kollega" in page
    assert f'type="radio" name="receiver" value="{places.team.sor_code}"' in page
    assert "Vælg en modtager" not in page


def test_the_form_gets_the_unit(annas: Client, host: str, places: Places) -> None:
    assert (
        f'<p id="sent">{places.team.sor_code}' in annas.post(host, {"receiver": places.team.sor_code}).content.decode()
    )


def test_no_choice_is_told_beside_the_field(annas: Client, host: str, places: Places) -> None:
    assert "Vælg en modtager" in annas.post(host, {"receiver_query": "team"}).content.decode()


def refusal(client: Client, host: str, unit: Organisation) -> str:
    page = client.post(host, {"receiver": unit.sor_code}).content.decode()
    return page if 'id="sent"' not in page else ""


def test_a_unit_that_cannot_receive_is_refused(annas: Client, host: str, places: Places) -> None:
    assert "Tandklinikken: Kan ikke modtage. Vælg en anden modtager." in refusal(annas, host, places.clinic)


def test_a_closed_unit_is_refused(annas: Client, host: str, places: Places) -> None:
    assert "Værestedet er lukket. Vælg en anden modtager." in refusal(annas, host, places.closed)
