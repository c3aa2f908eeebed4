"""We fail on a message: its sender is told to wait, and is told ``ok`` when it has come in after all (rule KR5)."""

from __future__ import annotations

import pytest

from correspondence.actions import receive as receiving
from correspondence.actions.retry import retry_raw, set_aside_raw
from correspondence.exchange.inbound import MAX_CLAIMS, process, process_waiting
from correspondence.letters.envelope import vans
from correspondence.models import Delivery, Mailbox, Message, RawDelivery, Receipt
from correspondence.states import RawState
from portal import clock
from portal.models import AuditEvent
from tests.correspondence.outside import (
    NOBODY,
    acknowledge_for,
    again,
    answers,
    come,
    in_envelope,
    letter_to,
    new_id,
    reply_to,
    resources,
    tree_of,
)
from tests.exchange.sent import START, minutes, work, write


@pytest.fixture
def broken(monkeypatch):
    def breaks(*_):
        raise RuntimeError

    monkeypatch.setattr(receiving, "file_letter", breaks)
    return monkeypatch


def retried(cast, raw):
    assert retry_raw(user=cast.ivan, raw=raw)
    process_waiting()
    raw.refresh_from_db()
    return raw


def test_a_fault_of_ours_is_answered_with_a_transient_error(cast, broken):
    raw = come(letter_to(cast.social_psychiatry))
    assert (raw.state, raw.code) == (RawState.FAILED, "transient-error")
    (answer,) = answers()
    assert (answer.code, answer.response_to) == ("transient-error", raw.message_header_id)
    assert [one.code for one in answer.issues] == ["MSG_Mailbox_Out_Of_Operation"]


def test_when_it_comes_in_after_all_the_answer_is_ok(cast, broken):
    raw = come(letter_to(cast.social_psychiatry))
    broken.undo()
    assert retried(cast, raw).state == RawState.ACCEPTED
    first, second = answers()
    assert (first.code, second.code) == ("transient-error", "ok")
    assert first.message_header_id != second.message_header_id
    receipt = Receipt.objects.get()
    assert (receipt.code, receipt.message) == ("ok", Message.objects.get())


def test_failing_again_says_nothing_new(cast, broken):
    raw = come(letter_to(cast.social_psychiatry))
    assert retried(cast, raw).state == RawState.FAILED
    assert len(answers()) == 1


def test_the_resent_message_comes_in_and_the_failed_document_is_its_duplicate(cast, broken):
    letter = letter_to(cast.social_psychiatry)
    raw = come(letter)
    broken.undo()
    assert come(again(letter)).state == RawState.ACCEPTED
    assert retried(cast, raw).state == RawState.DUPLICATE
    assert [one.code for one in answers()] == ["transient-error", "ok", "ok"]
    assert Message.objects.count() == 1


def test_the_resent_message_that_fails_too_is_answered_alike(cast, broken):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    come(again(letter))
    first, second = answers()
    assert (first.code, first.message_header_id) == (second.code, second.message_header_id)


def test_what_names_no_sender_is_not_answered(cast, broken):
    tree = tree_of(letter_to(cast.social_psychiatry))
    resources(tree, "MessageHeader")[0].pop("id")
    come(tree)
    assert answers() == []


def test_nothing_is_answered_before_the_message_is_committed(cast, monkeypatch):
    monkeypatch.setattr(receiving.audit, "event", lambda *_, **__: 1 / 0)
    come(letter_to(cast.social_psychiatry))
    assert [one.code for one in answers()] == ["transient-error"]
    assert not Message.objects.exists()


def test_when_even_answering_fails_the_document_waits_for_the_operator(cast, broken, monkeypatch):
    monkeypatch.setattr(receiving, "queue_acknowledgement", lambda **_: 1 / 0)
    raw = come(letter_to(cast.social_psychiatry))
    assert (raw.state, raw.code) == (RawState.FAILED, "")
    assert not Receipt.objects.exists()


