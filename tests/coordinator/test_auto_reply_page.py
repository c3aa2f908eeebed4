"""The page of what a mailbox answers by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from correspondence.models import AutoReply
from tests.cast import Cast

FORM = {"is_active": "on", "from_date": "2026-12-23", "until_date": "2027-01-02", "text": "Vi holder lukket."}


def save(client: Client, cast: Cast, who: str = "gorm", **fields: Any) -> Any:
    client.force_login(getattr(cast, who))
    return client.post(
        reverse("auto-reply", args=[cast.social_psychiatry.pk]), {**FORM, "phone": "70 12 34 56", **fields}
    )


def test_coordinators_write_it_and_change_it(cast: Cast, client: Client) -> None:
    assert save(client, cast).status_code == 302
    kept = AutoReply.objects.get()
    assert (kept.mailbox, kept.is_active, str(kept.from_date), kept.phone) == (
        cast.social_psychiatry,
        True,
        "2026-12-23",
        "70123456",
    )
    page = client.get(reverse("auto-reply", args=[cast.social_psychiatry.pk])).content.decode()
    assert 'value="2026-12-23"' in page
    save(client, cast, is_active="", text="Åbent igen.", until_date="")
    kept.refresh_from_db()
    assert (kept.is_active, kept.text, kept.until_date) == (False, "Åbent igen.", None)


def test_the_mailboxs_phone_is_filled_in_and_looking_keeps_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.gorm)
    response = client.get(reverse("auto-reply", args=[cast.social_psychiatry.pk]))
    assert response.context["form"]["phone"].value() == "70123456"
    assert not AutoReply.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": "  "}, "text"),
        ({"phone": ""}, "phone"),
        ({"phone": "ring"}, "phone"),
        ({"until_date": "2026-12-22"}, "until_date"),
        ({"from_date": "i går"}, "from_date"),
        ({"text": "Kære {borger}"}, "text"),
        ({"text": "x" * 5001}, "text"),
    ],
)
def test_what_cannot_be_sent_is_told(cast: Cast, client: Client, fields: dict[str, str], wrong: str) -> None:
    response = save(client, cast, **fields)
    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    assert not AutoReply.objects.exists()


@pytest.mark.parametrize(("who", "refused"), [("anna", 403), ("erik", 404)])
def test_nobody_else_gets_in(cast: Cast, client: Client, who: str, refused: int) -> None:
    assert save(client, cast, who).status_code == refused
    assert client.get(reverse("auto-reply", args=[cast.social_psychiatry.pk])).status_code == refused
    assert not AutoReply.objects.exists()
