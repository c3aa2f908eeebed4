"""The thread's page asks little, and shows all the same whatever there is."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.actions.assign import assign
from correspondence.actions.draft import Written, save_draft
from correspondence.actions.note import add_note
from correspondence.actions.presence import be_present
from correspondence.actions.read import read_notes, read_thread
from correspondence.models import Delivery, DeliveryEvent, DraftKind, Party, ReadPosition, Reminder, Thread
from correspondence.queries import thread as thread_queries
from correspondence.queries.thread import KEPT_AT_MOST, SEGMENTS_KEPT, shown_messages
from correspondence.states import DeliveryState, Failure, Step
from portal import clock
from portal.models import User
from portal.templatetags import shown
from tests.cast import Cast, answer, thread_in, write
from tests.correspondence.outside import PLAN, come, letter_to
from tests.teamwork.crew import make_reader

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 24


@pytest.fixture
def thread(cast: Cast) -> Thread:
    come(letter_to(cast.social_psychiatry, attachments=(PLAN,)))
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def annas(client: Client, cast: Cast, settings: Any) -> Client:
    settings.DEBUG = False
    client.force_login(cast.anna)
    return client


def begin_draft(user: User, thread: Thread, text: str) -> None:
    written = Written(user, thread.mailbox, DraftKind.REPLY, thread)
    save_draft(written, token=uuid4(), fields={"text": text}, files={})


def page_of(client: Client, thread: Thread) -> str:
    return client.get(reverse("thread", args=[thread.pk])).content.decode()


def test_a_thread_that_is_read_again_asks_little(annas: Client, thread: Thread) -> None:
    page_of(annas, thread)
    with CaptureQueriesContext(connection) as asked:
        page_of(annas, thread)
    assert len(asked) <= MOST_STATEMENTS, [one["sql"][:80] for one in asked]
    written = [one["sql"] for one in asked if not one["sql"].startswith("SELECT")]
    assert [sql.split('"')[1] for sql in written] == ["portal_auditevent"]


def test_reading_is_one_statement_more(annas: Client, cast: Cast, thread: Thread) -> None:
    page_of(annas, thread)
    Thread.objects.filter(pk=thread.pk).update(latest_received=7)
    with CaptureQueriesContext(connection) as asked:
        page_of(annas, thread)
    assert len([one for one in asked if "INSERT" in one["sql"]]) == 2
    assert ReadPosition.objects.get(user=cast.anna, thread=thread).message == 7


def test_what_there_is_is_shown(annas: Client, cast: Cast, thread: Thread) -> None:
    bare = page_of(annas, thread)
    add_note(user=cast.bo, thread=thread, text="Kun for os.")
    assign(user=cast.bo, threads=Thread.objects.filter(pk=thread.pk), assignee=cast.anna)
    Reminder.objects.create(thread=thread, user=cast.anna, set_by=cast.anna, due_on=clock.now().date())
    be_present(user=cast.bo, thread=thread, writing=False)
    begin_draft(cast.bo, thread, "Hej")
    full = page_of(annas, thread)
    for words in ("Kun for os.", "Samtalens historik", "own__reminder--due", "presence__writing"):
        assert (words in bare, words in full) == (False, True), words


def test_the_user_s_own_draft_is_in_the_form(annas: Client, cast: Cast, thread: Thread) -> None:
    for words, author in (("Bos", cast.bo), ("Annas", cast.anna)):
        begin_draft(author, thread, f"{words} ord")
    page = page_of(annas, thread)
    assert "Annas ord" in page
    assert "Bos ord" not in page


def test_notes_are_seen_where_nothing_came_in(annas: Client, cast: Cast, thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(latest_received=0)
    add_note(user=cast.bo, thread=thread, text="Kun for os.")
    new = 'class="badge badge-info"'
    assert new in page_of(annas, thread)
    assert new not in page_of(annas, thread)
    assert ReadPosition.objects.get(user=cast.anna, thread=thread).message == 0


def test_of_two_pages_read_at_once_the_one_that_has_shown_more_counts(cast: Cast, thread: Thread) -> None:
    early = Thread.objects.get(pk=thread.pk)
    Thread.objects.filter(pk=thread.pk).update(latest_received=6)
    late = Thread.objects.get(pk=thread.pk)
    for one in (late, early):
        read_thread(user=cast.anna, thread=one, before=0)
    assert ReadPosition.objects.get(user=cast.anna, thread=thread).message == 6
    for newest in (7, 5):
        read_notes(user=cast.anna, thread=thread, newest=newest)
    assert ReadPosition.objects.get(user=cast.anna, thread=thread).note == 7


def test_a_message_that_is_queued_meanwhile_disturbs_nothing(
    annas: Client, cast: Cast, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody sends between the query for the deliveries and that for their events."""
    answer(cast.anna, thread)
    asked = thread_queries._of

    def meanwhile(rows: Any, *rest: Any) -> Any:
        found = list(asked(rows, *rest))
        if rows is thread_queries._DELIVERIES:
            answer(cast.bo, thread, text="Og lidt til.")
        return found

    monkeypatch.setattr(thread_queries, "_of", meanwhile)
    assert "Tak for beskeden." in page_of(annas, thread)


