"""Logged out in the middle of writing: nothing is sent in somebody else's name, and the text is still there."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from correspondence.models import Message, Thread
from tests.browser.conftest import OpenPage
from tests.browser.steps import SEND, SENT, address, inbox, log_in, write_reply
from tests.browser.watch import Watch
from tests.cast import Cast, thread_in, write

TEXT = "Skrevet, mens sessionen udløb."
POLL = 10_000  # milliseconds


@pytest.fixture
def thread(cast: Cast) -> Thread:
    write(cast)
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def page(open_page: OpenPage, cast: Cast, thread: Thread) -> Page:
    page = open_page(cast.anna)
    page.goto(address(thread))
    write_reply(page, TEXT)
    return page


def expire() -> None:
    Session.objects.all().delete()


def sent(thread: Thread) -> int:
    return Message.objects.filter(thread=thread, direction="out").count()


def test_log_in_in_another_tab_and_send(page: Page, cast: Cast, thread: Thread) -> None:
    """The page notices while somebody writes, and takes the new key by itself: one press sends."""
    expire()
    page.fill("[name=topic]", "Skrevet efter")  # saved in vain a second later, whatever was saved before
    expect(page.locator("[data-session-over]")).to_be_visible()
    other = page.context.new_page()
    other.goto("/")
    log_in(other, cast.anna)
    expect(other.locator(".inbox")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    assert sent(thread) == 1


def test_whoever_notices_the_end_first_one_press_sends(page: Page, cast: Cast, thread: Thread) -> None:
    """Presence may notice it before anything was saved in vain; the form must know it all the same."""
    expire()
    page.evaluate("window.htmx.trigger('[data-presence]', 'presence:writing')")
    expect(page.locator("[data-session-over]")).to_be_visible()
    other = page.context.new_page()
    other.goto("/")
    log_in(other, cast.anna)
    expect(other.locator(".inbox")).to_be_visible()
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    assert sent(thread) == 1


def test_send_log_in_and_go_back(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    """Without scripts nothing was saved meanwhile: the browser has the text."""
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto(address(thread))
    write_reply(page, TEXT)
    expire()
    page.click(SEND)
    expect(page.locator("[name=password]")).to_be_visible()
    expect(page.locator(".card .note")).to_be_visible()
    log_in(page, cast.anna)
    expect(page.locator("#reply")).to_be_visible()
    assert sent(thread) == 0
    back_to_the_text(page)
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()


def back_to_the_text(page: Page) -> None:
    """Twice: past the page that logging in led to."""
    page.go_back()
    page.go_back()
    expect(page.locator("[name=text]")).to_have_value(TEXT)


def test_the_inbox_says_that_it_no_longer_listens(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.clock.install()
    page.goto(inbox(cast.social_psychiatry))
    expire()
    page.clock.fast_forward(POLL)
    expect(page.locator("[data-session-over]")).to_be_visible()
    expect(page.locator(".row")).to_have_count(1)
    page.click("[data-session-over] a")
    log_in(page, cast.anna)
    page.wait_for_url(f"**{inbox(cast.social_psychiatry)}")


def test_the_inbox_says_when_the_server_is_away(open_page: OpenPage, cast: Cast, watch: Watch) -> None:
    page = open_page(cast.anna)
    page.clock.install()
    page.goto(inbox(cast.social_psychiatry))
    page.context.set_offline(True)
    page.clock.fast_forward(POLL)
    expect(page.locator("[data-connection-lost]")).to_be_visible()
    page.context.set_offline(False)
    page.clock.fast_forward(POLL)
    expect(page.locator("[data-connection-lost]")).to_be_hidden()
    watch.complaints.clear()  # the browser's own words about it
