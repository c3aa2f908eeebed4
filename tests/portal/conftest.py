from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from portal.models import User

PASSWORD = "en lang og god adgangskode"


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def anna(db: None) -> User:
    return User.objects.create_user("anna", password=PASSWORD, first_name="Anna", last_name="Kjær")


@pytest.fixture
def annas(client: Client, anna: User) -> Client:
    """Anna's browser, logged in."""
    client.force_login(anna)
    return client
