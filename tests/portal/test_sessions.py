"""A session is found while it lives, and only by its own key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.models import User
from portal.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_anna(client: Client) -> Client:
    client.force_login(User.objects.create_user("anna"))
    return client


def asks_to_log_in(client: Client) -> bool:
    return client.get(reverse("profile")).status_code == 302


def test_it_is_ours() -> None:
    assert SessionStore.__module__ == settings.SESSION_ENGINE


def test_while_it_lives(client_of_anna: Client) -> None:
    assert not asks_to_log_in(client_of_anna)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert asks_to_log_in(client_of_anna)


def test_when_it_is_gone(client_of_anna: Client) -> None:
    Session.objects.all().delete()
    assert asks_to_log_in(client_of_anna)


@pytest.mark.parametrize("key", [None, "", "x" * 8, "x" * 40, "'; DROP TABLE django_session; --"])
def test_another_key_finds_nothing_and_is_not_taken_over(client_of_anna: Client, key: str | None) -> None:
    store = SessionStore(session_key=key)
    assert store.load() == {}
    assert store.session_key is None
