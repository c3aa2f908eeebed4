"""Messages that overtake one another (carecommunication.md section 3): nothing lost, nothing twice, all in order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from correspondence.letters.letter import moment
from correspondence.models import Direction, Message, Segment
from correspondence.states import RawState
from portal.moments import moment_words
from tests.cast import thread_in
from tests.correspondence.outside import HOSPITAL, again, answers, come, from_us, here, letter_to, reply_to, texts


@pytest.fixture
def original(cast):
    return letter_to(cast.social_psychiatry, text="Først")


@pytest.fixture
def second(original):
    """The hospital writes once more before anybody has answered."""
    return reply_to(original, text="Så")


def unread(cast, client) -> bool:
    client.force_login(cast.anna)
    return "row--unread" in client.get(reverse("mailbox", args=[cast.social_psychiatry.pk])).content.decode()


def read(cast, client) -> str:
    client.force_login(cast.anna)
    page = client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk]))
    return page.content.decode()


def test_a_reply_before_its_original_opens_the_thread_with_both_texts(cast, original, second):
    assert come(second).state == RawState.ACCEPTED
    thread = thread_in(cast.social_psychiatry)
    assert texts(thread) == ["Først", "Så"]
    assert list(thread.messages.values_list("direction", flat=True)) == [Direction.CARRIED, Direction.RECEIVED]


def test_the_original_after_its_reply_adds_nothing_twice(cast, original, second):
    come(second)
    raw = come(original)
    assert (raw.state, raw.code) == (RawState.ACCEPTED, "ok")
    thread = thread_in(cast.social_psychiatry)
    assert texts(thread) == ["Først", "Så"]
    assert list(thread.messages.values_list("direction", flat=True)) == [Direction.RECEIVED] * 2
    assert (Message.objects.count(), Segment.objects.count()) == (2, 2)


def test_both_are_answered(cast, original, second):
    come(second)
    come(original)
    assert [one.response_to for one in answers()] == [second.message_header_id, original.message_header_id]


def test_a_late_message_marks_the_thread_unread_again(cast, client, original, second):
    come(second)
    read(cast, client)
    assert not unread(cast, client)
    come(original)
    assert unread(cast, client)
    read(cast, client)
    assert not unread(cast, client)


def test_a_late_message_with_a_text_of_its_own_is_shown_as_unread(cast, client, original):
    come(original)
    come(reply_to(original, text="Nummer to"))
    read(cast, client)
    late = reply_to(original, text="Forsinket", written="2025-03-03T14:30:00+01:00")
    come(late)
    assert unread(cast, client)
    assert texts(thread_in(cast.social_psychiatry)) == ["Først", "Forsinket", "Nummer to"]


def test_a_message_known_from_a_later_one_says_so(cast, client, second):
    come(second)
    assert "known from a later message" in read(cast, client) or "kendes fra en senere besked" in read(cast, client)


def test_a_late_original_does_not_change_what_the_inbox_says_of_the_thread(cast, original):
    newer = reply_to(original, topic="Nyt emne")
    come(newer)
    come(original)
    thread = thread_in(cast.social_psychiatry)
    assert (thread.topic, thread.latest_kind) == ("Nyt emne", "reply-message")


def test_a_duplicate_of_a_late_original_is_still_a_duplicate(cast, original, second):
    for letter in (second, original):
        come(letter)
    assert come(again(original)).state == RawState.DUPLICATE


def test_two_answers_to_the_same_message_stand_in_one_thread_with_what_they_answer(cast, client, original):
    come(original)
    come(from_us(cast.social_psychiatry, original, sender=HOSPITAL, receiver=here(cast.social_psychiatry), text="A"))
    come(reply_to(original, text="B", written="2025-03-03T15:01:00+01:00"))
    page = read(cast, client)
    assert texts(thread_in(cast.social_psychiatry)) == ["Først", "A", "B"]
    assert page.count(f"Hanne Skov, {moment_words(moment(original.segments[0].written))}") == 2


def test_equal_times_put_the_initiator_first_whatever_came_first(cast, original):
    """carecommunication.md section 3: "equal timestamps: the initiator's first, then the replier's"."""
    ours = from_us(cast.social_psychiatry, original, text="Vores", written=original.segments[0].written)
    last = reply_to(original, ours, text="Sidst", sender=HOSPITAL, receiver=original.receiver)
    come(last)
    assert texts(thread_in(cast.social_psychiatry)) == ["Først", "Vores", "Sidst"]


def test_equal_times_with_the_original_last_to_come(cast, original):
    twin = reply_to(original, text="Samtidig", written=original.segments[0].written)
    come(twin)
    come(original)
    assert texts(thread_in(cast.social_psychiatry)) == ["Først", "Samtidig"]


def test_times_in_different_zones_are_ordered_by_the_instant(cast, original):
    come(original)
    come(reply_to(original, text="Tidligere", written="2025-03-03T13:04:59Z"))
    assert texts(thread_in(cast.social_psychiatry)) == ["Tidligere", "Først"]


def test_a_carried_text_keeps_the_time_it_was_written(cast, second, original):
    come(second)
    assert thread_in(cast.social_psychiatry).segments.first().written == original.segments[0].written


def test_nobody_can_add_a_text_to_a_message_already_here(cast, original):
    """A carried segment that claims to belong to a message we have is shown with the one that brought it."""
    come(original)
    ours = from_us(cast.social_psychiatry, original, text="Svar")
    forged = replace(original.segments[0], identifier="urn:uuid:" + "0" * 8 + "-0000-4000-8000-" + "0" * 12, text="Fup")
    history = tuple(
        replace(entry, segments=(*entry.segments, forged.identifier))
        if entry.message_header_id == original.message_header_id
        else entry
        for entry in ours.history
    )
    forgery = replace(ours, sender=HOSPITAL, receiver=here(cast.social_psychiatry), history=history)
    come(replace(forgery, segments=(*ours.segments, forged)))
    message = Segment.objects.get(text="Fup").message
    assert message.message_header_id == ours.message_header_id
