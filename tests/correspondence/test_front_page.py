"""Where logging in leads: to the user's own work, never to an empty page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import person


@pytest.mark.parametrize(("who", "leads_to"), [("ivan", "deliveries"), ("dorte", "sor:tree"), ("freja", "trail")])
def test_an_administrator_without_a_mailbox_comes_to_their_own_work(cast, client, who, leads_to):
    client.force_login(getattr(cast, who))
    assert client.get("/").headers["Location"] == reverse(leads_to)


def test_a_caseworker_comes_to_their_mailbox(cast, client):
    client.force_login(cast.anna)
    assert client.get("/").headers["Location"] == reverse("mailbox", args=[cast.social_psychiatry.pk])


def test_somebody_with_nothing_yet_is_told_so(cast, client):
    client.force_login(person("ny", "Ny", "Kollega"))
    assert client.get("/").status_code == 200
