"""Who looks at the register's pages, and the units they see."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.sor_screens.units import Places, lay_out

HOST = "tests.sor_screens.host"


@pytest.fixture
def places(db: None) -> Places:
    return lay_out()


@pytest.fixture
def annas(cast: Cast, client: Client) -> Client:
    client.force_login(cast.anna)
    return client


@pytest.fixture
def dortes(cast: Cast, client: Client) -> Client:
    client.force_login(cast.dorte)
    return client


@pytest.fixture
def host(settings: Any) -> str:
    """The address of a page that has nothing but the picker."""
    settings.ROOT_URLCONF = HOST
    return "/proeve/"
