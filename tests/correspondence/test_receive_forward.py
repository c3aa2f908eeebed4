"""Something is passed on to us: a thread of its own, with the history it carries."""

from __future__ import annotations

from correspondence.models import Direction, Thread
from correspondence.states import RawState
from tests.cast import thread_in
from tests.correspondence.outside import (
    HOSPITAL,
    PDF,
    PLAN,
    PRACTICE,
    come,
    forward_of,
    here,
    letter_to,
    reply_to,
    texts,
)


def forwarded(cast, **changes):
    """The practice's message to the hospital, forwarded by the hospital to Fjordby."""
    original = letter_to(cast.social_psychiatry, sender=PRACTICE, receiver=HOSPITAL, text="Fra lægen", **changes)
    return forward_of(original, sender=HOSPITAL, receiver=here(cast.social_psychiatry), text="Se nedenfor")


def test_a_forward_opens_a_thread_with_everything_it_carries(cast):
    letter = forwarded(cast)
    assert come(letter).state == RawState.ACCEPTED
    thread = thread_in(cast.social_psychiatry)
    assert (thread.latest_kind, thread.other_party.name) == ("forward-message", "Sygehus Syd")
    assert texts(thread) == ["Fra lægen", "Se nedenfor"]
    assert [one.organisation.name for one in thread.messages.all()] == ["Lægehuset Havnen", "Sygehus Syd"]


def test_the_files_of_a_forward_come_along(cast):
    come(forwarded(cast, attachments=(PLAN,)))
    attachment = thread_in(cast.social_psychiatry).segments.get(text="").attachment
    assert (attachment.title, attachment.size) == ("Udskrivningsplan", len(PDF))


def test_a_forward_of_a_forward_keeps_the_whole_chain(cast):
    second = forwarded(cast)
    again = forward_of(second, sender=HOSPITAL, receiver=here(cast.psychiatry), text="Videre", written=LATER)
    come(again)
    thread = thread_in(cast.psychiatry)
    assert texts(thread) == ["Fra lægen", "Se nedenfor", "Videre"]
    assert [one.activity for one in thread.messages.all()] == ["new-message", "forward-message", "forward-message"]
    assert [one.direction for one in thread.messages.all()] == [Direction.CARRIED, Direction.CARRIED, "in"]


def test_the_same_message_forwarded_to_two_mailboxes_is_two_threads(cast):
    original = letter_to(cast.social_psychiatry, sender=PRACTICE, receiver=HOSPITAL)
    for box in (cast.social_psychiatry, cast.psychiatry):
        come(forward_of(original, sender=HOSPITAL, receiver=here(box)))
    assert Thread.objects.count() == 2


def test_a_thread_we_know_can_be_forwarded_to_us(cast):
    """The forward is a new thread beside the old one; both hold the same segment."""
    original = letter_to(cast.social_psychiatry)
    come(original)
    assert come(forward_of(original, text="Igen")).state == RawState.ACCEPTED
    assert Thread.objects.filter(mailbox=cast.social_psychiatry).count() == 2
    assert texts(thread_in(cast.social_psychiatry)) == ["Bruno udskrives fredag.\nHar I en plads?", "Igen"]


def test_a_reply_in_a_forwarded_thread_stays_there(cast):
    letter = forwarded(cast)
    come(letter)
    come(reply_to(letter, text="Og en ting til", written=LATER))
    thread = Thread.objects.get()
    assert texts(thread) == ["Fra lægen", "Se nedenfor", "Og en ting til"]


LATER = "2025-03-04T09:00:00+01:00"
