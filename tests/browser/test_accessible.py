"""axe on every page, wide and narrow, in both languages; nothing sticks out to the side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Page, Route, expect

from correspondence.demo.papers import DISCHARGE_PLAN, SLEEP_CHART
from correspondence.exchange.worker import run_once
from correspondence.letters.letter import Attachment
from correspondence.models import Delivery, Membership, Role, Thread
from correspondence.states import DeliveryState
from portal.models import User
from tests.browser.conftest import OpenPage
from tests.browser.steps import SEND, address, came_back, faults, inbox, sticks_out
from tests.cast import PETER, Cast, answer, thread_in, write

WIDTHS = (1440, 400)
POLL = 10_000  # milliseconds
FILES = (
    DISCHARGE_PLAN,
    SLEEP_CHART,
    Attachment("Vejledning", url="https://example.org/vejledning"),
    Attachment(
        "Et_meget_langt_navn_uden_mellemrum_der_ikke_kan_brydes_noget_sted_på_en_smal_skærm", "image/tiff", b"II*\0"
    ),
)
REFUSAL = {"code": "MSG_x", "path": "Bundle", "text": "Modtageren kender ikke borgeren.", "severity": "fatal"}
languages = pytest.mark.parametrize("language", ["da", "en"])


def looked_at(page: Page, name: str) -> list[str]:
    """The faults of the page as it stands now: in Danish at both widths, in English, with other words only, at one."""
    english = page.get_attribute("html", "lang") == "en"
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"sticks out {pixels} pixels, {width} wide" for pixels in [sticks_out(page)] if pixels]
        found += [] if english and width != WIDTHS[0] else [f"{fault}, {width} wide" for fault in faults(page)]
    return [f"{name}: {fault}" for fault in found]


def speaking(language: str) -> None:
    User.objects.update(language=language)


@pytest.fixture
def thread(cast: Cast) -> Thread:
    """A thread with files, an answer that arrived and one that was refused."""
    write(cast, category="regarding-referral", priority="asap", topic="Henvisning " * 15, attachments=FILES)
    thread = thread_in(cast.social_psychiatry)
    answer(cast.anna, thread)
    run_once()
    refused(answer(cast.anna, thread, text="Og en ting til.").delivery, thread)
    return thread


def refused(delivery: Delivery, thread: Thread) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED, issues=[REFUSAL])
    Thread.objects.filter(pk=thread.pk).update(has_failed_delivery=True)


@languages
def test_the_inbox(open_page: OpenPage, cast: Cast, language: str) -> None:
    speaking(language)
    page = open_page(cast.anna)
    page.clock.install()
    page.goto(inbox(cast.social_psychiatry))
    found = looked_at(page, "empty")
    write(cast, citizen=PETER, category="regarding-referral", priority="asap", attachments=FILES, topic="Lang " * 30)
    write(cast)
    page.clock.fast_forward(POLL)
    expect(page.locator("#inbox-news-link")).to_be_visible()
    found += looked_at(page, "with news")
    refused(answer(cast.anna, thread_in(cast.social_psychiatry)).delivery, thread_in(cast.social_psychiatry))
    page.reload()
    found += looked_at(page, "full")
    page.click(".menu--end summary")
    assert [*found, *looked_at(page, "menu")] == []


@languages
def test_the_thread(open_page: OpenPage, cast: Cast, thread: Thread, language: str) -> None:
    speaking(language)
    Membership.objects.filter(user=cast.bo).update(role=Role.READER)
    found = []
    for user in (cast.anna, cast.bo):
        page = open_page(user)
        page.goto(address(thread))
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        found += looked_at(page, f"thread of {user}")
    assert found == []


@languages
def test_the_reply_and_its_errors(open_page: OpenPage, cast: Cast, thread: Thread, language: str) -> None:
    speaking(language)
    page = open_page(cast.anna)
    page.goto(address(thread))
    page.select_option("[name=category]", "other")
    for name in ("topic", "phone", "author_given", "author_family"):
        page.fill(f"[name={name}]", "")
    page.fill("[name=job_title_text]", "Pædagog")
    page.click(SEND)
    came_back(page)
    assert looked_at(page, "errors") == []


@languages
def test_the_search_and_the_citizen(open_page: OpenPage, cast: Cast, thread: Thread, language: str) -> None:
    speaking(language)
    write(cast, citizen=PETER, text="Ord uden mellemrum: " + "lang" * 60, topic="Plan " * 40)
    page = open_page(cast.anna)
    page.goto("/soeg/")
    found = looked_at(page, "nothing asked")
    for text in ("ord plan elmer", "sygehus psykiatrien cecilie", "findes ikke", "251248-9996"):
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.fill("#search-text", text)
        page.press("#search-text", "Enter")
        page.wait_for_url("**/soeg/*-*/")
        found += looked_at(page, f"found by {text}")
    page.evaluate("document.querySelector('.narrow').open = true")
    found += looked_at(page, "narrowed")
    page.goto(f"{address(thread)}borger/")
    assert [*found, *looked_at(page, "citizen")] == []


@languages
def test_the_operators_page(open_page: OpenPage, cast: Cast, thread: Thread, language: str) -> None:
    speaking(language)
    page = open_page(cast.ivan)
    page.goto("/drift/forsendelser/")
    found = looked_at(page, "deliveries")
    page.goto("/drift/forsendelser/?show=trouble")
    assert [*found, *looked_at(page, "trouble")] == []


@languages
def test_the_auditors_page(open_page: OpenPage, cast: Cast, thread: Thread, language: str) -> None:
    speaking(language)
    page = open_page(cast.freja)
    page.goto("/revision/")
    found = looked_at(page, "trail")
    page.goto(f"/revision/?subject=user-{cast.freja.pk}&action=login")
    found += looked_at(page, "narrowed")
    page.goto("/revision/?thread=x&since=2026-03-02&until=2026-03-01")
    assert [*found, *looked_at(page, "mistaken")] == []


@languages
def test_the_profile(open_page: OpenPage, cast: Cast, language: str) -> None:
    speaking(language)
    page = open_page(cast.anna)
    page.goto("/profil/")
    found = looked_at(page, "profile")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.fill("[name=first_name]", "")
    page.click("main button[type=submit]")
    came_back(page)
    assert [*found, *looked_at(page, "profile errors")] == []


@languages
def test_logging_in_and_out(open_page: OpenPage, cast: Cast, language: str) -> None:
    speaking(language)
    page = open_page()
    page.goto("/samtale/1/svar/")
    if page.get_attribute("html", "lang") != language:
        page.click("button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.wait_for_load_state()
    found = looked_at(page, "login")
    page.fill("[name=login]", "anna")
    page.fill("[name=password]", "forkert")
    page.click("main button[type=submit]")
    came_back(page)
    found += looked_at(page, "wrong password")
    page = open_page(cast.dorte)
    page.goto("/")
    found += looked_at(page, "no mailbox")
    page.goto("/konto/logud/")
    assert [*found, *looked_at(page, "log out")] == []


@languages
def test_the_error_pages(open_page: OpenPage, cast: Cast, language: str) -> None:
    page = open_page()
    found = []
    for name in ("400", "403", "403_csrf", "404", "429", "500"):
        with override(language):
            page.route(
                f"**/fejl/{name}", answering(render_to_string(f"{name}.html", {"product_name": "Korrespondance"}))
            )
        page.goto(f"/fejl/{name}")
        found += looked_at(page, name)
    assert found == []


def answering(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")
