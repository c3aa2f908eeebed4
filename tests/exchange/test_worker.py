"""A worker that stops, dies or meets a dead one's work loses nothing and does nothing twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest

from correspondence.exchange import worker
from correspondence.exchange.outbound import send_due
from correspondence.exchange.store import store_bytes
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.exchange.worker import Round, run_round
from correspondence.letters.carecommunication.write import write as written
from correspondence.models import Delivery, Message, RawDelivery
from correspondence.states import DeliveryState, RawState, Step
from portal import clock
from tests.correspondence.outside import letter_to
from tests.exchange.sent import OK, START, answer, envelopes, minutes, steps, work, write


def times(number: int) -> Callable[[], bool]:
    """Says yes so many times, as a worker does until it is told to stop."""
    left = iter([True] * number)
    return lambda: next(left, False)


@pytest.fixture
def three(cast):
    return [
        store_bytes(written(letter_to(cast.social_psychiatry)), transport="test", name=str(number), at=clock.now())
        for number in range(3)
    ]


def test_told_to_stop_it_finishes_the_document_and_leaves_the_rest_unclaimed(three):
    done = run_round(times(1))
    assert (done.processed, done.sent) == (1, 0)
    assert sorted(RawDelivery.objects.values_list("state", flat=True)) == [RawState.ACCEPTED, *[RawState.WAITING] * 2]
    assert Delivery.objects.get().state == DeliveryState.QUEUED


def test_the_next_worker_takes_up_the_rest(three):
    run_round(times(2))
    run_round()
    assert Message.objects.count() == 3
    assert set(RawDelivery.objects.values_list("state", flat=True)) == {RawState.ACCEPTED}


def test_told_to_stop_it_leaves_files_where_they_lie(cast, settings):
    folder = settings.EXCHANGE_DIR / "in"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"{number}.json").write_bytes(written(letter_to(cast.social_psychiatry)))
    assert run_round(times(1)).fetched == 1
    assert len(list(folder.iterdir())) == 2


def test_what_a_dead_worker_had_claimed_is_sent_under_the_same_ids(cast, settings):
    delivery = write(cast)
    Delivery.objects.update(state=DeliveryState.CLAIMED, claimed_at=START, attempts=1)
    assert work(delivery, START + minutes(settings.CLAIM_MINUTES - 1)).state == DeliveryState.CLAIMED
    sent = work(delivery, START + minutes(settings.CLAIM_MINUTES + 1))
    assert (sent.state, sent.resends) == (DeliveryState.AWAITING, 0)
    assert [one.envelope_id for one in envelopes()] == [str(delivery.envelope_id)]


def test_what_a_dead_worker_had_sent_is_one_envelope_all_the_same(cast, settings, monkeypatch):
    """It died after the network had it and before our commit."""
    delivery = write(cast)

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("correspondence.exchange.outbound._record_sent", dies)
        with pytest.raises(KeyboardInterrupt):
            work(delivery)
    sent = work(delivery, START + minutes(settings.CLAIM_MINUTES + 1))
    assert len(envelopes()) == 1
    assert steps(sent) == [Step.WRITTEN, Step.SENT]
    assert answer(sent, OK).state == DeliveryState.DELIVERED


@pytest.fixture
def rounds(monkeypatch, settings):
    """``run_forever`` with rounds of the test's own, and the signal handlers put back afterwards."""
    settings.EXCHANGE_POLL_SECONDS = 0.001
    for name in ("heartbeat", "close_old_connections", "forget_expired"):
        monkeypatch.setattr(worker, name, lambda: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield lambda run: monkeypatch.setattr(worker, "run_round", run)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_outlives_faults_and_stops_when_told(rounds, number):
    done = []

    def run(go_on):
        done.append(go_on())
        if len(done) < 3:
            raise RuntimeError
        os.kill(os.getpid(), number)
        done.append(go_on())
        return Round()

    rounds(run)
    worker.run_forever()
    assert done == [True, True, True, False]


def test_what_is_not_due_yet_is_left(cast):
    delivery = write(cast)
    Delivery.objects.update(due_at=START + timedelta(hours=1))
    with clock.at(START + minutes(59)):
        assert send_due() == 0
    assert work(delivery, START + minutes(60)).state == DeliveryState.AWAITING


def test_an_outage_is_logged_when_it_begins_and_ends_and_not_in_between(cast, settings, caplog):
    inbox = settings.EXCHANGE_DIR / "in"
    settings.EXCHANGE_DIR.mkdir(parents=True)
    inbox.write_bytes(b"")
    for _ in range(3):
        run_round()
    inbox.unlink()
    for _ in range(3):
        run_round()
    told = [one.getMessage() for one in caplog.records if one.getMessage().startswith("transport")]
    assert len(told) == 2
    assert told[1] == "transport folder: it is back"


def test_a_file_that_another_worker_has_is_left_to_it(cast, settings):
    folder = settings.EXCHANGE_DIR / "in"
    folder.mkdir(parents=True)
    for number in range(2):
        (folder / f"{number}.json").write_bytes(written(letter_to(cast.social_psychiatry)))
    other = FolderTransport().poll()
    held = next(other)
    assert [one.name for one in FolderTransport().poll()] == ["1.json"]
    held.done()
    assert [one.name for one in other] == ["1.json"]
    assert run_round().fetched == 1
    assert [one.name for one in RawDelivery.objects.all()] == ["1.json"]
