"""Searching by keyboard and by mouse: words never reach an address, and the back button does what it always does."""

from __future__ import annotations

from playwright.sync_api import expect

from correspondence.models import Membership, Role, Thread
from tests.browser.conftest import OpenPage
from tests.browser.steps import address, faults, inbox, row, sticks_out
from tests.cast import PETER, Cast, answer, thread_in, write

FIELD = "#search-text"
MARK = "mark"


def two_threads(cast: Cast) -> tuple[Thread, Thread]:
    write(cast, text="Kørestolen er bestilt til mandag.")
    first = thread_in(cast.social_psychiatry)
    write(cast, citizen=PETER, text="Kan I finde en kørestol?")
    second = thread_in(cast.social_psychiatry)
    return first, second


def test_find_open_and_come_back(open_page: OpenPage, cast: Cast) -> None:
    first, second = two_threads(cast)
    page = open_page(cast.anna)
    page.goto(inbox(cast.social_psychiatry))
    page.fill(FIELD, "kørestol bestilt")
    page.press(FIELD, "Enter")
    expect(row(page, first)).to_be_visible()
    expect(page.locator(MARK)).to_have_text(["Kørestolen", "bestilt"])
    expect(row(page, second)).to_have_count(0)
    assert "rest" not in page.url.rpartition("/soeg/")[2]
    found = page.url
    row(page, first).click()
    page.wait_for_url(f"**{address(first)}")
    page.go_back()
    page.wait_for_url(found)
    expect(row(page, first)).to_be_visible()
    expect(page.locator(FIELD)).to_have_value("kørestol bestilt")
    page.reload()
    expect(row(page, first)).to_be_visible()


def test_a_citizen_by_number_and_all_about_them(open_page: OpenPage, cast: Cast) -> None:
    first, _ = two_threads(cast)
    Membership.objects.create(user=cast.anna, mailbox=cast.psychiatry, role=Role.READER)
    page = open_page(cast.anna)
    page.goto("/soeg/")
    page.fill(FIELD, "250947-9989")
    page.press(FIELD, "Enter")
    expect(page.locator(MARK).first).to_have_text("250947-9989")
    assert "250947" not in page.url
    page.locator(f'a[href="/samtale/{first.pk}/borger/"]').click()
    page.wait_for_url(f"**/samtale/{first.pk}/borger/")
    expect(page.locator(".row")).to_have_count(2)  # sent there, received here
    expect(page.locator("h1")).to_have_text("Bruno Test Elmer")


def test_narrowed_by_the_keyboard_alone(open_page: OpenPage, cast: Cast) -> None:
    first, second = two_threads(cast)
    answer(cast.anna, first, text="Tak for kørestolen.")
    page = open_page(cast.anna)
    page.goto("/soeg/")
    page.focus(FIELD)
    page.keyboard.type("kørestol")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(2)
    page.focus(".narrow__summary")
    page.keyboard.press("Enter")
    page.select_option("[name=direction]", "out")
    page.focus("[name=until]")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(1)
    expect(row(page, first)).to_be_visible()
    expect(page.locator("[name=direction]")).to_have_value("out")
    expect(page.locator(FIELD)).to_have_value("kørestol")
    assert "direction=out" in page.url
    assert second.pk


def test_without_javascript(open_page: OpenPage, cast: Cast) -> None:
    first, _ = two_threads(cast)
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto(inbox(cast.social_psychiatry))
    page.fill(FIELD, "mandag")
    page.press(FIELD, "Enter")
    expect(row(page, first)).to_be_visible()


def test_on_a_phone_the_sign_leads_to_the_field(open_page: OpenPage, cast: Cast) -> None:
    first, _ = two_threads(cast)
    page = open_page(cast.anna, width=400)
    page.goto(inbox(cast.social_psychiatry))
    page.click(".bar__to-search")
    page.fill(FIELD, "mandag")
    page.press(FIELD, "Enter")
    expect(row(page, first)).to_be_visible()
    assert sticks_out(page) == 0
    assert faults(page) == []
