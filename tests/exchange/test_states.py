"""The state machine, step by step (transport.md 2.5)."""

from __future__ import annotations

import pytest

from correspondence.states import FAILURES, DeliveryState, Step, next_state

Q, C, A, R = DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.AWAITING, DeliveryState.RETRY
D, F, N = DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.DONE

TABLE = {
    #                    Q     C     A     R     D     F     N
    Step.WRITTEN: (None, None, None, None, None, None, None),
    Step.SENT: (None, A, None, None, None, None, None),
    Step.RESENT: (None, A, None, None, None, None, None),
    Step.WAITING: (None, Q, None, None, None, None, None),
    Step.FAULT: (None, F, F, F, None, None, None),
    Step.PASSED_ON: (None, None, None, None, None, None, None),
    Step.UNDELIVERABLE: (F, F, F, None, None, None, F),
    Step.OK: (D, D, D, D, None, D, None),
    Step.FATAL: (F, F, F, F, None, F, None),
    Step.TRANSIENT: (None, R, R, None, None, None, None),
    Step.TIMEOUT: (None, None, Q, Q, None, None, None),
    Step.GIVEN_UP: (None, None, F, F, None, None, None),
    Step.AGAIN: (Q, None, None, None, None, Q, None),
    Step.STOPPED: (F, None, F, F, None, None, None),
    Step.HANDLED: (None, None, None, None, None, None, None),
    Step.IGNORED: (None, None, None, None, None, None, None),
}
CASES = [(state, step, to) for step, row in TABLE.items() for state, to in zip((Q, C, A, R, D, F, N), row, strict=True)]


@pytest.mark.parametrize(("state", "step", "to"), CASES)
def test_each_step_leads_where_the_table_says(state, step, to):
    assert next_state(state, step) == to


def test_the_table_holds_every_step():
    assert set(TABLE) == set(Step)


def test_nothing_leads_away_from_delivered():
    assert [step for step in Step if next_state(D, step)] == []


def test_every_failure_says_why():
    failing = {step for state, step, to in CASES if to == F}
    assert failing == set(FAILURES)
