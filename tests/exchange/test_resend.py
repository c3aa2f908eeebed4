"""No acknowledgement in time: sent again, at most twice, then people are told (transport.md 2.2 and 2.4)."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest

from correspondence.exchange.outbound import BACK_OFF
from correspondence.exchange.transports import TransportDown
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.letters.carecommunication.renew import renew
from correspondence.states import DeliveryState, Failure, Step
from tests.correspondence.outside import HOSPITAL, sent_letter
from tests.exchange.sent import FATAL, OK, START, TRANSIENT, answer, envelopes, minutes, steps, work, write


@pytest.fixture
def sent(cast):
    return work(write(cast))


def test_a_message_waits_for_its_acknowledgement(sent):
    assert (sent.state, sent.due_at) == (DeliveryState.AWAITING, START + minutes(30))
    assert work(sent, START + minutes(29)).state == DeliveryState.AWAITING
    assert len(envelopes()) == 1


def test_after_thirty_minutes_it_is_sent_again(sent):
    again = work(sent, START + minutes(30))
    assert (again.state, again.resends, again.due_at) == (DeliveryState.AWAITING, 1, START + minutes(60))
    assert steps(again) == [Step.WRITTEN, Step.SENT, Step.TIMEOUT, Step.RESENT]


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_a_resend_differs_only_in_bundle_id_envelope_id_and_times(cast, syntax):
    delivery = work(write(cast, syntax=syntax))
    work(delivery, START + minutes(31))
    first, second = envelopes()
    assert first.envelope_id != second.envelope_id
    assert first.sent_at() < second.sent_at()
    assert first.message_id == second.message_id
    expected = renew(
        first.data, syntax=syntax, bundle_id=delivery.bundle_id, timestamp=(START + minutes(31)).isoformat()
    )
    assert second.data == expected != first.data


def test_a_resend_has_the_times_of_sending_it(sent):
    work(sent, START + minutes(45))
    second = json.loads(envelopes()[1].data)
    at = (START + minutes(45)).isoformat()
    (own,) = [one["resource"] for one in second["entry"] if one["resource"]["resourceType"] == "Provenance"]
    assert (second["timestamp"], own["occurredDateTime"], own["recorded"]) == (at, at, at)
    assert sent_letter(sent).segments[0].written == START.isoformat()


def test_after_two_resends_it_has_failed_and_the_thread_says_so(sent):
    for waited in (30, 60, 89):
        assert work(sent, START + minutes(waited)).state == DeliveryState.AWAITING
    given_up = work(sent, START + minutes(90))
    assert (given_up.state, given_up.failure, given_up.resends) == (DeliveryState.FAILED, Failure.SILENCE, 2)
    assert given_up.message.thread.has_failed_delivery
    assert steps(sent)[-1] == Step.GIVEN_UP
    assert len({one.envelope_id for one in envelopes()}) == 3
    assert len({json.loads(one.data)["id"] for one in envelopes()}) == 3


def test_it_is_not_sent_again_for_ever(sent):
    for waited in range(0, 600, 30):
        work(sent, START + minutes(waited))
    assert len(envelopes()) == 3


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_number_of_resends_is_a_setting(sent, settings, number):
    settings.MAX_RESENDS = number
    for waited in range(0, 300, 30):
        work(sent, START + minutes(waited))
    assert len(envelopes()) == 1 + number


def test_a_receiver_reached_through_conversion_has_two_hours(cast, settings):
    settings.CONVERTED_RECEIVERS = [HOSPITAL.gln]
    delivery = work(write(cast))
    assert work(delivery, START + minutes(119)).resends == 0
    assert work(delivery, START + minutes(120)).resends == 1


def test_after_a_transient_error_it_waits_as_long_again(sent):
    assert answer(sent, TRANSIENT, at=START + minutes(5)).state == DeliveryState.RETRY
    assert work(sent, START + minutes(34)).state == DeliveryState.RETRY
    again = work(sent, START + minutes(35))
    assert (again.state, again.resends) == (DeliveryState.AWAITING, 1)


def test_transient_errors_and_silence_count_together(sent):
    answer(sent, TRANSIENT, at=START + minutes(1))
    work(sent, START + minutes(31))
    work(sent, START + minutes(61))
    answer(sent, TRANSIENT, at=START + minutes(62))
    given_up = work(sent, START + minutes(92))
    assert (given_up.state, given_up.resends) == (DeliveryState.FAILED, 2)


def test_a_repeated_transient_error_does_not_put_it_off(sent):
    for waited in (5, 20, 34):
        answer(sent, TRANSIENT, at=START + minutes(waited))
    assert work(sent, START + minutes(35)).resends == 1


def test_a_refusal_ends_it(sent):
    assert answer(sent, FATAL, at=START + minutes(5)).failure == Failure.REFUSED
    work(sent, START + minutes(60))
    assert len(envelopes()) == 1


@pytest.mark.parametrize("waited", [10, 40, 70, 95, 60 * 24 * 3])
def test_a_late_ok_is_believed_whenever_it_comes(sent, waited):
    for passed in range(0, min(waited, 120), 30):
        work(sent, START + minutes(passed))
    delivered = answer(sent, OK, at=START + minutes(waited))
    assert delivered.state == DeliveryState.DELIVERED
    assert not delivered.failure
    delivered.message.thread.refresh_from_db()
    assert not delivered.message.thread.has_failed_delivery
    before = len(envelopes())
    work(sent, START + minutes(waited + 300))
    assert len(envelopes()) == before


def test_ok_while_the_resend_waits_for_the_network_stops_it(sent, monkeypatch):
    monkeypatch.setattr(FolderTransport, "send", down)
    waiting = work(sent, START + minutes(31))
    assert (waiting.state, waiting.resends) == (DeliveryState.QUEUED, 1)
    assert answer(sent, OK, at=START + minutes(32)).state == DeliveryState.DELIVERED
    monkeypatch.undo()
    work(sent, START + minutes(60))
    assert len(envelopes()) == 1


def down(*_):
    raise TransportDown("nobody there")


def test_while_the_transport_is_down_it_waits_longer_and_longer_and_counts_nothing(cast, monkeypatch):
    monkeypatch.setattr(FolderTransport, "send", down)
    delivery, now, waits = write(cast), START, []
    for _ in range(6):
        delivery = work(delivery, now)
        assert (delivery.state, delivery.resends) == (DeliveryState.QUEUED, 0)
        waits.append(delivery.due_at - now)
        now = delivery.due_at
    assert waits == [*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]]
    assert steps(delivery) == [Step.WRITTEN, Step.WAITING]
    monkeypatch.undo()
    assert work(delivery, now).state == DeliveryState.AWAITING
    assert delivery.sent_at == now
    assert delivery.due_at == now + timedelta(minutes=30)


def test_while_one_transport_is_down_a_round_tries_it_once(cast, monkeypatch):
    tried = []

    def send(*_):
        tried.append(1)
        raise TransportDown("nobody there")

    monkeypatch.setattr(FolderTransport, "send", send)
    first, second = write(cast), write(cast)
    work(first)
    assert tried == [1]
    for one in (first, second):
        one.refresh_from_db()
        assert one.state == DeliveryState.QUEUED


def test_a_document_that_is_gone_fails_visibly_and_stops_nobody(cast):
    from django.core.files.storage import default_storage

    lost, other = work(write(cast)), work(write(cast))
    default_storage.delete(lost.stored_as)
    work(lost, START + minutes(31))
    other.refresh_from_db()
    assert (lost.state, lost.failure) == (DeliveryState.FAILED, Failure.FAULT)
    assert (other.state, other.resends) == (DeliveryState.AWAITING, 1)


ANSWERS = [one for length in (1, 2, 3) for one in itertools.product([OK, FATAL, TRANSIENT], repeat=length)]


@pytest.mark.parametrize("codes", ANSWERS, ids=lambda codes: ", ".join(codes))
def test_late_answers_in_every_order(sent, codes):
    """``ok`` is believed whenever it comes and nothing takes it back; a refusal is not softened by "try later"."""
    for waited, code in enumerate(codes):
        answer(sent, code, at=START + minutes(waited))
    wanted = DeliveryState.DELIVERED if OK in codes else DeliveryState.FAILED if FATAL in codes else DeliveryState.RETRY
    assert sent.state == wanted
    sent.message.thread.refresh_from_db()
    assert sent.message.thread.has_failed_delivery == (wanted == DeliveryState.FAILED)
