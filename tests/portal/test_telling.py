"""The part of the profile about keys, notices and e-mail."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.models import AuditEvent, Digest, User

URL = "/profil/besked/"
GIVEN = {"shortcuts": "on", "digest": "never", "email": ""}


def test_it_is_saved_and_audited(annas: Client, anna: User) -> None:
    response = annas.post(URL, {"browser_notices": "on", "digest": "daily", "email": "anna@example.org"})
    anna.refresh_from_db()
    assert response.headers["Location"] == "/profil/"
    assert (anna.shortcuts, anna.browser_notices, anna.digest) == (False, True, Digest.DAILY)
    fields = AuditEvent.objects.get(action="profile.changed").details["fields"]
    assert fields == ["shortcuts", "browser_notices", "digest", "email"]


@pytest.mark.parametrize("email", ["", "anna", "a@b"])
def test_an_e_mail_needs_somewhere_to_go(annas: Client, anna: User, email: str) -> None:
    response = annas.post(URL, {**GIVEN, "digest": "daily", "email": email})
    assert response.status_code == 422
    assert set(response.context["telling"].errors) == {"email"}
    anna.refresh_from_db()
    assert anna.digest == Digest.NEVER


def test_keys_can_be_switched_off(annas: Client) -> None:
    def page() -> Any:
        return annas.get("/profil/").content.decode()

    assert "data-keys" in page()
    assert 'id="keys"' in page()
    annas.post(URL, {"digest": "never"})
    assert "data-keys" not in page()
    assert 'id="keys"' not in page()


def test_the_other_part_stays_as_it_is(annas: Client, anna: User) -> None:
    annas.post(URL, {**GIVEN, "first_name": "Hacket"})
    anna.refresh_from_db()
    assert anna.first_name != "Hacket"
