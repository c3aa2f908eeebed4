"""A wide screen shows the list beside the thread; back, reload and a phone are as on any web page."""

from __future__ import annotations

from playwright.sync_api import expect

from correspondence.exchange.worker import run_once
from tests.browser.conftest import OpenPage
from tests.browser.steps import address, faults, inbox, sticks_out
from tests.cast import PETER, Cast, write

PANE = ".list-pane"


def test_the_list_stands_beside_the_thread(open_page: OpenPage, cast: Cast) -> None:
    for number in range(3):
        write(cast, citizen=PETER, topic=f"Nummer {number}", deliver=False)
    run_once()
    first, second, _ = cast.social_psychiatry.threads.order_by("pk")
    page = open_page(cast.anna)
    page.goto(f"{inbox(cast.social_psychiatry)}?show=awaiting-us")
    page.click(f".row[href='{address(first)}']")
    expect(page.locator(f"{PANE} .row")).to_have_count(3)
    expect(page.locator(f"{PANE} .row[aria-current]")).to_have_attribute("href", address(first))
    assert (faults(page), sticks_out(page)) == ([], 0)
    page.click(f"{PANE} .row[href='{address(second)}']")
    page.wait_for_url(f"**{address(second)}")
    expect(page.locator(f"{PANE} .row[aria-current]")).to_have_attribute("href", address(second))
    page.go_back()
    page.wait_for_url(f"**{address(first)}")
    expect(page.locator(f"{PANE} .row[aria-current]")).to_have_attribute("href", address(first))
    page.reload()
    expect(page.locator(f"{PANE} .row")).to_have_count(3)
    expect(page.locator("#writing")).to_be_visible()
    page.click(f"{PANE}__title")
    page.wait_for_url("**show=awaiting-us")


def test_the_way_back_leads_to_the_list_one_has_come_from(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    thread = cast.social_psychiatry.threads.get()
    page = open_page(cast.anna, width=400)
    page.goto(address(thread))
    expect(page.locator(".thread__back")).to_have_text("Indbakke")
    page.goto(f"{inbox(cast.social_psychiatry)}?show=awaiting-us")
    title = page.locator(".inbox__head h1").evaluate("one => one.firstChild.textContent.trim()")
    page.click(f".row[href='{address(thread)}']")
    expect(page.locator(".thread__back")).to_have_text(title)
    page.click(".thread__back")
    page.wait_for_url("**show=awaiting-us")


def test_what_comes_in_appears_in_the_list_beside(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    page = open_page(cast.anna)
    with page.expect_response("**/her/"):
        page.goto(address(cast.social_psychiatry.threads.get()))
    expect(page.locator(f"{PANE} .row")).to_have_count(1)
    page.focus(f"{PANE} .row")
    write(cast, citizen=PETER)
    page.evaluate("window.htmx.trigger('[data-presence]', 'presence:writing')")
    expect(page.locator(f"{PANE} .row")).to_have_count(2)
    expect(page.locator(f"{PANE} .row[aria-current]")).to_be_focused()


def test_on_a_phone_one_after_the_other(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    page = open_page(cast.anna, width=400)
    page.goto(address(cast.social_psychiatry.threads.get()))
    expect(page.locator("#messages")).to_be_visible()
    expect(page.locator(PANE)).to_be_hidden()
    assert page.locator(f"{PANE} .row").count() == 0
