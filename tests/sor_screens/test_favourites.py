"""Everybody's own favourites."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from sor.models import Favourite
from tests.cast import Cast, answer, thread_in, write
from tests.sor_screens.units import Places


def test_a_favourite_is_made_and_unmade(annas: Client, cast: Cast, places: Places) -> None:
    url = reverse("sor:favourite", args=[places.team.sor_code])
    annas.post(url, {"wanted": "1"})
    assert Favourite.objects.get().user == cast.anna
    assert "Team Nord" in annas.get(reverse("sor:favourites")).content.decode()
    annas.post(url)
    assert not Favourite.objects.exists()


def test_whom_one_wrote_to_lately_comes_first(annas: Client, cast: Cast, places: Places) -> None:
    write(cast)
    answer(cast.anna, thread_in(cast.social_psychiatry))
    page = annas.get(reverse("sor:search"), {"receiver_query": ""}).content.decode()
    assert "Psykiatrien Øst" in page
