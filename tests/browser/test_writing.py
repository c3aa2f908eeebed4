"""Writing in a real browser: new with a file, reply, one message passed on, a draft that outlives its session."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from correspondence.models import Draft, Message, Thread
from sor.search import rebuild
from tests.browser.conftest import OpenPage
from tests.browser.steps import SEND, SENT, address, eventually, log_in
from tests.browser.test_accessible import looked_at
from tests.cast import Cast, answer, thread_in, write
from tests.correspondence.outside import sent_letter
from tests.letters.witnesses import assert_conforms, assert_readable
from tests.shared import SHARED
from tests.writing.pages import PDF, document

AUTOSAVED = "#draft-state .hint"
TABLE = "Medicin  Dosis  Tid\n-------  -----  -----\nPanodil  1 g    kl. 8"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "Udskrivningsplan.pdf"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def thread(cast: Cast) -> Thread:
    write(cast)
    thread = thread_in(cast.social_psychiatry)
    answer(cast.anna, thread)
    return thread


def judged(sent: bytes) -> None:
    """By our own rules; and, where MedCom's packages are at hand, by every witness."""
    assert_readable(sent)
    if SHARED.is_dir():
        assert_conforms(sent)


def choose_receiver(page: Page, letters: str) -> None:
    """On a page that has loaded: without its scripts nobody answers."""
    page.fill("#id_receiver", letters)
    expect(page.locator("#receiver-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def begin_new(page: Page, cast: Cast) -> None:
    rebuild()
    page.goto(f"/postkasse/{cast.social_psychiatry.pk}/")
    page.click(".sidebar__write a")
    page.wait_for_url("**/skriv/")
    page.fill("[name=citizen_number]", "250947-9989")
    page.fill("[name=citizen_family]", "Elmer")
    choose_receiver(page, "psykiatrien øst")
    page.select_option("[name=category]", "discharge")
    page.fill("[name=text]", "Kære kollega.\n\nHar I plads?")


def write_a_table(page: Page) -> None:
    """In the editor, by keyboard and its buttons, after what stands there."""
    page.click("#id_text_editor")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.click(".editor__button--table")
    for word in ("Medicin", "Dosis", "Tid", "Panodil", "1 g", "kl. 8"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.click(".editor__button--rowDelete")
    expect(page.locator("[name=text]")).to_have_value(re.compile(r"Panodil \| 1 g \| kl\. 8 \|$"))


def test_a_new_message_with_a_table_and_a_file(open_page: OpenPage, cast: Cast, plan: Path) -> None:
    page = open_page(cast.anna)
    begin_new(page, cast)
    write_a_table(page)
    page.set_input_files("#id_files", [plan, plan])
    expect(page.locator(".enclosure")).to_have_count(2)
    page.locator(".enclosure [value^='remove:']").first.click()
    expect(page.locator(".enclosure")).to_have_count(1)
    assert looked_at(page, "new") == []
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    expect(page.locator(".message--mine .prose th").first).to_have_text("Medicin")
    letter = sent_letter(Message.objects.get(direction="out").delivery)
    judged(document())
    assert [one.attachment.title for one in letter.segments if one.attachment] == ["Udskrivningsplan"]
    assert [one.text for one in letter.segments if one.text] == [f"Kære kollega.\n\nHar I plads?\n{TABLE}"]
    assert letter.receiver.sor_code == cast.psychiatry.organisation.sor_code


def test_a_reply_beside_the_original(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(f"{address(thread)}svar/")
    expect(page.locator("#original")).to_contain_text("Har I tid til et møde?")
    assert looked_at(page, "reply") == []
    page.fill("[name=text]", "Ja.")
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    expect(page.locator(".message--mine .prose").last).to_have_text("Ja.")
    judged(document())


def test_a_chosen_message_is_passed_on(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    rebuild()
    page = open_page(cast.anna)
    page.goto(address(thread))
    page.locator(".message--theirs .message__verbs a[href*=videresend]").first.click()
    page.wait_for_url("**/videresend/**")
    expect(page.locator("[name=chosen]:checked")).to_have_count(1)
    choose_receiver(page, "nabokøbing")
    page.fill("[name=text]", "Til jeres orientering.")
    assert looked_at(page, "forward") == []
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    letter = sent_letter(Message.objects.get(activity="forward-message", direction="out").delivery)
    assert [one.text for one in letter.segments] == ["Kære kollega.\nHar I tid til et møde?", "Til jeres orientering."]
    judged(document())


def test_a_draft_outlives_the_session(open_page: OpenPage, cast: Cast, plan: Path) -> None:
    page = open_page(cast.anna)
    begin_new(page, cast)
    page.set_input_files("#id_files", plan)
    expect(page.locator(".enclosure")).to_have_count(1)
    page.wait_for_url("**/kladde/**")
    page.fill("[name=topic]", "Sidst skrevet")
    expect(page.locator(AUTOSAVED)).to_be_visible()
    page.wait_for_function("document.activeElement.name === 'topic'")
    saved(page, "Sidst skrevet")
    Session.objects.all().delete()
    page = open_page()
    page.goto("/")
    log_in(page, cast.anna)
    page.click(".sidebar a[href$='/kladder/']")
    page.locator(".row").first.click()
    expect(page.locator("[name=text]")).to_have_value("Kære kollega.\n\nHar I plads?")
    expect(page.locator("[name=topic]")).to_have_value("Sidst skrevet")
    expect(page.locator(".enclosure")).to_have_count(1)
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
    judged(document())


def saved(page: Page, topic: str) -> None:
    for _ in range(40):
        if Draft.objects.filter(fields__topic=topic).exists():
            return
        page.wait_for_timeout(250)
    raise AssertionError("not saved by itself")


def test_saving_by_itself_moves_neither_focus_nor_cursor(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(f"{address(thread)}svar/")
    page.focus("#id_text_editor")
    page.keyboard.type("En to tre")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(AUTOSAVED)).to_be_visible()
    page.keyboard.type(" og")
    expect(page.locator("[name=text]")).to_have_value("En to og tre")


def test_whoever_leaves_at_once_finds_every_word_again(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    anna = open_page(cast.anna)
    anna.goto(address(thread))
    anna.locator("#reply [contenteditable=true]").click()
    anna.keyboard.type("Kære kollega, det")
    anna.click(".work [value=finish]")
    expect(anna.locator("#reply [contenteditable=true]")).to_have_text("Kære kollega, det")
    anna.locator("#reply [contenteditable=true]").click()
    anna.keyboard.press("End")
    anna.keyboard.type(" gør vi")
    anna.click(".thread__back")
    anna.wait_for_url("**/postkasse/**")
    eventually(lambda: expect_draft(anna, "Kære kollega, det gør vi"))


def expect_draft(page: Page, text: str) -> None:
    page.wait_for_timeout(50)
    assert [one.fields["text"] for one in Draft.objects.all()] == [text]


def test_what_was_thrown_away_at_once_stays_away(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    anna = open_page(cast.anna)
    anna.goto(address(thread))
    anna.locator("#reply [contenteditable=true]").click()
    anna.keyboard.type("Glem det")
    with anna.expect_navigation():
        anna.click("#reply [value=discard]")
    anna.wait_for_timeout(300)
    assert not Draft.objects.exists()


def test_without_scripts(open_page: OpenPage, cast: Cast, thread: Thread, plan: Path) -> None:
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto(f"{address(thread)}svar/")
    page.fill("[name=text]", "Uden script.")
    page.set_input_files("#id_files", plan)
    page.click("[value=attach]")
    expect(page.locator(".enclosure")).to_have_count(1)
    expect(page.locator("[name=text]")).to_have_value("Uden script.")
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()
