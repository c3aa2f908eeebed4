"""A party that did not answer is left alone for as long as the settings say."""

from __future__ import annotations

import pytest

from portal import breaker


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(breaker.time, "monotonic", lambda: now[0])
    return now


def test_it_breaks_for_a_while_and_then_one_may_try(clock, settings):
    settings.EXCHANGE_PAUSE_SECONDS = 30.0
    one = breaker.Breaker()
    assert not one.is_broken
    one.fail()
    clock[0] += 29.9
    assert one.is_broken
    clock[0] += 0.2
    assert not one.is_broken


def test_an_answer_mends_it(clock):
    one = breaker.Breaker()
    one.fail()
    one.mend()
    assert not one.is_broken
