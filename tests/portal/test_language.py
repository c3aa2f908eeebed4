from __future__ import annotations

from django.test import Client

from portal.models import User


def language_of(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    return page.partition('<html lang="')[2].partition('"')[0]


def test_a_stranger_reads_danish_whatever_the_browser_wishes(client: Client, db: None) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-US,en"
    assert language_of(client, "/konto/login/") == "da"


def test_a_stranger_can_choose_english(client: Client, db: None) -> None:
    client.post("/i18n/", {"language": "en", "next": "/konto/login/"})
    assert language_of(client, "/konto/login/") == "en"


def test_a_users_choice_is_kept_with_the_user(annas: Client, anna: User) -> None:
    response = annas.post("/i18n/", {"language": "en", "next": "/profil/"})
    anna.refresh_from_db()
    assert (response.headers["Location"], anna.language) == ("/profil/", "en")
    assert language_of(annas, "/profil/") == "en"


def test_the_users_own_language_wins_over_the_cookie(annas: Client) -> None:
    annas.cookies["django_language"] = "en"
    assert language_of(annas, "/profil/") == "da"


def test_an_unknown_language_changes_nothing(annas: Client, anna: User) -> None:
    annas.post("/i18n/", {"language": "xx", "next": "/profil/"})
    anna.refresh_from_db()
    assert anna.language == "da"


def test_the_language_is_only_changed_by_a_form(annas: Client) -> None:
    assert annas.get("/i18n/").status_code == 405


def test_choosing_a_language_never_leads_to_another_site(annas: Client) -> None:
    response = annas.post("/i18n/", {"language": "en", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"
