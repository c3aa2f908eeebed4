"""Whatever a message carries is words: nothing of it runs, loads, asks, or turns the page's own words around."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from correspondence.demo.papers import SLEEP_CHART
from correspondence.letters import letter as wire
from correspondence.models import Thread
from tests.browser.conftest import OpenPage
from tests.browser.steps import SEND, address, came_back, inbox, row, send_reply, write_reply
from tests.cast import BRUNO, Cast, thread_in, write

OVERRIDE = "\u202e"
TRICKS = (
    "<script>window.ran = 1</script>",
    "<img src=//evil.example/x onerror=window.ran=1>",
    "\"'><svg/onload=window.ran=1>",
    '<a href="javascript:window.ran=1">klik</a>',
    "{{ csrf_token }}{% load x %}",
    f"plan{OVERRIDE}fdp.exe",
)
HOSTILE = " ".join(TRICKS)
TEXT = "\n".join(TRICKS)


@pytest.fixture
def thread(cast: Cast) -> Thread:
    for unit in (cast.psychiatry.organisation, cast.social_psychiatry.organisation):
        unit.name = f"{unit.name} {TRICKS[0]} {TRICKS[1]} {OVERRIDE}"
        unit.save()
    for person in (cast.anna, cast.cecilie):
        person.last_name = f"Holm {TRICKS[1]} {OVERRIDE}"
        person.save()
    write(
        cast,
        citizen=wire.Citizen(identifiers=BRUNO.identifiers, given=(TRICKS[0],), family=f"{TRICKS[2]} {OVERRIDE}Elmer"),
        topic=HOSTILE[:190],
        text=TEXT,
        attachments=(
            wire.Attachment(HOSTILE, "image/png", SLEEP_CHART.data),
            wire.Attachment(TRICKS[0], url="javascript:window.ran=1"),
        ),
    )
    return thread_in(cast.social_psychiatry)


def harmless(page: Page) -> None:
    """Nothing ran or was let in as an element; the watch over every page sees to requests, dialogs and policy."""
    assert page.evaluate("window.ran") is None
    assert page.locator("main img, main svg[onload], main script, [href^='javascript:' i]").count() == 0
    assert OVERRIDE not in page.locator("body").inner_text() + page.title()


def test_in_the_inbox(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(inbox(cast.social_psychiatry))
    expect(row(page, thread)).to_contain_text(TRICKS[0])
    harmless(page)


def test_in_the_thread_and_its_reply(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    expect(page.locator(".message .prose")).to_contain_text(TRICKS[1])
    harmless(page)
    page.fill("[name=topic]", HOSTILE[:190])
    page.fill("[name=phone]", TRICKS[0][:20])
    write_reply(page, TEXT)
    page.click(SEND)
    came_back(page)
    harmless(page)
    page.fill("[name=phone]", "38683868")
    send_reply(page, TEXT)
    harmless(page)


def test_in_the_files(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    with page.expect_download() as download:
        page.locator(".attachment a:not([target])").first.click()
    assert not set(download.value.suggested_filename) & set('<>"/\\:' + OVERRIDE)
    expect(page.locator(".attachment").nth(1).locator("a")).to_have_count(0)


def test_on_the_operators_page(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.ivan)
    page.goto("/drift/forsendelser/")
    expect(page.locator("main")).to_contain_text(TRICKS[0])
    harmless(page)


def test_in_the_profile_and_the_menus(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto("/profil/")
    harmless(page)
