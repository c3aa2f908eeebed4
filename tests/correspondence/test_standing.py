"""Who is to write next in a thread, and since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from correspondence.actions.standing import note_standing
from correspondence.models import Awaiting, Direction, Message, Thread
from tests.cast import Cast, answer, thread_in, write

START = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stand(*sides: str) -> Thread:
    """A thread whose messages came (``in``) and went (``out``) an hour apart; ``carried`` ones did neither."""
    thread = Thread()
    moments = [START + number * HOUR for number in range(len(sides))]
    note_standing(
        thread,
        [
            Message(direction=side, at=None if side == "carried" else at)
            for side, at in zip(sides, moments, strict=True)
        ],
    )
    return thread


@pytest.mark.parametrize(
    ("sides", "awaiting", "hours"),
    [
        (["in"], Awaiting.US, 0),
        (["out"], Awaiting.THEM, 0),
        (["in", "in"], Awaiting.US, 0),
        (["in", "out"], Awaiting.THEM, 1),
        (["in", "out", "in", "in"], Awaiting.US, 2),
        (["out", "in", "out", "out"], Awaiting.THEM, 2),
        (["carried", "in"], Awaiting.US, 1),
    ],
)
def test_who_is_awaited_since_when(sides: list[str], awaiting: str, hours: int) -> None:
    thread = stand(*sides)
    assert (thread.awaiting, thread.awaiting_since) == (awaiting, START + hours * HOUR)


def test_a_thread_with_nothing_but_carried_messages_awaits_nobody() -> None:
    thread = stand("carried")
    assert (thread.awaiting, thread.awaiting_since, thread.last_received_at) == ("", None, None)


@pytest.mark.django_db
def test_both_sides_of_a_real_exchange(cast: Cast) -> None:
    write(cast)
    theirs, ours = thread_in(cast.psychiatry), thread_in(cast.social_psychiatry)
    assert (theirs.awaiting, ours.awaiting) == (Awaiting.THEM, Awaiting.US)
    assert ours.last_received_at is not None
    assert ours.last_sent_at is None
    assert ours.home == ours.mailbox == cast.social_psychiatry
    sent = answer(cast.anna, ours)
    ours.refresh_from_db()
    assert (ours.awaiting, ours.awaiting_since, ours.last_sent_at) == (Awaiting.THEM, sent.at, sent.at)
    assert sent.direction == Direction.SENT
