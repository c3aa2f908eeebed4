"""A morning's work of Anna and Bo in one mailbox, by mouse and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from correspondence.exchange.worker import run_once
from correspondence.models import Label, Team, Thread
from tests.browser.conftest import OpenPage
from tests.browser.steps import address, faults, inbox, row, send_reply, sticks_out
from tests.cast import PETER, Cast, write

POLL, PRESENCE = 10_000, 15_000  # milliseconds between two looks for news of a list, of a thread


@pytest.fixture
def threads(cast: Cast) -> list[Thread]:
    """Five threads wait, the oldest first; there is a team and a label."""
    for number in range(5):
        write(cast, citizen=PETER, topic=f"Nummer {number}", deliver=False)
    run_once()
    Team.objects.create(mailbox=cast.social_psychiatry, name="Team Nord").members.set([cast.anna, cast.bo])
    Label.objects.create(mailbox=cast.social_psychiatry, name="Møde")
    return list(cast.social_psychiatry.threads.order_by("awaiting_since", "pk"))


def looks(open_page: OpenPage, cast: Cast, who) -> Page:
    page = open_page(who)
    page.clock.install()
    page.goto(inbox(cast.social_psychiatry))
    return page


def tick(page: Page, thread: Thread) -> None:
    page.check(f"input[name=thread][value='{thread.pk}']")


def stands(thread: Thread) -> tuple:
    thread.refresh_from_db()
    return thread.assignee, thread.finished_at is not None


def test_by_mouse(open_page: OpenPage, cast: Cast, threads: list[Thread]) -> None:
    first, second, third, fourth, _ = threads
    anna, bo = looks(open_page, cast, cast.anna), looks(open_page, cast, cast.bo)
    # Both take the next: each gets another one.
    anna.click(".inbox__next button")
    bo.click(".inbox__next button")
    anna.wait_for_url(f"**{address(first)}")
    bo.wait_for_url(f"**{address(second)}")
    assert (stands(first)[0], stands(second)[0]) == (cast.anna, cast.bo)
    # Anna answers hers and finishes it; the page tells Bo, who has it open, within the next look.
    bo.goto(address(first))
    send_reply(anna, "Ja, vi har en plads.")
    anna.click(".work__steps [value=finish]")
    expect(anna.locator(".work__steps [value=reopen]")).to_be_visible()
    bo.clock.fast_forward(PRESENCE)
    expect(bo.locator(".presence__news")).to_be_visible()
    assert stands(first) == (cast.anna, True)
    # Bo gives two to Anna at once; her list says that it has changed and moves nothing by itself.
    anna.goto(inbox(cast.social_psychiatry))
    bo.goto(inbox(cast.social_psychiatry))
    tick(bo, third)
    tick(bo, fourth)
    bo.click(".bulk summary >> nth=0")
    bo.click(f".bulk [value='assign:{cast.anna.pk}']")
    expect(bo.locator("form.undo")).to_be_visible()
    anna.clock.fast_forward(POLL)
    expect(anna.locator("#inbox-news-link")).to_be_visible()
    assert stands(third)[0] == stands(fourth)[0] == cast.anna
    # He takes it back, all at once.
    with bo.expect_navigation():
        bo.click("form.undo button")
    assert stands(third)[0] is stands(fourth)[0] is None
    # What Anna finished is among the finished.
    anna.click(".sidebar a[href*='show=finished']")
    expect(row(anna, first)).to_be_visible()


def test_by_keyboard_alone(open_page: OpenPage, cast: Cast, threads: list[Thread]) -> None:
    first, *_ = threads
    page = looks(open_page, cast, cast.anna)
    page.locator(f"input[name=thread][value='{first.pk}']").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-steps]")).to_be_visible()
    page.locator("[data-bulk-steps] [value=take]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("form.undo")).to_be_visible()
    assert stands(first)[0] == cast.anna
    row(page, first).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address(first)}")
    page.locator(".work summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".work__state")).to_contain_text("Team Nord")
    page.locator(".work__steps [value=finish]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".work__steps [value=reopen]")).to_be_visible()
    assert stands(first)[1]


def test_without_scripts_everything_can_be_done(open_page: OpenPage, cast: Cast, threads: list[Thread]) -> None:
    first, *_ = threads
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto(inbox(cast.social_psychiatry))
    tick(page, first)
    page.click(".bulk [value=finish]")
    expect(page.locator("form.undo button")).to_be_visible()
    assert stands(first)[1]
    page.click("form.undo button")
    assert not stands(first)[1]


@pytest.mark.parametrize("width", [1440, 400])
def test_nobody_is_shut_out(open_page: OpenPage, cast: Cast, threads: list[Thread], width: int) -> None:
    page = open_page(cast.gorm, width=width)
    box = cast.social_psychiatry
    for url in (
        inbox(box),
        f"{inbox(box)}?show=awaiting-us&category=discharge",
        "/postkasser/",
        f"{inbox(box)}team/",
        f"{inbox(box)}lister/",
        f"{inbox(box)}kategorier/",
        address(threads[0]),
    ):
        page.goto(url)
        assert (faults(page), sticks_out(page)) == ([], 0), url
    page.goto(inbox(box))
    tick(page, threads[0])
    assert (faults(page), sticks_out(page)) == ([], 0)
    page.click(".bulk [value=finish]")
    expect(page.locator("form.undo")).to_be_visible()
    assert (faults(page), sticks_out(page)) == ([], 0)


def test_whoever_takes_one_out_no_longer_means_the_whole_list(
    open_page: OpenPage, cast: Cast, threads: list[Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("correspondence.queries.inbox.PAGE", 3)
    page = open_page(cast.anna)
    page.goto(inbox(cast.social_psychiatry))
    page.check("[data-pick-all] input")
    expect(page.locator("[data-picked]")).to_contain_text("3")
    page.check("[data-pick-whole]")
    expect(page.locator("[data-picked]")).to_have_text("Hele listen valgt")
    page.locator("input[name=thread]").nth(1).uncheck()
    expect(page.locator("[data-pick-whole]")).not_to_be_checked()
    expect(page.locator("[data-picked]")).to_contain_text("2")
