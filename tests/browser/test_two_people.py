"""Two people at their own desks, the worker between them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page, expect

from correspondence.exchange.worker import run_once
from correspondence.models import Thread
from tests.browser.conftest import OpenPage
from tests.browser.steps import address, eventually, focused, inbox, log_in, row, send_reply
from tests.cast import PETER, Cast, thread_in, write

ASKED = "Bruno kan udskrives fredag.\nHar I en plads?"
ANSWERED = "Ja, vi har en plads.\nRing på 70 12 34 56."
POLL = 10_000  # milliseconds between two looks for news


@pytest.fixture
def threads(cast: Cast) -> tuple[Thread, Thread]:
    """Bruno's thread as Cecilie and as Anna see it, and above it a dozen others in Anna's inbox."""
    theirs = write(cast).thread
    ours = thread_in(cast.social_psychiatry)
    for number in range(12):
        write(cast, citizen=PETER, topic=f"Nummer {number}", deliver=False)
    run_once()
    return theirs, ours


def test_cecilie_writes_anna_answers_and_cecilie_sees_it(
    open_page: OpenPage, cast: Cast, threads: tuple[Thread, Thread]
) -> None:
    theirs, ours = threads
    cecilie = open_page()
    cecilie.goto("/")
    log_in(cecilie, cast.cecilie)
    anna = anna_looks_at_her_inbox(open_page, cast, ours)
    cecilie_writes(cecilie, theirs)
    before = place(anna)
    run_once()
    anna.clock.fast_forward(POLL)
    expect(anna.locator("#inbox-news-link")).to_be_visible()
    assert place(anna) == before
    anna_reads_and_answers(anna, ours)
    run_once()
    cecilie_sees_the_answer(cecilie, theirs)


def anna_looks_at_her_inbox(open_page: OpenPage, cast: Cast, thread: Thread) -> Page:
    """With the focus on Bruno's row, at the bottom of a list longer than her window."""
    anna = open_page(height=500)
    anna.clock.install()
    anna.goto("/")
    log_in(anna, cast.anna)
    anna.wait_for_url(f"**{inbox(cast.social_psychiatry)}")
    row(anna, thread).focus()
    assert place(anna)["scroll"] > 0
    return anna


def place(page: Page) -> dict[str, Any]:
    """Where the focus is, how far down the window, and where the focused row stands in it."""
    return {
        "focus": focused(page),
        "scroll": page.evaluate("window.scrollY"),
        "row": page.evaluate("document.activeElement.getBoundingClientRect().top"),
    }


def cecilie_writes(page: Page, thread: Thread) -> None:
    page.click(".sidebar a[href*='show=sent']")
    row(page, thread).click()
    send_reply(page, ASKED)
    expect(page.locator(".message--mine .delivery").last).to_have_class("delivery delivery--waiting")


def anna_reads_and_answers(page: Page, thread: Thread) -> None:
    page.click("#inbox-news-link")
    first = page.locator(".row").first
    expect(first).to_have_attribute("href", address(thread))
    expect(first.locator(".dot")).to_be_visible()
    expect(first.locator(".row__citizen")).to_have_css("font-weight", "600")
    first.click()
    latest = page.locator(".message--theirs").last
    expect(latest.locator(".prose")).to_have_text(ASKED, use_inner_text=True)
    expect(latest.locator(".signature__name")).to_have_text("Cecilie Holm")
    expect(latest.locator(".signature")).to_contain_text("38683868")
    expect(latest.locator(".message__parties")).to_contain_text("Psykiatrien Øst")
    send_reply(page, ANSWERED)


def cecilie_sees_the_answer(page: Page, thread: Thread) -> None:
    page.click(".thread__back")
    expect(row(page, thread).locator(".dot")).to_be_visible()
    row(page, thread).click()
    expect(page.locator(".message--theirs .prose").last).to_have_text(ANSWERED, use_inner_text=True)
    expect(page.locator(".message--theirs .signature__name").last).to_have_text("Anna Vestergaard")
    expect(page.locator(".message--mine .delivery").last).to_have_class("delivery delivery--ok")


def test_what_was_opened_is_read_for_anna_and_not_for_bo(open_page: OpenPage, cast: Cast) -> None:
    write(cast)
    thread = thread_in(cast.social_psychiatry)
    anna, bo = open_page(cast.anna), open_page(cast.bo)
    anna.goto(address(thread))
    for page, unread in ((anna, 0), (bo, 1)):
        page.goto(inbox(cast.social_psychiatry))
        expect(row(page, thread).locator(".dot")).to_have_count(unread)


@pytest.fixture
def worker(cast: Cast, own_folders: Path) -> Iterator[None]:
    """``manage.py exchange`` as its own process, at the database and folders of this test."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(own_folders),
        "EXCHANGE_DIR": str(settings.EXCHANGE_DIR),
        "EXCHANGE_POLL_SECONDS": "0.2",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "exchange"]
    with subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR) as process:
        yield
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def test_the_real_worker_carries_a_reply_and_its_acknowledgement(open_page: OpenPage, cast: Cast, worker: None) -> None:
    write(cast)
    thread = thread_in(cast.social_psychiatry)
    anna, cecilie = open_page(cast.anna), open_page(cast.cecilie)
    cecilie.clock.install()
    cecilie.goto(inbox(cast.psychiatry))
    anna.goto(address(thread))
    send_reply(anna, ANSWERED)

    def acknowledged() -> None:
        anna.reload()
        expect(anna.locator(".message--mine .delivery--ok")).to_be_visible(timeout=500)

    eventually(acknowledged)
    cecilie.clock.fast_forward(POLL)
    expect(cecilie.locator("#inbox-news-link")).to_be_visible()
