from __future__ import annotations

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from portal.models import AuditEvent, User
from tests.portal.conftest import PASSWORD

LOGIN = "/konto/login/"
LOGOUT = "/konto/logud/"


def log_in(client: Client, username: str = "anna", password: str = PASSWORD, query: str = ""):
    return client.post(LOGIN + query, {"login": username, "password": password})


def test_the_front_page_asks_a_stranger_to_log_in(client: Client, db: None) -> None:
    assert client.get("/").headers["Location"] == f"{LOGIN}?next=/"


def test_the_right_password_opens_the_inbox(client: Client, anna: User) -> None:
    response = log_in(client)
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_login_leads_back_to_where_the_user_was_going(client: Client, anna: User) -> None:
    page = client.get(f"{LOGIN}?next=/profil/").content.decode()
    assert 'name="next" value="/profil/"' in page
    response = client.post(LOGIN, {"login": "anna", "password": PASSWORD, "next": "/profil/"})
    assert response.headers["Location"] == "/profil/"


def test_login_never_leads_to_another_site(client: Client, anna: User) -> None:
    response = client.post(LOGIN, {"login": "anna", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(client: Client, anna: User) -> None:
    response = log_in(client, password="forkert")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'role="alert"' in page
    assert 'value="anna"' in page


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(client: Client, anna: User) -> None:
    wrong = log_in(client, password="forkert").context["form"].errors
    unknown = log_in(client, username="nobody", password="forkert").context["form"].errors
    assert wrong == unknown


def test_a_closed_account_cannot_log_in(client: Client, anna: User) -> None:
    User.objects.update(is_active=False)
    assert "_auth_user_id" not in log_in(client).client.session
    assert client.get("/konto/spaerret/").status_code == 200


def test_too_many_attempts_must_wait(client: Client, anna: User) -> None:
    for _attempt in range(5):
        log_in(client, password="forkert")
    log_in(client)
    assert "_auth_user_id" not in client.session


def test_login_and_logout_are_audited(client: Client, anna: User) -> None:
    log_in(client)
    client.post(LOGOUT)
    events = AuditEvent.objects.order_by("pk").values_list("action", "actor")
    assert list(events) == [("login", anna.pk), ("logout", anna.pk)]


def test_a_failed_login_is_audited_without_what_was_typed(client: Client, anna: User) -> None:
    log_in(client, username="2509479989", password="forkert")
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject_id, event.details) == ("login.failed", None, "", {})


def test_a_failed_login_names_the_account_that_was_tried(client: Client, anna: User) -> None:
    log_in(client, password="forkert")
    assert AuditEvent.objects.get().subject_id == str(anna.pk)


def test_logging_in_changes_the_session_key(client: Client, anna: User) -> None:
    client.get(LOGIN)
    session = client.session
    session["seen"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    log_in(client)
    assert client.session.session_key != session.session_key


def test_logging_out_needs_a_press(annas: Client) -> None:
    assert annas.get(LOGOUT).status_code == 200
    assert "_auth_user_id" in annas.session


def test_logging_out_ends_the_session_and_clears_the_browser(annas: Client) -> None:
    response = annas.post(LOGOUT)
    assert response.headers["Location"] == LOGIN
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in annas.session


def test_the_session_cookie_is_out_of_reach_for_scripts(client: Client, anna: User) -> None:
    cookie = log_in(client).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_accounts_cannot_be_made_or_recovered_by_strangers(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
