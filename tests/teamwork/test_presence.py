"""Who else is here, what has happened meanwhile, and unread again."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.actions.draft import Written, save_draft
from correspondence.actions.note import add_note
from correspondence.actions.presence import be_present
from correspondence.exchange.retention import forget_expired
from correspondence.models import DraftKind, Membership, Presence, ReadPosition, Role, ThreadEvent, ThreadStep
from correspondence.queries.presence import at_thread
from correspondence.queries.unread import unread_count
from portal import clock
from portal.models import AuditEvent
from tests.cast import answer, thread_in, write
from tests.correspondence.outside import come, letter_to, reply_to


@pytest.fixture
def letter(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    return letter


@pytest.fixture
def thread(cast, letter):
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def annas(cast, client):
    client.force_login(cast.anna)
    return client


def tell(client, thread, **fields):
    return client.post(reverse("presence", args=[thread.pk]), fields)


def opened(client, thread):
    """What the page that is shown now knows of the thread."""
    return client.get(reverse("thread", args=[thread.pk])).context["presence"].known


def test_who_looks_is_told_to_the_other(cast, annas, thread):
    tell(annas, thread)
    assert at_thread(cast.bo, thread).reading == "Anna Vestergaard har også samtalen åben."
    assert at_thread(cast.anna, thread).reading == ""


def test_who_writes_is_said_loudly_and_once(cast, annas, thread):
    tell(annas, thread, writing="1")
    written = Written(cast.anna, thread.mailbox, DraftKind.REPLY, thread)
    save_draft(written, token=uuid4(), fields={"text": "Vi har"}, files={})
    seen = at_thread(cast.bo, thread)
    assert seen.writing == ["Anna Vestergaard skriver også på et svar i denne samtale. Aftal, hvem der sender."]
    assert seen.reading == ""
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert "senest" in at_thread(cast.bo, thread).writing[0]  # the draft still says so


def test_it_is_stale_after_a_minute_and_forgotten_after_a_day(cast, thread):
    be_present(user=cast.anna, thread=thread, writing=True)
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert at_thread(cast.bo, thread).told.strip() == ""
        be_present(user=cast.bo, thread=thread, writing=False)
    with clock.at(clock.now() + timedelta(days=1, seconds=30)):
        forget_expired()
    assert [one.user for one in Presence.objects.all()] == [cast.bo]


def test_one_row_per_person_and_thread(cast, annas, thread):
    for writing in ("", "1", ""):
        tell(annas, thread, writing=writing)
    assert [(one.user, one.writing) for one in Presence.objects.all()] == [(cast.anna, False)]


def test_a_reader_looks_and_never_writes(cast, annas, thread):
    Membership.objects.filter(user=cast.anna).update(role=Role.READER)
    tell(annas, thread, writing="1")
    assert not Presence.objects.get().writing


def test_sending_ends_the_writing(cast, annas, thread):
    tell(annas, thread, writing="1")
    page = annas.get(reverse("thread", args=[thread.pk]))
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    response = annas.post(reverse("reply", args=[thread.pk]), {**values, "text": "Vi har plads.", "do": "send"})
    assert response.status_code == 302
    assert not Presence.objects.get().writing


def test_the_same_thing_is_said_only_once(cast, annas, thread):
    be_present(user=cast.bo, thread=thread, writing=True)
    first = tell(annas, thread, known=opened(annas, thread))
    assert first.status_code == 200
    assert "Bo Lindskov skriver også" in first.content.decode()
    told = html.unescape(re.search(r'name="told" value="([^"]*)"', first.content.decode()).group(1))
    assert tell(annas, thread, told=told).status_code == 204


def test_what_others_do_is_news_and_what_one_does_oneself_is_not(cast, annas, letter, thread):
    known = opened(annas, thread)
    add_note(user=cast.anna, thread=thread, text="Min egen")
    answer(cast.anna, thread)
    ThreadEvent.objects.create(thread=thread, actor=cast.anna, kind=ThreadStep.FINISHED)
    assert at_thread(cast.anna, thread, known=known).news == []
    come(reply_to(letter))
    add_note(user=cast.bo, thread=thread, text="Bos")
    ThreadEvent.objects.create(thread=thread, actor=cast.bo, kind=ThreadStep.ASSIGNED, detail="Bo Lindskov")
    ThreadEvent.objects.create(thread=thread, kind=ThreadStep.REOPENED)
    shown = tell(annas, thread, known=known).content.decode()
    for words in ("Der er kommet en ny besked.", "Der er en ny intern note.", "Portalen: Åbnet igen."):
        assert words in shown
    assert "Bo Lindskov: Tildelt (Bo Lindskov)." in shown
    assert at_thread(cast.anna, thread, known=opened(annas, thread)).news == []


@pytest.mark.parametrize("known", ["", "x", "1.2.3", "1.2.3.4.5", "-1.0.0.0", "9" * 40 + ".0.0.0", "²..1.1", "\x00"])
def test_a_damaged_mark_is_no_news(annas, thread, known):
    response = tell(annas, thread, known=known)
    assert response.status_code in (200, 204)


def test_the_poll_asks_the_same_however_much_there_is(cast, annas, letter, thread):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            tell(annas, thread, known="1.0.0.0")
        return len(found)

    come(reply_to(letter))
    for user in (cast.bo, cast.gorm):
        be_present(user=user, thread=thread, writing=True)
    ThreadEvent.objects.create(thread=thread, actor=cast.bo, kind=ThreadStep.FINISHED)
    few = asked()
    for number in range(10):
        add_note(user=cast.bo, thread=thread, text=f"Note {number}")
        ThreadEvent.objects.create(thread=thread, actor=cast.bo, kind=ThreadStep.FINISHED)
    assert asked() == few


# Unread


def test_a_thread_can_be_unread_again(cast, annas, thread):
    annas.get(reverse("thread", args=[thread.pk]))
    assert unread_count(cast.anna, thread.mailbox_id) == 0
    response = annas.post(reverse("thread-unread", args=[thread.pk]))
    assert response["Location"] == reverse("mailbox", args=[thread.mailbox_id])
    assert unread_count(cast.anna, thread.mailbox_id) == 1
    assert unread_count(cast.bo, thread.mailbox_id) == 1
    assert [one.user for one in ReadPosition.objects.all()] == [cast.anna]
    assert AuditEvent.objects.filter(action="thread.marked-unread").exists()


def test_where_nothing_came_there_is_nothing_unread(cast, client):
    client.force_login(cast.cecilie)
    sent = write(cast, deliver=False).thread
    assert (
        reverse("thread-unread", args=[sent.pk]) not in client.get(reverse("thread", args=[sent.pk])).content.decode()
    )
    client.post(reverse("thread-unread", args=[sent.pk]))
    assert unread_count(cast.cecilie, sent.mailbox_id) == 0


def test_the_number_stands_in_the_title_and_comes_along_with_the_polls(cast, annas, thread):
    box = reverse("mailbox", args=[thread.mailbox_id])
    assert "<title>(1) Indbakke" in annas.get(box).content.decode()
    assert json.loads(annas.get(f"{box}nyt/")["HX-Trigger"]) == {"unread": {"count": 1}}
    annas.get(reverse("thread", args=[thread.pk]))
    assert json.loads(tell(annas, thread)["HX-Trigger"]) == {"unread": {"count": 0}}
    assert "<title>Indbakke" in annas.get(box).content.decode()
