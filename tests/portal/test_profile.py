from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal import job_titles
from portal.models import AuditEvent, User

NURSE = "urn:example:titles|nurse"
VALID = {"first_name": "Anna", "last_name": "Kjær", "phone": "", "language": "da"}


@pytest.fixture(autouse=True)
def one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_titles, "_sources", [lambda: [("Official", [(NURSE, "Sygeplejerske")])]])


def save(client: Client, **fields: Any):
    return client.post("/profil/", {**VALID, **fields})


def errors(client: Client, **fields: Any) -> set[str]:
    return set(save(client, **fields).context["form"].errors)


def test_the_profile_is_saved_and_audited(annas: Client, anna: User) -> None:
    response = save(annas, first_name="Anna Marie", job_title_code=NURSE, phone="+45 38 68 38-68")
    anna.refresh_from_db()
    assert response.headers["Location"] == "/profil/"
    assert (anna.first_name, anna.job_title_code, anna.phone) == ("Anna Marie", NURSE, "+45386838-68")
    assert AuditEvent.objects.get(action="profile.changed").details["fields"] == [
        "first_name",
        "job_title_code",
        "phone",
    ]


def test_saving_says_so(annas: Client) -> None:
    save(annas, first_name="Anna Marie")
    assert "notice--success" in annas.get("/profil/").content.decode()


def test_saving_nothing_new_is_no_event(annas: Client) -> None:
    save(annas)
    assert not AuditEvent.objects.filter(action="profile.changed").exists()


def test_a_job_title_may_be_the_users_own_words(annas: Client, anna: User) -> None:
    save(annas, job_title_text="Bostøttemedarbejder")
    anna.refresh_from_db()
    assert anna.job_title_text == "Bostøttemedarbejder"


def test_a_job_title_is_never_both(annas: Client) -> None:
    assert errors(annas, job_title_code=NURSE, job_title_text="Bostøttemedarbejder") == {"job_title_text"}


def test_a_job_title_outside_the_lists_is_refused(annas: Client) -> None:
    assert errors(annas, job_title_code="urn:example:titles|astronaut") == {"job_title_code"}


def test_a_job_title_that_left_the_lists_can_stay(annas: Client, anna: User) -> None:
    User.objects.update(job_title_code="urn:example:titles|retired")
    assert save(annas, job_title_code="urn:example:titles|retired").status_code == 302


def test_the_name_is_needed_under_messages(annas: Client) -> None:
    assert errors(annas, first_name=" ", last_name="") == {"first_name", "last_name"}


@pytest.mark.parametrize("phone", ["spørg i receptionen", "38683868 lokal 2", "+", "-38", "++45"])
def test_a_phone_that_cannot_be_dialled_is_refused(annas: Client, phone: str) -> None:
    assert errors(annas, phone=phone) == {"phone"}


def test_what_was_written_is_still_there_beside_the_error(annas: Client) -> None:
    page = save(annas, first_name="", phone="spørg i receptionen").content.decode()
    assert "spørg i receptionen" in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_first_name"' in page


def test_nobody_becomes_administrator_through_the_profile(annas: Client, anna: User) -> None:
    save(annas, is_system_administrator="on", is_superuser="on", username="root")
    anna.refresh_from_db()
    assert (anna.is_system_administrator, anna.is_superuser, anna.username) == (False, False, "anna")


def test_a_stranger_has_no_profile(client: Client, db: None) -> None:
    assert client.get("/profil/").headers["Location"].startswith("/konto/login/")
