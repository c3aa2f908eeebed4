"""What only a real browser can tell: scripts run under the policy, pages are accessible, nothing sticks out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from portal.models import AuditEvent, User
from tests.portal.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDTHS = [1440, 400]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would mistake every query for one inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def annas_page(page: Page, anna: User) -> Page:
    log_in(page)
    return page


def log_in(page: Page) -> None:
    page.goto("/profil/")
    page.fill("[name=login]", "anna")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/profil/")


def faults(page: Page) -> list[str]:
    """What axe finds, one line each."""
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in Axe().run(page).response["violations"]]


def sticks_out(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_login_page_is_accessible(page: Page, db: None, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/konto/login/")
    assert (faults(page), sticks_out(page) > 0) == ([], False)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_profile_and_its_errors_are_accessible(annas_page: Page, width: int) -> None:
    annas_page.set_viewport_size({"width": width, "height": 800})
    annas_page.evaluate("document.querySelector('main form').noValidate = true")
    annas_page.fill("[name=first_name]", "")
    annas_page.click("main button[type=submit]")
    annas_page.wait_for_selector("#errors:focus")
    assert (faults(annas_page), sticks_out(annas_page) > 0) == ([], False)


def test_esc_closes_the_menu_and_gives_the_focus_back(annas_page: Page) -> None:
    annas_page.click(".menu--end summary")
    annas_page.keyboard.press("Escape")
    assert not annas_page.is_visible(".menu--end .menu__panel")
    assert annas_page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_pressing_twice_sends_once(annas_page: Page) -> None:
    annas_page.fill("[name=first_name]", "Anna Marie")
    annas_page.evaluate(
        "const press = document.querySelector('main button[type=submit]'); press.click(); press.click()"
    )
    annas_page.wait_for_selector(".notice--success")
    assert AuditEvent.objects.filter(action="profile.changed").count() == 1


def test_everything_in_the_menu_works_without_javascript(browser: Browser, live_server: Any, anna: User) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page)
    page.click(".menu--end summary")
    page.click("button[name=language]")
    assert page.get_attribute("html", "lang") == "en"
    page.click(".menu--end summary")
    page.click(".menu__last button")
    page.wait_for_url("**/konto/login/")
    context.close()
