"""Taking the next thread: the oldest that awaits us and is nobody's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from correspondence.actions.assign import assign, take_next
from correspondence.actions.finish import finish
from tests.cast import Cast, answer, assemble
from tests.teamwork.crew import history, make_reader, team, threads_in


def test_the_one_that_has_waited_longest(cast: Cast) -> None:
    box = cast.social_psychiatry
    answered, taken, finished, next_, _ = threads_in(box, 5)
    answer(cast.anna, answered)
    assign(user=cast.bo, threads=[taken], assignee=cast.bo)
    finish(user=cast.bo, threads=[finished])
    assert take_next(user=cast.anna, mailbox=box) == next_
    next_.refresh_from_db()
    assert next_.assignee == cast.anna
    assert history(next_) == [("anna", "assigned", "Anna Vestergaard")]


def test_a_team_takes_its_own(cast: Cast) -> None:
    box = cast.social_psychiatry
    first, second = threads_in(box, 2)
    north = team(box, "Team Nord", cast.anna)
    assign(user=cast.bo, threads=[second], team=north)
    assert take_next(user=cast.anna, mailbox=box, team=north) == second
    assert take_next(user=cast.anna, mailbox=box, team=north) is None
    assert take_next(user=cast.anna, mailbox=box) == first


def test_nothing_left(cast: Cast) -> None:
    assert take_next(user=cast.anna, mailbox=cast.social_psychiatry) is None


def test_readers_and_strangers_take_nothing(cast: Cast) -> None:
    make_reader(cast.bo)
    for who in (cast.bo, cast.erik):
        with pytest.raises(PermissionDenied):
            take_next(user=who, mailbox=cast.social_psychiatry)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_get_the_same() -> None:
    cast = assemble()
    box = cast.social_psychiatry
    threads_in(box, 8)
    together = Barrier(2)

    def work(user) -> list[int]:
        together.wait()
        try:
            return [one.pk for _ in range(4) if (one := take_next(user=user, mailbox=box))]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        annas, bos = pool.map(work, (cast.anna, cast.bo))
    assert len(annas) == len(bos) == 4
    assert set(annas).isdisjoint(bos)
    assert set(box.threads.values_list("assignee", flat=True)) == {cast.anna.pk, cast.bo.pk}
