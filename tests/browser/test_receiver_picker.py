"""Choosing a receiver by keyboard, by mouse, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import faults, sticks_out
from tests.cast import Cast
from tests.sor_screens.conftest import HOST
from tests.sor_screens.units import Places, lay_out

FIELD = "#id_receiver"
OPTIONS = "#receiver-list [role=option]"
# Letters come all at once here: typed one by one on a slow machine, each pause would bring a list of its own,
# and the last would come while the test is choosing from the one before.


@pytest.fixture
def places(settings: Any, cast: Cast) -> Places:
    settings.ROOT_URLCONF = HOST
    return lay_out()


@pytest.fixture
def page(open_page: OpenPage, cast: Cast, places: Places) -> Page:
    page = open_page(cast.anna)
    page.goto("/proeve/")
    return page


def arrow_to(page: Page, sor_code: str) -> None:
    for _ in range(page.locator(OPTIONS).count()):
        page.keyboard.press("ArrowDown")
        active = page.locator(f"{OPTIONS}[aria-selected=true]")
        expect(page.locator(FIELD)).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")
        if active.get_attribute("data-code") == sor_code:
            return
    raise AssertionError("no arrow leads there")


def test_a_receiver_is_chosen_by_keyboard_alone(page: Page, places: Places) -> None:
    page.focus("[name=text]")
    page.keyboard.press("Tab")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.insert_text("havby")
    expect(page.locator(OPTIONS).first).to_be_visible()
    arrow_to(page, places.team.sor_code)
    page.keyboard.press("Enter")
    expect(page.locator("#receiver-list")).to_be_hidden()
    expect(page.locator(FIELD)).to_have_value("Team Nord")
    expect(page.locator("[data-picker-chosen]")).to_contain_text("Socialpsykiatrien")
    expect(page.locator("[data-picker-status]")).to_contain_text("Team Nord")
    page.keyboard.press("Tab")
    expect(page.locator("#send")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#sent")).to_have_text(places.team.sor_code)


def test_what_cannot_receive_says_why_and_is_not_chosen(page: Page) -> None:
    page.fill(FIELD, "tandklin")
    expect(page.locator(OPTIONS)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-picker-chosen]")).to_be_hidden()
    expect(page.locator("[data-picker-value]")).to_have_value("")


def test_escape_closes_and_then_clears(page: Page) -> None:
    page.fill(FIELD, "team")
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#receiver-list")).to_be_hidden()
    expect(page.locator(FIELD)).to_have_value("team")
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).to_have_value("")


def test_writing_on_forgets_the_choice(page: Page) -> None:
    page.fill(FIELD, "team")
    page.locator(OPTIONS).first.click()
    expect(page.locator("[data-picker-chosen]")).to_be_visible()
    page.focus(FIELD)
    page.keyboard.type("x")
    expect(page.locator("[data-picker-value]")).to_have_value("")


def test_the_choice_survives_an_error(page: Page, places: Places) -> None:
    page.fill(FIELD, "team")
    page.locator(OPTIONS).first.click()
    page.click("#send")
    expect(page.locator("#sent")).to_be_visible()
    expect(page.locator("[data-picker-value]")).to_have_value(places.team.sor_code)
    expect(page.locator(FIELD)).to_have_value("Team Nord")


@pytest.mark.parametrize("width", [1440, 400])
def test_axe_finds_nothing(open_page: OpenPage, cast: Cast, places: Places, width: int) -> None:
    page = open_page(cast.anna, width=width)
    page.goto("/proeve/")
    assert faults(page) == []
    page.fill(FIELD, "havby")
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert faults(page) == []
    assert sticks_out(page) == 0


def test_without_javascript_it_is_a_search_and_a_choice(open_page: OpenPage, cast: Cast, places: Places) -> None:
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto("/proeve/")
    page.fill("[name=text]", "Kære kollega")
    page.fill(FIELD, "team")
    page.click("[name=find_receiver]")
    expect(page.locator("[name=text]")).to_have_value("Kære kollega")
    choice = page.locator(f"input[type=radio][value='{places.team.sor_code}']")
    expect(choice).to_have_css("appearance", "auto")  # drawn: without it nobody sees what is chosen
    choice.check()
    page.click("#send")
    expect(page.locator("#sent")).to_have_text(places.team.sor_code)
