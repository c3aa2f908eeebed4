"""Two workers and more at the same documents: each is dealt with once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from correspondence.exchange import inbound
from correspondence.exchange.outbound import send_due
from correspondence.exchange.store import store_bytes
from correspondence.exchange.worker import run_round
from correspondence.models import Delivery, DeliveryEvent, Message, RawDelivery, Receipt, Thread
from correspondence.states import DeliveryState, RawState, Step
from portal import clock
from tests.correspondence.outside import again, answers, in_envelope, letter_to, reply_to
from tests.exchange.sent import START, envelopes, minutes, write

pytestmark = pytest.mark.django_db(transaction=True)
COPIES = 50


@pytest.fixture
def everybody(transactional_db):
    from tests.cast import assemble

    return assemble()


def together(work: Callable[[], object], workers: int = 2) -> None:
    """``work`` in so many threads, begun at the same moment."""
    start, faults = threading.Barrier(workers), []

    def one() -> None:
        try:
            start.wait()
            work()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def until_idle() -> None:
    while not run_round().idle:
        pass


def test_fifty_copies_at_once_are_one_message_with_fifty_equal_answers(everybody):
    letter = letter_to(everybody.social_psychiatry)
    for number in range(COPIES):
        store_bytes(in_envelope(again(letter)), transport="test", name=str(number), at=clock.now())
    together(until_idle)
    assert (Thread.objects.count(), Message.objects.count(), Receipt.objects.count()) == (1, 1, 1)
    assert Counter(RawDelivery.objects.values_list("state", flat=True)) == {
        RawState.ACCEPTED: 1,
        RawState.DUPLICATE: COPIES - 1,
    }
    given = answers()
    assert len(given) == COPIES
    assert len({(one.code, one.response_to, one.message_header_id, one.issues) for one in given}) == 1
    assert len({one.bundle_id for one in given}) == COPIES
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
    assert len({one.envelope_id for one in envelopes()}) == COPIES


def test_threads_whose_messages_are_in_the_hands_of_two_workers_are_whole(everybody, monkeypatch):
    """Few at a time, so that both open the same thread at the same moment again and again."""
    monkeypatch.setattr(inbound, "BATCH", 7)
    for number in range(20):
        first = letter_to(everybody.social_psychiatry, text=f"Samtale {number}")
        second = reply_to(first)
        for one in (first, second, reply_to(first, second)):
            store_bytes(in_envelope(one), transport="test", name="one", at=clock.now())
    together(until_idle)
    assert set(RawDelivery.objects.values_list("state", "code")) == {(RawState.ACCEPTED, "ok")}
    assert (Thread.objects.count(), Message.objects.count(), Receipt.objects.count()) == (20, 60, 60)
    assert {one.segments.count() for one in Thread.objects.all()} == {3}
    assert sorted(Message.objects.values_list("arrival", flat=True)) == sorted([1, 2, 3] * 20)
    assert len(envelopes()) == 60


def test_many_workers_send_each_message_once(everybody):
    for _ in range(8):
        write(everybody)
    together(lambda: [send_due() for _ in range(3)], workers=4)
    assert len(envelopes()) == 8
    assert DeliveryEvent.objects.filter(kind=Step.SENT).count() == 8


def test_many_workers_send_again_once(everybody):
    deliveries = [write(everybody) for _ in range(4)]

    def later() -> None:
        with clock.at(START + minutes(31)):
            until_idle()

    with clock.at(START):
        until_idle()
    together(later, workers=4)
    for one in deliveries:
        one.refresh_from_db()
        assert (one.state, one.resends) == (DeliveryState.AWAITING, 1)
    assert len(envelopes()) == 8
