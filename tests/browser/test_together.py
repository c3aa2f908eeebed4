"""Anna and Bo at one thread: notes, reminders, and that each sees what the other does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from correspondence.actions.move import move
from correspondence.actions.note import add_note
from correspondence.actions.presence import be_present
from correspondence.models import Note, Reminder, Thread
from tests.browser.conftest import OpenPage
from tests.browser.steps import SEND, SENT, address, focused, inbox
from tests.browser.test_accessible import languages, looked_at, speaking
from tests.browser.test_keyboard import tab_to
from tests.browser.watch import Watch
from tests.cast import Cast, thread_in, write

POLL = 15_000  # milliseconds
NOTE = "#notes textarea"


@pytest.fixture
def thread(cast: Cast) -> Thread:
    write(cast)
    return thread_in(cast.social_psychiatry)


def at_the_thread(open_page: OpenPage, user, thread: Thread, **options) -> Page:
    page = open_page(user, **options)
    page.clock.install()
    page.goto(address(thread))
    return page


def until_told(page: Page) -> None:
    """The next time the page tells that it is there, and has heard what is new."""
    with page.expect_response("**/her/"):
        page.clock.fast_forward(POLL)


def test_both_write_and_both_are_warned_where_they_are(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    anna, bo = (at_the_thread(open_page, user, thread) for user in (cast.anna, cast.bo))
    until_told(anna)
    until_told(bo)
    expect(bo.locator(".presence__reading")).to_contain_text("Anna Vestergaard")
    bo.locator("#id_text_editor").click()
    with bo.expect_response("**/her/"):
        bo.keyboard.type("Vi har en plads.")
    before = bo.evaluate("window.scrollY")
    until_told(anna)
    expect(anna.locator(".presence__writing")).to_contain_text("Bo Lindskov")
    anna.locator("#id_text_editor").click()
    with anna.expect_response("**/her/"):
        anna.keyboard.type("Vi har også.")
    until_told(bo)
    expect(bo.locator(".presence__writing")).to_contain_text("Anna Vestergaard")
    assert (focused(bo), bo.evaluate("window.scrollY")) == ("id_text_editor", before)
    assert bo.inner_text("#id_text_editor").strip() == "Vi har en plads."


def test_what_a_colleague_does_is_announced_and_comes_when_asked(
    open_page: OpenPage, cast: Cast, thread: Thread
) -> None:
    anna, bo = (at_the_thread(open_page, user, thread) for user in (cast.anna, cast.bo))
    write_note(bo, "Jeg har ringet.")
    expect(bo.locator(".internal")).to_contain_text("Jeg har ringet.")
    until_told(anna)
    expect(anna.locator(".presence__news")).to_be_visible()
    expect(anna.locator(".internal")).to_have_count(0)
    anna.click(".presence__news a")
    expect(anna.locator(".internal")).to_contain_text("Jeg har ringet.")
    expect(anna.locator(".presence__news")).to_have_count(0)


def test_a_thread_moved_away_from_the_writer_takes_no_words_with_it(
    open_page: OpenPage, cast: Cast, thread: Thread, watch: Watch
) -> None:
    anna = at_the_thread(open_page, cast.anna, thread)
    move(user=None, threads=[thread], mailbox=cast.neighbour)
    anna.locator("#id_text_editor").click()
    anna.keyboard.type("Vi har en plads.")
    until_told(anna)
    expect(anna.locator("[data-thread-gone]")).to_be_visible()
    anna.click(SEND)
    assert anna.url.endswith(address(thread))
    assert anna.inner_text("#id_text_editor").strip() == "Vi har en plads."
    move(user=None, threads=[thread], mailbox=cast.social_psychiatry)
    until_told(anna)
    expect(anna.locator("[data-thread-gone]")).to_be_hidden()
    anna.click(SEND)
    expect(anna.locator(SENT)).to_be_visible()
    watch.complaints.clear()  # htmx's own words about the missing page


def write_note(page: Page, text: str) -> None:
    page.click(".notes__write > summary")
    page.fill(NOTE, text)
    page.click("#notes .notes__form [type=submit]")


def test_a_note_with_a_mention_by_keyboard_alone(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    bo = open_page(cast.bo)
    bo.goto(address(thread))
    tab_to(bo, ".notes__write > summary")
    bo.keyboard.press("Enter")
    expect(bo.locator(NOTE)).to_be_focused()
    bo.keyboard.type("Kan du ringe, @a")
    expect(bo.locator("[data-naming] [aria-selected=true]")).to_have_text("Anna Vestergaard")
    bo.keyboard.press("Enter")
    bo.keyboard.type("?")
    assert bo.input_value(NOTE) == "Kan du ringe, @anna ?"
    tab_to(bo, "#notes .notes__form [type=submit]")
    bo.keyboard.press("Enter")
    expect(bo.locator(".internal .mention")).to_have_text("@Anna Vestergaard")
    anna = open_page(cast.anna)
    anna.goto(inbox(cast.social_psychiatry))
    link = anna.locator(".sidebar a[href='/naevnt/']")
    expect(link.locator(".count")).to_have_text("1")
    link.click()
    anna.click(f".row[href='{address(thread)}#notes']")
    expect(anna.locator(".internal--for-me")).to_be_in_viewport()


def test_a_note_does_not_touch_the_reply_that_is_being_written(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    page.locator("#id_text_editor").click()
    page.keyboard.type("Et halvt svar")
    write_note(page, "Husk at spørge Bo.")
    expect(page.locator(".internal")).to_contain_text("Husk at spørge Bo.")
    expect(page.locator("#id_text_editor")).to_have_text("Et halvt svar")
    page.click(".internal__remove button")
    expect(page.locator(".internal")).to_have_count(0)
    expect(page.locator("#id_text_editor")).to_have_text("Et halvt svar")
    assert not Note.objects.exists()


def test_without_javascript_everything_is_there_too(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna, java_script_enabled=False)
    page.goto(address(thread))
    write_note(page, "@bo uden script")
    expect(page.locator(".internal .mention")).to_have_text("@Bo Lindskov")
    page.click(".own__remind > summary")
    page.click(".own__quick button >> nth=0")
    expect(page.locator(".own__reminder")).to_be_visible()
    assert Reminder.objects.get().user == cast.anna


def test_a_reminder_comes_and_goes_without_the_page_moving_on(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    page.click(".own__remind > summary")
    page.check("[name=for_all]")
    page.click(".own__quick button >> nth=0")
    expect(page.locator(".own__reminder")).to_be_visible()
    assert Reminder.objects.get().user is None
    page.click(".own__reminder button")
    expect(page.locator(".own__reminder")).to_have_count(0)


def test_what_is_typed_at_once_lands_in_the_note(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    """Not in the single keys, of which one finishes the thread."""
    page = open_page(cast.anna)
    page.goto(address(thread))
    at_once = """opener => {
        opener.click();
        const key = { key: "e", bubbles: true, cancelable: true };
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", key));
    }"""
    page.locator(".notes__write > summary").evaluate(at_once)
    expect(page.locator(NOTE)).to_be_focused()
    page.keyboard.type("Hej")
    expect(page.locator(NOTE)).to_have_value("Hej")
    assert Thread.objects.get(pk=thread.pk).finished_at is None


def test_notes_are_not_on_paper(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    page = open_page(cast.anna)
    page.goto(address(thread))
    write_note(page, "Kun for os")
    expect(page.locator(".internal")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".internal")).to_be_hidden()
    expect(page.locator(".message").first).to_be_visible()


def test_axe_finds_nothing_in_the_lists(open_page: OpenPage, cast: Cast, thread: Thread) -> None:
    add_note(user=cast.bo, thread=thread, text="@anna ser du på det?")
    Reminder.objects.create(thread=thread, set_by=cast.bo, due_on="2020-01-01")
    anna = open_page(cast.anna)
    found = []
    for url in ("/naevnt/", f"{inbox(cast.social_psychiatry)}paamindelser/", inbox(cast.social_psychiatry)):
        anna.goto(url)
        found += looked_at(anna, url)
    assert found == []


@languages
def test_axe_finds_nothing_at_the_thread(open_page: OpenPage, cast: Cast, thread: Thread, language: str) -> None:
    speaking(language)
    add_note(user=cast.bo, thread=thread, text="@anna ser du på det?")
    be_present(user=cast.bo, thread=thread, writing=True)
    Reminder.objects.create(thread=thread, set_by=cast.bo, due_on="2020-01-01")
    anna = open_page(cast.anna)
    anna.goto(address(thread))
    expect(anna.locator(".presence__writing")).to_be_visible()
    anna.click(".notes__write > summary")
    anna.keyboard.type("Hej @")
    expect(anna.locator("[data-naming]")).to_be_visible()
    anna.evaluate("document.querySelector('.own__remind').open = true")
    found = looked_at(anna, "thread, naming and reminding")
    anna.goto("/profil/")
    anna.keyboard.press("?")
    expect(anna.locator("#keys")).to_be_visible()
    assert [*found, *looked_at(anna, "keys")] == []