def test_a_third_unit_in_the_thread_has_its_name(annas: Client, thread: Thread) -> None:
    third = Party.objects.create(sor_code="123", gln="456", name="En tredje enhed")
    thread.segments.update(organisation=third)
    assert "En tredje enhed" in page_of(annas, thread)
    thread.segments.update(organisation=thread.other_party)
    assert "En tredje enhed" not in page_of(annas, thread)
    thread.messages.update(receiver=third)
    assert "En tredje enhed" in page_of(annas, thread)


def test_a_message_is_drawn_once_and_again_when_it_has_changed(
    annas: Client, cast: Cast, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(cast.anna, thread)
    page_of(annas, thread)  # now it is read
    drawn, draw = [], shown.render_to_string

    def noted(name: str, told: dict[str, Any]) -> str:
        drawn.append(name)
        return draw(name, told)

    monkeypatch.setattr(shown, "render_to_string", noted)
    shown._drawn_lately.cache_clear()
    for _again in range(2):
        page_of(annas, thread)
        assert drawn.count("components/message.html") == 2
    delivery = Delivery.objects.get(message__thread=thread)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DELIVERED, settled_at=clock.now())
    DeliveryEvent.objects.create(delivery=delivery, kind=Step.OK, at=clock.now())
    assert "delivery--ok" in page_of(annas, thread)
    assert drawn.count("components/message.html") == 3


def test_what_can_be_done_about_a_failure_carries_this_page_s_token(annas: Client, cast: Cast, thread: Thread) -> None:
    answer(cast.anna, thread)
    Delivery.objects.filter(message__thread=thread).update(state=DeliveryState.FAILED, failure=Failure.SILENCE)
    page = page_of(annas, thread)
    forms = re.findall(r'<form method="post" action="/forsendelse/[^"]*"[^>]*>.*?</form>', page, re.S)
    tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    assert len(forms) == 2
    assert len(tokens) == 1
    assert all(tokens.copy().pop() in form for form in forms)


def test_what_is_long_is_not_kept(annas: Client, thread: Thread) -> None:
    assert [one.kept for one in shown_messages(thread, read_to=0).messages] == [True]
    thread.segments.filter(attachment=None).update(html="<p>x</p>" * KEPT_AT_MOST)
    assert [one.kept for one in shown_messages(thread, read_to=0).messages] == [False]
    assert page_of(annas, thread).count("<p>x</p>") == KEPT_AT_MOST


def test_what_has_many_files_is_not_kept(thread: Thread) -> None:
    segment = thread.segments.filter(attachment=None).get()
    for number in range(SEGMENTS_KEPT):
        segment.pk, segment.identifier = None, f"segment-{number}"
        segment.save()
    assert [one.kept for one in shown_messages(thread, read_to=0).messages] == [False]


def test_a_reader_and_a_writer_each_get_their_own_drawing(annas: Client, cast: Cast, thread: Thread) -> None:
    assert "?besked=" in page_of(annas, thread)
    make_reader(cast.anna)
    assert "?besked=" not in page_of(annas, thread)


def test_each_language_its_own_drawing(annas: Client, cast: Cast, thread: Thread) -> None:
    write(cast)
    danish = page_of(annas, thread)
    cast.anna.language = "en"
    cast.anna.save()
    english = page_of(annas, thread)
    assert ("Modtaget" in danish, "Modtaget" in english) == (True, False)
