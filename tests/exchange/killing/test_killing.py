"""Workers killed with -9 at every named point: every message once on both sides, every answer given, nothing stuck.

Two portals with databases of their own exchange messages through folders; their workers are ``manage.py exchange``
in processes of their own. By default every point is tried once and a few points at random; ``KILL_RUNS=200`` in the
environment says how many random runs (README, "For developers").
"""

from __future__ import annotations

import os
import random
import signal

import pytest

from correspondence.exchange import checkpoints
from tests.exchange.killing.pair import two_portals, until

# The database that the two portals' are copies of.
pytestmark = pytest.mark.django_db
RUNS = int(os.environ.get("KILL_RUNS", "6"))
SEED = int(os.environ.get("KILL_SEED", "5"))
# A run in which a worker reaches about so many points; killed at one of them.
ABOUT = 40
# A document that five workers have died of is taken out of the way: fewer of one portal die in one run.
MOST_DEATHS = 3
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def pair(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), two_portals(tmp_path_factory.mktemp("killing")) as portals:
        yield portals


def at_rest(pair) -> bool:
    """Looked at twice: nothing has come to the one while we looked at the other."""
    first, second = _seen(pair), _seen(pair)
    return first == second and None not in first


def _seen(pair) -> list[int | None]:
    return [None if one.files() else one.ask("settled") for one in pair]


def to_rest(pair) -> None:
    """Both work, turn by turn, until nothing moves."""
    for _ in range(6):
        for one in pair:
            assert one.run() == 0
        if at_rest(pair):
            return
    pytest.fail("it never comes to rest")


def demand_exactly_once(pair, *, threads: bool = True) -> None:
    one, other = (portal.ask("facts", threads=threads) for portal in pair)
    assert one["sent"] == other["received"]
    assert other["sent"] == one["received"]
    assert one["threads"] == other["threads"]
    for facts in (one, other):
        assert facts["messages"] == facts["segments"] == len(facts["sent"]) + len(facts["received"])
        assert len(set(facts["received"])) == len(facts["received"]) == facts["raw"].get("accepted", 0)
        assert set(facts["raw"]) <= {"accepted", "duplicate", "matched"}
        assert facts["delivered"] == len(facts["sent"])
        assert facts["answers_sent"] == facts["answers"] >= len(facts["received"])
        assert (facts["resends"], facts["unequal_answers"]) == (0, 0)


@pytest.mark.parametrize("point", checkpoints.POINTS)
def test_killed_at_a_point(pair, point):
    a, b = pair
    a.ask("write", words=f"A, {point}")
    b.ask("write", words=f"B, {point}")
    assert b.run() == 0
    assert a.run(die_at=1, point=point) == KILLED
    to_rest(pair)
    demand_exactly_once(pair)


def test_killed_again_and_again_at_the_same_point(pair):
    """Fewer times than make the document a suspect."""
    a, _ = pair
    a.ask("write", words="Tre forsøg")
    for _ in range(3):
        assert a.run(die_at=1, point=checkpoints.HANDED_OVER) == KILLED
    to_rest(pair)
    demand_exactly_once(pair)


def test_what_was_begun_a_second_time_and_need_not_be_sent_any_more_holds_nothing_up(pair):
    """The other side has it, unknown to us; the next worker dies writing it again; then the answer comes."""
    a, b = pair
    a.ask("write", words="To gange")
    assert a.run(die_at=1, point=checkpoints.NOTED) == KILLED
    assert a.run(die_at=1, point=checkpoints.WRITTEN) == KILLED
    assert [path for path in (b.exchange / "in").iterdir() if path.suffix == ".part"]
    assert b.run() == 0
    to_rest(pair)
    demand_exactly_once(pair)


def test_killed_at_random_while_both_work(pair):
    """Two workers at once, each killed somewhere, some twice; messages and replies cross each other."""
    chance = random.Random(SEED)
    for run in range(RUNS):
        workers = [portal.start(die_at=chance.randint(1, ABOUT)) for portal in pair]
        for portal in chance.sample(pair, 2):
            portal.ask(chance.choice(["write", "answer"]), words=f"Omgang {run}")
        _work_through_deaths(pair, workers, chance)
        if run % 10 == 9:
            demand_exactly_once(pair, threads=False)
    demand_exactly_once(pair)


def _work_through_deaths(pair, workers, chance) -> None:
    """Until both have come to rest; whoever died is followed by another, which may die in its turn."""
    deaths = [0, 0]

    def settled() -> bool:
        for at, portal in enumerate(pair):
            if portal.ended(workers[at]) is not None:
                deaths[at] += 1
                deadly = deaths[at] < MOST_DEATHS and chance.choice([True, False])
                workers[at] = portal.start(die_at=chance.randint(1, ABOUT) if deadly else 0)
        return at_rest(pair)

    until(settled, lambda: [deaths[:], *((portal.ask("standing"), portal.files()) for portal in pair)])
    for portal, worker in zip(pair, workers, strict=True):
        if portal.ended(worker) is None:
            os.kill(worker, signal.SIGTERM)
            assert portal.ended(worker, wait=True) in (0, KILLED)
