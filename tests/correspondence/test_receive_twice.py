"""The same message more than once (transport.md 2.3): one message, the same answer every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from correspondence.files import read_document
from correspondence.letters.carecommunication.write import write
from correspondence.models import Delivery, Message, RawDelivery, Receipt, Segment, Thread
from correspondence.states import RawState
from portal import clock
from portal.models import AuditEvent
from tests.cast import thread_in
from tests.cast import write as cecilie_writes
from tests.correspondence.outside import PRACTICE, again, answers, come, invalid, letter_to, new_id, texts


def assert_equal_answers(first, second):
    """Equal in everything that says what became of the message; new in everything about this transmission."""
    for name in ("response_to", "code", "message_header_id", "issues", "sender", "receiver"):
        assert getattr(first, name) == getattr(second, name), name
    assert first.bundle_id != second.bundle_id
    one, two = Delivery.objects.filter(message=None).order_by("created_at")
    assert one.envelope_id != two.envelope_id


@pytest.mark.parametrize("resend", [lambda letter: letter, again], ids=["same bundle", "another bundle"])
def test_a_message_twice_is_one_message_with_two_equal_answers(cast, resend):
    letter = letter_to(cast.social_psychiatry)
    states = [come(letter).state, come(resend(letter)).state]
    assert states == [RawState.ACCEPTED, RawState.DUPLICATE]
    assert (Thread.objects.count(), Message.objects.count(), Segment.objects.count()) == (1, 1, 1)
    assert_equal_answers(*answers())
    assert answers()[0].code == "ok"


@pytest.mark.parametrize("resend", [lambda letter: letter, again], ids=["same bundle", "another bundle"])
def test_an_invalid_message_twice_is_refused_twice_alike(cast, resend):
    letter = invalid(letter_to(cast.social_psychiatry))
    raws = [come(letter), come(resend(letter))]
    assert [raw.state for raw in raws] == [RawState.REJECTED, RawState.DUPLICATE]
    assert [raw.code for raw in raws] == ["fatal-error", "fatal-error"]
    assert_equal_answers(*answers())
    assert answers()[1].issues
    assert not Message.objects.exists()


def test_a_mended_message_under_the_old_id_gets_the_old_answer(cast):
    """transport.md 2.6: negative followed by positive is forbidden for one MessageHeader.id."""
    letter = letter_to(cast.social_psychiatry)
    come(invalid(letter))
    assert come(again(letter)).code == "fatal-error"
    assert not Message.objects.exists()


def test_the_second_answer_has_its_own_times(cast):
    letter = letter_to(cast.social_psychiatry)
    for hour in (13, 14):
        with clock.at(datetime(2025, 3, 3, hour, 6, tzinfo=UTC)):
            come(letter)
    assert [one.timestamp for one in answers()] == ["2025-03-03T14:06:00+01:00", "2025-03-03T15:06:00+01:00"]


def test_other_words_in_a_duplicate_are_not_shown(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    (segment,) = letter.segments
    come(replace(again(letter), segments=(replace(segment, text="Noget helt andet"),)))
    assert texts(thread_in(cast.social_psychiatry)) == [segment.text]


def test_a_duplicate_does_not_mark_the_thread_unread_again(cast, client):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    client.force_login(cast.anna)
    client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk]))
    come(again(letter))
    assert "row--unread" not in client.get(reverse("mailbox", args=[cast.social_psychiatry.pk])).content.decode()


def test_a_known_bundle_id_with_another_message_is_refused(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    raw = come(replace(letter_to(cast.social_psychiatry), bundle_id=letter.bundle_id))
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert [issue["code"] for issue in raw.issues] == ["MSG_DUPLICATE_ID"]
    assert Message.objects.count() == 1
    assert [issue.code for issue in answers()[1].issues] == ["MSG_DUPLICATE_ID"]


def test_the_first_user_of_the_bundle_id_keeps_its_answer(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    come(replace(letter_to(cast.social_psychiatry), bundle_id=letter.bundle_id))
    assert come(letter).code == "ok"


def test_a_known_id_from_another_sender_is_refused_and_the_true_one_stays(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    before = Receipt.objects.values().get()
    stranger = replace(letter_to(cast.social_psychiatry, sender=PRACTICE), message_header_id=letter.message_header_id)
    raw = come(_renamed(stranger, letter))
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert Receipt.objects.values().get() == before
    assert Message.objects.count() == 1
    assert answers()[1].receiver.gln == PRACTICE.gln
    assert AuditEvent.objects.filter(action="message.impostor").count() == 1
    assert come(letter).code == "ok"


def _renamed(letter, other):
    """``letter`` with a Provenance for the id it has taken from ``other``."""
    entry = replace(letter.history[0], message_header_id=other.message_header_id)
    return replace(letter, history=(entry,), bundle_id=new_id())


def test_one_raw_document_is_kept_for_every_arrival(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    come(letter)
    kept = [read_document(raw.stored_as) for raw in RawDelivery.objects.all()]
    assert kept == [write(letter), write(letter)]


def test_a_message_that_names_one_of_ours_as_its_own_is_refused(cast):
    """Our own MessageHeader.ids are known too: nobody can answer under one of them."""
    ours = cecilie_writes(cast, deliver=False)
    stranger = letter_to(cast.psychiatry, sender=PRACTICE)
    entry = replace(stranger.history[0], message_header_id=ours.message_header_id)
    raw = come(replace(stranger, message_header_id=ours.message_header_id, history=(entry,)))
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    ours.refresh_from_db()
    assert ours.direction == "out"