def test_a_document_that_takes_every_worker_with_it_is_left_alone(cast, settings):
    raw = come(letter_to(cast.social_psychiatry))
    for attempt in range(1, MAX_CLAIMS + 1):
        RawDelivery.objects.filter(pk=raw.pk).update(state=RawState.CLAIMED, claimed_at=START, attempts=attempt)
        with clock.at(START + minutes(settings.CLAIM_MINUTES + 1)):
            taken = process_waiting()
        assert taken == (attempt < MAX_CLAIMS)
    raw.refresh_from_db()
    assert (raw.state, raw.error) == (RawState.FAILED, "WorkerDied")


def test_what_belongs_to_nobody_was_answered_and_stays_refused(cast):
    letter = letter_to(cast.social_psychiatry, receiver=NOBODY)
    raw = come(letter)
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert not retry_raw(user=cast.ivan, raw=raw)


def test_what_was_never_answered_can_be_tried_again(cast):
    """An acknowledgement whose message we did not know when it came, because that was not committed yet."""
    delivery = work(write(cast))
    Delivery.objects.filter(pk=delivery.pk).update(receiver_gln="1")
    raw = come(acknowledge_for(delivery))
    assert (raw.state, raw.code) == (RawState.REJECTED, "")
    Delivery.objects.filter(pk=delivery.pk).update(receiver_gln=delivery.receiver_gln)
    assert retried(cast, raw).state == RawState.MATCHED


def test_what_is_set_aside_is_kept_and_can_come_back(cast):
    raw = come(b"{")
    assert set_aside_raw(user=cast.ivan, raw=raw)
    assert not set_aside_raw(user=cast.ivan, raw=raw)
    raw.refresh_from_db()
    assert raw.state == RawState.SET_ASIDE
    assert retried(cast, raw).state == RawState.REJECTED
    told = AuditEvent.objects.filter(action__startswith="raw.", subject_id=str(raw.pk)).order_by("pk")
    assert [one.action for one in told] == ["raw.set_aside", "raw.retry"]


def test_the_same_envelope_twice_is_one_message_with_equal_answers(cast):
    document = in_envelope(letter_to(cast.social_psychiatry))
    assert [come(document).state, come(document).state] == [RawState.ACCEPTED, RawState.DUPLICATE]
    first, second = answers()
    assert (first.code, first.message_header_id) == (second.code, second.message_header_id)


def test_the_same_message_in_a_new_envelope_is_a_duplicate(cast):
    letter = letter_to(cast.social_psychiatry)
    come(in_envelope(letter))
    assert come(in_envelope(letter)).state == RawState.DUPLICATE


def test_a_known_envelope_with_another_message_is_refused(cast):
    envelope_id = new_id()
    come(in_envelope(letter_to(cast.social_psychiatry), envelope_id=envelope_id))
    raw = come(in_envelope(letter_to(cast.social_psychiatry), envelope_id=envelope_id.upper()))
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert [one["rule"] for one in raw.issues] == ["envelope_id_is_new"]
    assert Message.objects.count() == 1


def test_an_acknowledgement_in_a_reused_envelope_is_read_all_the_same(cast):
    """Losing an answer would be worse than an operator's slip."""
    envelope_id = new_id()
    come(in_envelope(letter_to(cast.social_psychiatry), envelope_id=envelope_id))
    delivery = work(write(cast))
    envelope = vans.for_acknowledgement(
        acknowledge_for(delivery),
        sender_gln=delivery.receiver_gln,
        receiver_gln=delivery.sender_gln,
        envelope_id=envelope_id,
        message_id=new_id(),
        sent=START.isoformat(),
        code="ok",
    )
    assert come(vans.write(envelope)).state == RawState.MATCHED


def test_who_comes_again_and_again_is_counted(cast):
    letter = letter_to(cast.social_psychiatry)
    for _ in range(4):
        come(again(letter))
    assert Receipt.objects.get().repeats == 3
    assert len(answers()) == 4


def test_retry_of_one_document_does_not_disturb_what_came_later(cast, broken):
    letter = letter_to(cast.social_psychiatry)
    raw = come(letter)
    broken.undo()
    later = reply_to(letter)
    assert come(later).state == RawState.ACCEPTED
    assert retried(cast, raw).state == RawState.ACCEPTED
    assert Message.objects.filter(direction="in").count() == 2
    assert Mailbox.objects.filter(threads__isnull=False).distinct().count() == 1
    assert process(raw) is None
