"""Two worker processes of one portal at the same files: each document once, whoever dies or is told to stop."""

from __future__ import annotations

import os
import signal

import pytest

from correspondence.exchange import checkpoints
from tests.correspondence.outside import again, in_envelope, letter_to
from tests.exchange.killing.pair import mailbox_of_a, one_portal, until

# The database that the portal's is a copy of.
pytestmark = pytest.mark.django_db
COPIES = 50
PATIENT = {"claim_minutes": 10}


@pytest.fixture(scope="module")
def stable(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), one_portal(tmp_path_factory.mktemp("two")) as one:
        yield one


@pytest.fixture
def portal(stable):
    """Empty again: a test counts what is its own."""
    stable.ask("forget")
    for path in (stable.exchange / "out").iterdir():
        path.unlink()
    return stable


def lay_out(portal, letters) -> None:
    for number, letter in enumerate(letters):
        path = portal.exchange / "in" / f"{number:04}.xml"
        path.with_name(f".{path.name}").write_bytes(in_envelope(letter))
        path.with_name(f".{path.name}").rename(path)
        os.utime(path, (1, 1))


def answers(portal) -> int:
    return len(list((portal.exchange / "out").glob("*.xml")))


def test_fifty_copies_between_two_processes_are_one_message_with_fifty_equal_answers(portal):
    letter = letter_to(mailbox_of_a())
    lay_out(portal, [again(letter) for _ in range(COPIES)])
    workers = [portal.start(once=True, **PATIENT) for _ in range(2)]
    assert [portal.ended(worker, wait=True) for worker in workers] == [0, 0]
    facts = portal.ask("facts", threads=False)
    assert (facts["messages"], facts["raw"]) == (1, {"accepted": 1, "duplicate": COPIES - 1})
    assert (facts["answers_sent"], facts["unequal_answers"], answers(portal)) == (COPIES, 0, COPIES)


WITH_MANY = [
    checkpoints.READING,
    checkpoints.FILED,
    checkpoints.ENTERED,
    checkpoints.COMMITTED,
    checkpoints.SENDING,
    checkpoints.HANDED_OVER,
    checkpoints.NOTED,
]


@pytest.mark.parametrize("point", WITH_MANY)
def test_dies_with_many_in_its_hands_and_the_next_has_them_at_once(portal, point):
    """Nobody waits for CLAIM_MINUTES: the system has let go of what told that it lives."""
    lay_out(portal, [letter_to(mailbox_of_a()) for _ in range(20)])
    once = point in (checkpoints.ENTERED, checkpoints.COMMITTED)
    dead = portal.start(once=True, die_at=1 if once else 7, point=point, **PATIENT)
    assert portal.ended(dead, wait=True) == -signal.SIGKILL
    assert portal.ended(portal.start(once=True, **PATIENT), wait=True) == 0
    facts = portal.ask("facts", threads=False)
    assert (facts["messages"], facts["raw"]) == (20, {"accepted": 20})
    assert facts["answers_sent"] == facts["answers"] == answers(portal) == 20


@pytest.mark.parametrize("point", [checkpoints.FILED, checkpoints.STORED, checkpoints.HANDED_OVER])
def test_one_dies_and_the_other_goes_on(portal, point):
    lay_out(portal, [letter_to(mailbox_of_a()) for _ in range(20)])
    workers = [portal.start(once=True, die_at=3, point=point, **PATIENT), portal.start(once=True, **PATIENT)]
    ended = [portal.ended(worker, wait=True) for worker in workers]
    assert ended in ([-signal.SIGKILL, 0], [0, 0])
    assert portal.run() == 0
    facts = portal.ask("facts", threads=False)
    assert (facts["messages"], facts["raw"]["accepted"]) == (20, 20)
    assert facts["answers_sent"] == facts["answers"] == sum(facts["raw"].values()) == answers(portal)
    assert set(facts["raw"]) <= {"accepted", "duplicate"}


def test_told_to_stop_in_the_middle_it_ends_in_order_and_loses_nothing(portal):
    lay_out(portal, [letter_to(mailbox_of_a()) for _ in range(60)])
    worker = portal.start(**PATIENT)
    until(lambda: portal.ask("outcomes"))
    os.kill(worker, signal.SIGTERM)
    assert portal.ended(worker, wait=True) == 0
    stopped = portal.ask("facts", threads=False)
    assert set(stopped["raw"]) <= {"accepted", "waiting"}
    assert sum(stopped["raw"].values()) + len(portal.files()) == 60
    assert portal.run() == 0
    facts = portal.ask("facts", threads=False)
    assert (facts["messages"], facts["raw"], answers(portal)) == (60, {"accepted": 60}, 60)
