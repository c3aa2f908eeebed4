"""Single keys: where they work, where they rest, and the browser's notices."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from correspondence.exchange.worker import run_once
from correspondence.models import Message, Thread
from portal.models import User
from tests.browser.conftest import OpenPage
from tests.browser.steps import address, focused, inbox
from tests.cast import PETER, Cast, thread_in, write

POLL = 10_000  # milliseconds
ONE_UNREAD = re.compile(r"^\(1\) ")


@pytest.fixture
def threads(cast: Cast) -> list[Thread]:
    """Two, the newest first."""
    write(cast, citizen=PETER)
    write(cast)
    return list(cast.social_psychiatry.threads.order_by("-latest_at", "-pk"))


def test_down_up_open_and_reply(open_page: OpenPage, cast: Cast, threads: list[Thread]) -> None:
    page = open_page(cast.anna)
    page.goto(inbox(cast.social_psychiatry))
    for key, expected in (("j", 0), ("j", 1), ("j", 1), ("k", 0), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        assert focused(page) == address(threads[expected])
    page.keyboard.press("o")
    page.wait_for_url(f"**{address(threads[1])}")
    before = Message.objects.count()
    page.wait_for_selector("#id_text_editor")
    page.keyboard.press("r")
    expect(page.locator("#id_text_editor")).to_be_focused()
    page.keyboard.type("jker/?")
    expect(page.locator("#id_text_editor")).to_have_text("jker/?")
    expect(page.locator("#keys")).to_be_hidden()
    assert Message.objects.count() == before


def test_help_opens_and_closes_and_the_keys_rest_meanwhile(
    open_page: OpenPage, cast: Cast, threads: list[Thread]
) -> None:
    page = open_page(cast.anna)
    page.goto(inbox(cast.social_psychiatry))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("j")
    assert "/samtale/" not in focused(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    for keys in ("Control+j", "Alt+j", "Meta+j"):
        page.keyboard.press(keys)
    assert "/samtale/" not in focused(page)


def test_finish_and_search_use_what_the_page_has(open_page: OpenPage, cast: Cast, threads: list[Thread]) -> None:
    page = open_page(cast.anna)
    page.goto("/profil/")
    page.evaluate(PLANTED)
    page.keyboard.press("e")
    expect(page.locator("html")).to_have_attribute("data-finished", "1")
    page.keyboard.press("/")
    assert focused(page) == "search-text"
    page.keyboard.type("e/")
    assert page.input_value("#search-text") == "e/"
    expect(page.locator("html")).to_have_attribute("data-finished", "1")


# The finish form and the search field, wherever they stand on a page.
PLANTED = """() => {
  const form = document.createElement("form"), field = document.createElement("input");
  document.querySelectorAll("[data-key=finish], #search-text").forEach(one => one.remove());
  form.dataset.key = "finish";
  form.addEventListener("submit", event => {
    event.preventDefault();
    document.documentElement.dataset.finished = "1";
  });
  field.id = "search-text";
  document.querySelector("main").append(form, field);
}"""


def test_switched_off_they_do_nothing(open_page: OpenPage, cast: Cast, threads: list[Thread]) -> None:
    page = open_page(cast.anna)
    page.goto("/profil/")
    page.locator("label[for=id_shortcuts]").click()
    page.click("form[action='/profil/besked/'] [type=submit]")
    expect(page.locator(".notice--success")).to_be_visible()
    page.goto(inbox(cast.social_psychiatry))
    for key in ("j", "?"):
        page.keyboard.press(key)
    assert "/samtale/" not in focused(page)
    expect(page.locator("#keys")).to_have_count(0)


# Notices

NOTICES = """() => {
  window.told = [];
  window.asked = 0;
  window.Notification = class {
    static permission = "default";
    static requestPermission() { window.asked += 1; this.permission = "granted"; return Promise.resolve("granted"); }
    constructor(words) { window.told.push(words); }
  };
}"""
HIDDEN = "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })"


def test_the_title_counts_and_the_browser_tells_without_names(open_page: OpenPage, cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(browser_notices=True)
    page = open_page(cast.anna)
    page.add_init_script(f"({NOTICES})(); Notification.permission = 'granted'")
    page.clock.install()
    page.goto(inbox(cast.social_psychiatry))
    assert not page.title().startswith("(")
    write(cast)
    run_once()
    page.evaluate(HIDDEN)
    page.clock.fast_forward(POLL)
    expect(page).to_have_title(ONE_UNREAD)
    assert page.evaluate("told") == ["Nyt i Fjordby Socialpsykiatri"]
    page.clock.fast_forward(POLL)
    page.goto(address(thread_in(cast.social_psychiatry)))
    assert not page.title().startswith("(")


def test_the_browser_is_asked_by_the_button_only(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.anna)
    page.add_init_script(f"({NOTICES})()")
    page.goto("/profil/")
    assert page.evaluate("asked") == 0
    page.click("[data-ask-notices] button")
    expect(page.locator("[data-ask-notices] [data-when=granted]")).to_be_visible()
    expect(page.locator("[data-ask-notices] button")).to_be_hidden()
    assert page.evaluate("asked") == 1


def test_who_has_not_asked_for_notices_gets_none(open_page: OpenPage, cast: Cast) -> None:
    page: Page = open_page(cast.anna)
    page.add_init_script(f"({NOTICES})(); Notification.permission = 'granted'")
    page.clock.install()
    page.goto(inbox(cast.social_psychiatry))
    write(cast)
    page.clock.fast_forward(POLL)
    expect(page).to_have_title(ONE_UNREAD)
    assert page.evaluate("told") == []
