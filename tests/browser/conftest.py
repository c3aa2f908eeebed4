"""A real Chromium at a running portal. Whatever a test is about, a page that misbehaves fails it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from portal.models import User
from tests.browser.watch import Watch
from tests.cast import Cast, assemble

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
HEIGHT = 800
PATIENCE = 15_000  # milliseconds: two loaded cores
HERE = Path(__file__).parent

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would mistake every query for one inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cache.clear()  # the count of failed logins
    return assemble()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(browser: Browser, live_server: Any, cast: Cast, watch: Watch) -> Iterator[OpenPage]:
    """``open_page(user, width=1440, …)``: a page of a browser of its own, logged in when there is a user."""
    opened: list[BrowserContext] = []

    def open_page(user: User | None = None, *, width: int = 1440, height: int = HEIGHT, **options: Any) -> Page:
        viewport = ViewportSize(width=width, height=height)
        context = browser.new_context(base_url=live_server.url, viewport=viewport, locale="da-DK", **options)
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        watch.over(context, live_server.url)
        if user:
            let_in(context, user, live_server.url)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()
    assert watch.complaints == []


def let_in(context: BrowserContext, user: User, url: str) -> None:
    """Log in without the form, which has its own tests."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
