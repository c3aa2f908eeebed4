"""The portal works where scripts do not run."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import ERRORS, SEND, address, log_in, row, send_reply, write_reply
from tests.cast import Cast, thread_in, write


def test_anna_logs_in_opens_errs_and_sends(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    thread = thread_in(cast.social_psychiatry)
    page = open_page(java_script_enabled=False)
    page.goto("/")
    log_in(page, cast.anna)
    row(page, thread).click()
    write_reply(page, "Uden telefon.\nMen med tekst.")
    page.fill("[name=phone]", "")
    page.click(SEND)
    expect(page.locator(f"{ERRORS} a")).to_have_attribute("href", "#id_phone")
    expect(page.locator("[name=text]")).to_have_value("Uden telefon.\nMen med tekst.")
    page.fill("[name=phone]", "38683868")
    send_reply(page, "Nu med telefon.")
    expect(page.locator(".message--mine .prose")).to_have_text("Nu med telefon.")


def test_priority_and_topic_are_there_to_be_filled_in(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto(address(thread_in(cast.social_psychiatry)))
    page.select_option("[name=category]", "regarding-referral")
    page.select_option("[name=priority]", "asap")
    send_reply(page, "Det haster.")
    expect(page.locator(".thread__subject .badge")).to_be_visible()


def test_the_news_bar_needs_a_reload(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto("/")
    expect(page.locator(".empty")).to_be_visible()
    write(cast)
    page.reload()
    expect(row(page, thread_in(cast.social_psychiatry))).to_be_visible()


def test_everything_in_the_menu_works(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto("/profil/")
    choose(page, "button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    choose(page, ".menu__last button")
    page.wait_for_url("**/konto/login/")


def choose(page: Page, selector: str) -> None:
    page.click(".menu--end summary")
    page.click(selector)
