from __future__ import annotations

import pytest
from django.test import Client

PAGES = ["/konto/login/", "/profil/", "/", "/nowhere/", "/healthz"]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_may_be_kept(annas: Client, page: str) -> None:
    assert "no-store" in annas.get(page).headers["Cache-Control"]


def policy_of(client: Client, page: str) -> dict[str, str]:
    header = client.get(page).headers["Content-Security-Policy"]
    return {name: rest for name, _space, rest in (part.strip().partition(" ") for part in header.split(";"))}


@pytest.mark.parametrize("page", ["/konto/login/", "/profil/", "/nowhere/"])
def test_nothing_inline_may_run(annas: Client, page: str) -> None:
    policy = policy_of(annas, page)
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in " ".join(policy.values())


def test_scripts_carry_the_nonce_of_the_policy(annas: Client) -> None:
    response = annas.get("/profil/")
    nonce = response.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    page = response.content.decode()
    assert nonce
    assert page.count("<script ") == page.count(f'nonce="{nonce}"') == 5


def test_htmx_is_tied_down(annas: Client) -> None:
    config = annas.get("/profil/").context["htmx_config"]
    assert '"allowEval": false' in config
    assert '"includeIndicatorStyles": false' in config
    assert '"historyCacheSize": 0' in config


def test_pages_cannot_be_framed_or_guessed(annas: Client) -> None:
    headers = annas.get("/profil/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
