"""Everything that is done to many can be taken back for a moment: exactly, once, by the same person."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from correspondence.actions.assign import assign
from correspondence.actions.finish import finish, reopen
from correspondence.actions.label import put_label, take_label_off
from correspondence.actions.marks import mark
from correspondence.actions.move import move
from correspondence.actions.take_back import NothingToTakeBack, take_back
from correspondence.models import ReadPosition, Thread
from portal import clock
from tests.cast import Cast
from tests.correspondence.outside import come, letter_to, reply_to
from tests.teamwork.crew import history, label, second_mailbox, team, threads_in


def stands(cast: Cast) -> list:
    """Everything a step may change, of every thread."""
    positions = ReadPosition.objects.filter(user=cast.bo).values_list("thread", "message")
    rows = Thread.objects.order_by("pk").values_list("pk", "mailbox", "assignee", "team", "finished_at", "labels")
    return [sorted(rows, key=str), sorted(positions)]


@pytest.fixture
def scene(cast: Cast):
    """Three threads that stand differently."""
    box = cast.social_psychiatry
    first, second, _ = threads_in(box, 3)
    north, urgent = team(box, "Team Nord", cast.anna), label(box)
    assign(user=cast.anna, threads=[first], assignee=cast.anna)
    assign(user=cast.anna, threads=[second], team=north)
    finish(user=cast.anna, threads=[second])
    put_label(user=cast.anna, threads=[first], label=urgent)
    mark(user=cast.bo, threads=[first], read=True)
    there = second_mailbox(cast, cast.bo)
    steps = {
        "assign": lambda threads: assign(user=cast.bo, threads=threads, assignee=cast.bo),
        "release": lambda threads: assign(user=cast.bo, threads=threads),
        "finish": lambda threads: finish(user=cast.bo, threads=threads),
        "reopen": lambda threads: reopen(user=cast.bo, threads=threads),
        "move": lambda threads: move(user=cast.bo, threads=threads, mailbox=there),
        "label": lambda threads: put_label(user=cast.bo, threads=threads, label=urgent),
        "unlabel": lambda threads: take_label_off(user=cast.bo, threads=threads, label=urgent),
        "read": lambda threads: mark(user=cast.bo, threads=threads, read=True),
        "unread": lambda threads: mark(user=cast.bo, threads=threads, read=False),
    }
    return steps


@pytest.mark.parametrize(
    "name", ["assign", "release", "finish", "reopen", "move", "label", "unlabel", "read", "unread"]
)
def test_taken_back_all_is_as_it_was(cast: Cast, scene, name: str) -> None:
    before = stands(cast)
    done = scene[name](Thread.objects.all())
    assert done.changed
    assert stands(cast) != before
    assert take_back(user=cast.bo, token=done.undo).changed == done.changed
    assert stands(cast) == before
    with pytest.raises(NothingToTakeBack):
        take_back(user=cast.bo, token=done.undo)


def test_the_history_keeps_both(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    done = finish(user=cast.bo, threads=[thread])
    take_back(user=cast.bo, token=done.undo)
    assert [(who, what) for who, what, _ in history(thread)] == [("bo", "finished"), ("bo", "undone")]


def test_only_by_oneself_and_only_for_a_moment(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    done = finish(user=cast.bo, threads=[thread])
    for who, token in ((cast.anna, done.undo), (cast.bo, uuid4())):
        with pytest.raises(NothingToTakeBack):
            take_back(user=who, token=token)
    with clock.at(clock.now() + timedelta(minutes=2)), pytest.raises(NothingToTakeBack):
        take_back(user=cast.bo, token=done.undo)


def test_what_somebody_has_changed_since_stays(cast: Cast) -> None:
    mine, theirs = threads_in(cast.social_psychiatry, 2)
    done = assign(user=cast.bo, threads=[mine, theirs], assignee=cast.bo)
    assign(user=cast.anna, threads=[theirs], assignee=cast.anna)
    back = take_back(user=cast.bo, token=done.undo)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (back.changed, back.skipped, mine.assignee, theirs.assignee) == (1, 1, None, cast.anna)


def test_what_has_had_news_is_not_finished_again(cast: Cast) -> None:
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    thread = Thread.objects.get()
    finish(user=cast.bo, threads=[thread])
    done = reopen(user=cast.bo, threads=[thread])
    come(reply_to(letter))
    assert take_back(user=cast.bo, token=done.undo).skipped == 1
    thread.refresh_from_db()
    assert thread.finished_at is None
