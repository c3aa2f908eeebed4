"""On paper: whose thread it is stands on every sheet, nothing is folded away, and no buttons are printed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from correspondence.models import Thread
from tests.browser.conftest import OpenPage
from tests.browser.paper import sheets
from tests.browser.steps import address
from tests.cast import Cast, answer, thread_in, write

NUMBER = "250947-9989"
LONG = "\n".join(f"Linje {number}: borgeren har det godt og glæder sig til at komme hjem." for number in range(70))


@pytest.fixture
def thread(cast: Cast) -> Thread:
    write(cast, text=LONG)
    thread = thread_in(cast.social_psychiatry)
    for _ in range(3):
        answer(cast.anna, thread, text=LONG)
    return thread


def test_the_citizens_number_is_on_every_sheet(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    paper = sheets(page.pdf(format="A4"))
    assert len(paper) >= 4
    assert [NUMBER in sheet for sheet in paper] == [True] * len(paper)
    assert [f"{at} / {len(paper)}" in sheet for at, sheet in enumerate(paper, 1)] == [True] * len(paper)


def test_every_message_is_printed_in_full(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    unfolded = page.locator(".message[open]").count()
    words = " ".join(sheets(page.pdf(format="A4")))
    assert words.count("Linje 69: borgeren") == 4
    assert words.count("Anna Vestergaard") >= 3
    assert unfolded < page.locator(".message").count()
    expect(page.locator(".message[open]")).to_have_count(unfolded)


def test_a_narrow_window_prints_the_same(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    wide, narrow = open_page(cast.anna), open_page(cast.anna, width=400)
    papers = []
    for page in (wide, narrow):
        page.goto(address(thread))
        papers.append(sheets(page.pdf(format="A4")))
    assert papers[0] == papers[1]


def test_what_is_only_for_the_screen_stays_there(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    page.emulate_media(media="print")
    for part in (".bar", ".sidebar", "#reply", ".thread__verbs", ".thread__back"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".print-foot")).to_be_visible()
