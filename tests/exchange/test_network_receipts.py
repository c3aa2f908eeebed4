"""Receipts of the network: a refusal fails the delivery, anything else is only noted (transport.md 1.6 and 2.5)."""

from __future__ import annotations

import pytest

from correspondence.letters.envelope.vans import ReceiptKind
from correspondence.models import Delivery, RawDelivery
from correspondence.states import DeliveryState, Failure, RawState, Step
from portal import clock
from tests.correspondence.outside import come, letter_to
from tests.exchange.sent import OK, START, answer, minutes, receipt, steps, work, write

WORDS = "Ukendt modtager"


@pytest.fixture
def sent(cast):
    return work(write(cast))


@pytest.mark.parametrize("kind", [ReceiptKind.NEGATIVE, ReceiptKind.NEGATIVE_VANS])
def test_a_refusal_by_the_network_is_told_with_its_words(sent, kind):
    failed = receipt(sent, kind, text=WORDS)
    assert (failed.state, failed.failure) == (DeliveryState.FAILED, Failure.NETWORK)
    assert WORDS in failed.error
    assert failed.events.last().detail == WORDS
    assert failed.message.thread.has_failed_delivery


def test_a_positive_receipt_is_noted_and_nothing_more(sent):
    noted = receipt(sent, ReceiptKind.POSITIVE)
    assert noted.state == DeliveryState.AWAITING
    assert steps(noted)[-1] == Step.PASSED_ON
    raw = RawDelivery.objects.get()
    assert (raw.state, raw.kind) == (RawState.MATCHED, "NetworkReceipt")


def test_a_refusal_of_an_earlier_transmission_does_not_stop_the_newer_one(sent):
    first = str(sent.envelope_id)
    work(sent, START + minutes(30))
    late = receipt(sent, ReceiptKind.NEGATIVE_VANS, envelope_id=first, text=WORDS, at=START + minutes(31))
    assert late.state == DeliveryState.AWAITING
    assert steps(sent)[-1] == Step.IGNORED


def test_a_refusal_after_the_acknowledgement_changes_nothing(sent):
    answer(sent, OK)
    assert receipt(sent, ReceiptKind.NEGATIVE, text=WORDS).state == DeliveryState.DELIVERED


def test_an_acknowledgement_after_the_refusal_is_believed(sent):
    receipt(sent, ReceiptKind.NEGATIVE, text=WORDS)
    assert answer(sent, OK).state == DeliveryState.DELIVERED


def test_a_refused_acknowledgement_of_ours_is_shown_to_the_operator(cast):
    with clock.at(START):
        come(letter_to(cast.social_psychiatry))
    ours = work(Delivery.objects.get())
    assert ours.state == DeliveryState.DONE
    refused = receipt(ours, ReceiptKind.NEGATIVE_VANS, text=WORDS)
    assert (refused.state, refused.failure) == (DeliveryState.FAILED, Failure.NETWORK)


def test_a_receipt_for_nothing_of_ours_waits_with_its_reason(sent):
    Delivery.objects.filter(pk=sent.pk).update(envelope_id="00000000-0000-4000-8000-000000000000")
    sent.events.update(envelope_id=None)
    path_id = sent.envelope_id
    receipt(sent, ReceiptKind.POSITIVE, envelope_id=str(path_id))
    raw = RawDelivery.objects.get()
    assert (raw.state, raw.issues[0]["rule"]) == (RawState.REJECTED, "network_receipt_is_about_ours")
