from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import path

from portal import urls
from portal.models import User
from portal.views import errors

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def failing(error: Exception) -> Any:
    def view(request: Any) -> Any:
        raise error

    return view


urlpatterns = [
    path("bad/", failing(SuspiciousOperation())),
    path("forbidden/", failing(PermissionDenied())),
    path("broken/", failing(RuntimeError("2509479989"))),
    *urls.urlpatterns,
]


@pytest.mark.urls("tests.portal.test_errors")
@pytest.mark.parametrize(
    ("address", "status"), [("/bad/", 400), ("/forbidden/", 403), ("/nowhere/", 404), ("/broken/", 500)]
)
def test_an_error_has_a_plain_page_in_the_users_language(annas: Client, address: str, status: int) -> None:
    annas.raise_request_exception = False
    response = annas.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert '<html lang="da">' in page
    assert "<h1>" in page
    assert "2509479989" not in page


@pytest.mark.parametrize("view", [errors.bad_request, errors.permission_denied, errors.page_not_found])
def test_error_pages_ask_no_database(rf: RequestFactory, view: Any) -> None:
    assert b"<h1>" in view(rf.get("/"), Exception()).content


def test_the_page_for_a_broken_server_asks_no_database(rf: RequestFactory) -> None:
    assert b"<h1>" in errors.server_error(rf.get("/")).content


def test_a_form_from_an_old_page_explains_how_to_keep_the_text(anna: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    response = strict.post("/profil/", {"first_name": "Anna"})
    assert response.status_code == 403
    assert "<ol>" in response.content.decode()


def test_a_stranger_gets_the_same_404_as_anyone(client: Client, db: None) -> None:
    assert client.get("/nowhere/").status_code == 404


def test_too_many_requests_has_a_page(client: Client, db: None, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    answers = [client.post("/konto/login/", {"login": "x", "password": "y"}) for _attempt in range(2)]
    assert answers[-1].status_code == 429
    assert "<h1>" in answers[-1].content.decode()
