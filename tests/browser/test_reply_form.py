"""The reply form: what is missing is said, shown and linked, and nothing written is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from correspondence.models import Message
from tests.browser.conftest import OpenPage
from tests.browser.steps import ERRORS, SEND, address, came_back, write_reply
from tests.cast import Cast, thread_in, write

TEXT = "Kære Cecilie.\n\nVi ses på torsdag <kl. 10> & tager planen med."


@pytest.fixture
def page(open_page: OpenPage, cast: Cast) -> Page:
    write(cast)
    page = open_page(cast.anna)
    page.goto(address(thread_in(cast.social_psychiatry)))
    write_reply(page, TEXT)
    return page


def refused(page: Page, field: str) -> None:
    """The summary has the focus, links to the field, and the field says the same beside itself."""
    page.click(SEND)
    came_back(page)
    expect(page.locator(ERRORS)).to_be_in_viewport()
    expect(page.locator(f"{ERRORS} a")).to_have_attribute("href", f"#id_{field}")
    page.click(f"{ERRORS} a")
    control = "id_text_editor" if field == "text" else f"id_{field}"  # the editor stands in for its field
    expect(page.locator(f"#{control}")).to_be_focused()
    expect(page.locator(f"#{control}")).to_be_in_viewport()
    expect(page.locator(f"#id_{field}")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#id_{field}_error")).not_to_be_empty()
    assert not Message.objects.filter(
        direction="out", thread__mailbox__organisation__name__startswith="Fjordby"
    ).exists()


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_message(page: Page, text: str) -> None:
    write_reply(page, text)
    refused(page, "text")


def test_the_category_other_without_a_topic(page: Page) -> None:
    page.select_option("[name=category]", "other")
    page.fill("[name=topic]", " ")
    refused(page, "topic")
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    expect(page.locator("[name=category]")).to_have_value("other")


def test_two_job_titles(page: Page) -> None:
    page.fill("[name=job_title_text]", "Pædagog")
    refused(page, "job_title_text")
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    expect(page.locator("[name=job_title_text]")).to_have_value("Pædagog")


def test_no_job_title(page: Page) -> None:
    page.select_option("[name=job_title]", "")
    refused(page, "job_title")
    expect(page.locator("[name=text]")).to_have_value(TEXT)


@pytest.mark.parametrize("phone", ["", "spørg i receptionen"])
def test_no_phone_that_can_be_dialled(page: Page, phone: str) -> None:
    page.fill("[name=phone]", phone)
    refused(page, "phone")
    expect(page.locator("[name=text]")).to_have_value(TEXT)


def test_a_link_followed_before_the_editor_is_there_leads_into_it(page: Page) -> None:
    late: list[Route] = []
    page.route("**/editor/editor*.js", lambda route: late.append(route))
    write_reply(page, "")
    page.click(SEND)
    expect(page.locator(ERRORS)).to_be_focused()
    page.click(f"{ERRORS} a")
    expect(page.locator("#id_text")).to_be_focused()
    late[0].continue_()
    expect(page.locator("#id_text_editor")).to_be_focused()


def test_priority_appears_for_a_referral_only(page: Page) -> None:
    priority = page.locator("[name=priority]")
    expect(priority).to_be_hidden()
    page.select_option("[name=category]", "regarding-referral")
    expect(priority).to_be_visible()
    expect(priority).to_be_enabled()
    page.select_option("[name=category]", "discharge")
    expect(priority).to_be_hidden()
    expect(priority).to_be_disabled()


def test_priority_is_still_there_after_an_error(page: Page) -> None:
    page.select_option("[name=category]", "regarding-referral")
    page.select_option("[name=priority]", "asap")
    write_reply(page, "")
    refused(page, "text")
    expect(page.locator("[name=priority]")).to_be_visible()
    expect(page.locator("[name=priority]")).to_have_value("asap")


def test_the_topic_is_demanded_for_other_only(page: Page) -> None:
    group, topic = page.locator("[data-field=topic]"), page.locator("[name=topic]")
    expect(group.locator("[data-optional]")).to_be_visible()
    page.select_option("[name=category]", "other")
    expect(group.locator("[data-demanded]")).to_be_visible()
    expect(group.locator("[data-optional]")).to_be_hidden()
    expect(topic).to_have_attribute("aria-required", "true")
    page.select_option("[name=category]", "discharge")
    expect(group.locator("[data-demanded]")).to_be_hidden()
    expect(topic).to_have_attribute("aria-required", "false")
