"""Everything by keyboard: each stop of the Tab key can be seen, and Enter does what a click does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import ERRORS, SEND, SENT, address, came_back
from tests.cast import PASSWORD, Cast, thread_in, write

# Where the focus is; whether it is marked, inside the window, and not under something else. A check box of
# dkfds shows its mark on the label.
STOP = """() => {
  const one = document.activeElement, about = one.labels && one.type === 'checkbox' ? one.labels[0] : one;
  const style = getComputedStyle(about, about === one ? null : '::before');
  const box = about.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(x, y);
  return {
    name: one.outerHTML.slice(0, 120),
    marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    uncovered: !!top && (about === top || about.contains(top) || top.contains(about)),
  };
}"""
ENOUGH = 100


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press until the focus is there, looking at every stop on the way."""
    for _ in range(ENOUGH):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        assert (stop["name"], stop["marked"], stop["uncovered"]) == (stop["name"], True, True)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def test_anna_logs_in_reads_and_replies_without_a_mouse(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    thread = thread_in(cast.social_psychiatry)
    page = open_page()
    page.goto("/")
    expect(page.locator("[name=login]")).to_be_focused()
    page.keyboard.type("anna")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/postkasse/**")
    past_the_menus(page)
    tab_to(page, f'.row[href="{address(thread)}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address(thread)}")
    tab_to(page, 'a[href="#reply"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**#reply")
    tab_to(page, "#id_text_editor")
    page.keyboard.type("Skrevet uden mus.")
    tab_to(page, SEND)
    page.keyboard.press("Enter")
    expect(page.locator(SENT)).to_be_visible()
    expect(page.locator(".message--mine .prose")).to_have_text("Skrevet uden mus.")


def past_the_menus(page: Page) -> None:
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_errors_are_mended_without_a_mouse(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    page = open_page(cast.anna)
    page.goto(address(thread_in(cast.social_psychiatry)))
    page.focus(SEND)
    page.keyboard.press("Enter")
    came_back(page)
    tab_to(page, f"{ERRORS} a")
    page.keyboard.press("Enter")
    expect(page.locator("#id_text_editor")).to_be_focused()


def test_esc_closes_the_menu_and_gives_the_focus_back(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.anna)
    page.goto("/profil/")
    tab_to(page, ".menu--end summary")
    page.keyboard.press("Enter")
    tab_to(page, ".menu--end .menu__panel a")
    page.keyboard.press("Escape")
    expect(page.locator(".menu--end .menu__panel")).to_be_hidden()
    expect(page.locator(".menu--end summary")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 400])
def test_the_focus_is_never_hidden_forwards_or_backwards(open_page: OpenPage, cast: Cast, width: int) -> None:
    for _ in range(4):
        write(cast, text="Linje.\n" * 30)
    page = open_page(cast.anna, width=width)
    page.goto(address(thread_in(cast.social_psychiatry)))
    tab_to(page, SEND)
    tab_to(page, ".skip", "Shift+Tab")
