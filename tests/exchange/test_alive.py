"""What a dead worker had is taken up at once; what a living one has is left to it, whatever it does."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path

import pytest

from correspondence.exchange import alive
from correspondence.exchange.store import store_bytes
from correspondence.exchange.worker import run_round
from correspondence.letters.carecommunication.write import write as written
from correspondence.models import Delivery, RawDelivery
from correspondence.states import DeliveryState, RawState
from portal import clock
from tests.correspondence.outside import letter_to
from tests.exchange.sent import START, write

NAME = f"{alive._machine()}-another"


@pytest.fixture
def lock(own_folders) -> Path:
    path = own_folders / "workers" / NAME
    path.parent.mkdir()
    path.touch()
    return path


@pytest.fixture
def claimed(cast):
    """A document and a delivery in another worker's hands."""
    store_bytes(written(letter_to(cast.social_psychiatry)), transport="test", name="one", at=clock.now())
    write(cast)
    claim = {"claimed_by": NAME, "claimed_at": clock.now(), "attempts": 1}
    RawDelivery.objects.update(state=RawState.CLAIMED, **claim)
    Delivery.objects.update(state=DeliveryState.CLAIMED, **claim)


def left() -> tuple[str, str]:
    return RawDelivery.objects.get().state, Delivery.objects.get(message__direction="out").state


def test_a_living_workers_claims_are_left_to_it(lock, claimed):
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run_round()
        assert left() == (RawState.CLAIMED, DeliveryState.CLAIMED)
    run_round()
    assert left() == (RawState.ACCEPTED, DeliveryState.AWAITING)
    assert not lock.exists()


def test_nobody_can_tell_of_a_worker_on_another_machine(lock, claimed):
    lock.rename(lock.with_name("another-machine"))
    RawDelivery.objects.update(claimed_by="another-machine")
    Delivery.objects.update(claimed_by="another-machine")
    run_round()
    assert left() == (RawState.CLAIMED, DeliveryState.CLAIMED)


def test_what_could_not_be_freed_is_freed_next_time(lock):
    def fails(name):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        alive.bury(fails)
    freed: list[str] = []
    alive.bury(freed.append)
    alive.bury(freed.append)
    assert freed == [NAME]


def test_every_thread_and_every_process_is_a_worker_of_its_own(own_folders):
    names = [alive.me(), alive.me()]
    other = threading.Thread(target=lambda: names.append(alive.me()))
    other.start()
    other.join()
    assert names[0] == names[1] != names[2]


def test_where_files_can_not_be_locked_work_goes_on(cast, claimed, own_folders, monkeypatch):
    (own_folders / "workers").write_bytes(b"")
    monkeypatch.setattr(alive, "_held", threading.local())
    store_bytes(written(letter_to(cast.social_psychiatry)), transport="test", name="two", at=clock.now())
    run_round()
    assert [one.state for one in RawDelivery.objects.order_by("name")] == [RawState.CLAIMED, RawState.ACCEPTED]


def test_a_document_that_killed_five_workers_is_left_for_the_operator(lock, claimed):
    RawDelivery.objects.update(attempts=5)
    run_round()
    raw = RawDelivery.objects.get()
    assert (raw.state, raw.error, raw.claimed_by) == (RawState.FAILED, "WorkerDied", "")


def test_a_workers_own_leftovers_are_taken_up_at_its_next_look(cast):
    """A fault has torn it out of its work, and it lives on."""
    delivery = write(cast)
    Delivery.objects.update(state=DeliveryState.CLAIMED, claimed_by=alive.me(), claimed_at=START)
    with clock.at(START):
        run_round()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.AWAITING
