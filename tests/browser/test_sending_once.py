"""However somebody hurries, doubts or goes back: one message."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from correspondence.models import Message, Thread
from portal.models import AuditEvent
from tests.browser.conftest import OpenPage
from tests.browser.steps import SEND, SENT, address, came_back, send_reply, write_reply
from tests.cast import Cast, thread_in, write

TEXT = "Kun én gang."


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


def sent(thread: Thread) -> int:
    return Message.objects.filter(thread=thread, direction="out").count()


def test_a_double_click(page: Page, thread: Thread) -> None:
    page.dblclick(SEND)
    expect(page.locator(SENT)).to_be_visible()
    assert sent(thread) == 1


def test_two_clicks_at_the_same_moment(page: Page, thread: Thread) -> None:
    page.evaluate("selector => { const b = document.querySelector(selector); b.click(); b.click() }", SEND)
    expect(page.locator(SENT)).to_be_visible()
    assert sent(thread) == 1


def test_enter_twice(page: Page, thread: Thread) -> None:
    page.focus(SEND)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(SENT)).to_be_visible()
    assert sent(thread) == 1


def test_enter_in_a_field_sends_nothing_and_keeps_the_text(page: Page, thread: Thread) -> None:
    page.focus("[name=topic]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kladde/**")
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    assert sent(thread) == 0


def test_the_same_form_from_a_copy_of_the_tab(page: Page, thread: Thread, open_page: OpenPage, cast: Cast) -> None:
    """A browser that copies or restores a tab brings the same form, hidden fields and all."""
    copy = page.context.new_page()
    copy.goto(address(thread))
    for name in ("token", "text"):
        value = page.input_value(f"[name={name}]")
        copy.evaluate("([name, value]) => { document.querySelector(`[name=${name}]`).value = value }", [name, value])
    for one in (page, copy):
        one.click(SEND)
        expect(one.locator(SENT)).to_be_visible()
    assert sent(thread) == 1


def test_back_and_forth_and_reload_send_nothing_again(page: Page, thread: Thread) -> None:
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    page.reload()
    page.go_back()
    page.go_forward()
    expect(page.locator(".message--mine")).to_have_count(1)
    assert sent(thread) == 1


def test_back_and_send_again(page: Page, thread: Thread) -> None:
    """The browser has kept the text in a form that is new: the writer is told, and may change it."""
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    page.go_back()
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.click(SEND)
    came_back(page)
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    assert sent(thread) == 1
    send_reply(page, f"{TEXT} Og en ting til.")
    assert sent(thread) == 2


def test_two_tabs(page: Page, thread: Thread) -> None:
    other = page.context.new_page()
    other.goto(address(thread))
    send_reply(page, TEXT)
    write_reply(other, TEXT)
    other.click(SEND)
    came_back(other)
    assert sent(thread) == 1


def test_a_form_that_was_sent_loses_nothing_written_in_it_since(page: Page, thread: Thread) -> None:
    """The back button may bring the very form that was sent: more words in it are one more reply."""
    token = page.input_value("[name=token]")
    send_reply(page, TEXT)
    page.evaluate("token => { document.querySelector('[name=token]').value = token }", token)
    write_reply(page, "En ting til.")
    page.click(SEND)
    came_back(page)
    expect(page.locator("[name=text]")).to_have_value("En ting til.")
    assert sent(thread) == 1
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    assert sent(thread) == 2


def test_the_profile_is_saved_once(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.anna)
    page.goto("/profil/")
    page.fill("[name=first_name]", "Anna Marie")
    page.dblclick("main button[type=submit]")
    expect(page.locator(SENT)).to_be_visible()
    assert AuditEvent.objects.filter(action="profile.changed").count() == 1
