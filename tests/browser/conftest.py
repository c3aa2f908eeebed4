"""A real Chromium at a running portal. Whatever a test is about, a page that misbehaves fails it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

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

    with Underway() as underway:
        yield open_page
        complaints = list(watch.complaints)  # a page in which nothing may run complains about what comes now
        for context in opened:
            for page in context.pages:
                with suppress(PlaywrightError):  # one that is gone has nothing to save
                    page.evaluate(STAY_SILENT)
            context.close()
        underway.wait()
    assert complaints == []


# What a page saves when it is left would come into the next test's database.
STAY_SILENT = """() => ["beforeunload", "pagehide", "focusout"].forEach(
  kind => window.addEventListener(kind, event => event.stopImmediatePropagation(), true))"""


class Underway:
    """Counts the requests that are being answered: the database is emptied when there are none."""

    def __init__(self) -> None:
        self.number = 0
        self.changed = Condition()

    def __enter__(self) -> Underway:
        request_started.connect(self._more)
        request_finished.connect(self._fewer)
        return self

    def __exit__(self, *_: object) -> None:
        request_started.disconnect(self._more)
        request_finished.disconnect(self._fewer)

    def _more(self, **_: Any) -> None:
        self._by(1)

    def _fewer(self, **_: Any) -> None:
        self._by(-1)

    def _by(self, change: int) -> None:
        with self.changed:
            self.number += change
            self.changed.notify_all()

    def wait(self) -> None:
        """Until all are answered; what does not end is for the test after this to stumble over."""
        with self.changed:
            self.changed.wait_for(lambda: self.number <= 0, timeout=PATIENCE / 1000)


def let_in(context: BrowserContext, user: User, url: str) -> None:
    """Log in without the form, which has its own tests."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
