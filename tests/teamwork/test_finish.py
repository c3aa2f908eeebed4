"""A thread is finished until something new arrives, and never while a message of it did not."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from correspondence.actions.finish import finish, reopen
from correspondence.actions.progress import lock, take
from correspondence.actions.retry import mark_handled
from correspondence.models import Delivery
from correspondence.states import Step
from portal import clock
from tests.cast import Cast, answer, thread_in
from tests.correspondence.outside import again, come, letter_to, reply_to
from tests.teamwork.crew import history, make_reader, threads_in


def fail(thread) -> Delivery:
    delivery = lock(message__thread=thread)
    assert delivery
    assert take(delivery, Step.STOPPED, at=clock.now())
    return delivery


def test_finished_and_opened_again_by_hand(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    assert finish(user=cast.anna, threads=[thread]).changed == 1
    thread.refresh_from_db()
    assert thread.finished_at is not None
    assert finish(user=cast.anna, threads=[thread]).changed == 0
    reopen(user=cast.bo, threads=[thread])
    thread.refresh_from_db()
    assert thread.finished_at is None
    assert history(thread) == [("anna", "finished", ""), ("bo", "reopened", "")]


def test_something_new_opens_it(cast: Cast) -> None:
    first = letter_to(cast.social_psychiatry)
    come(first)
    thread = thread_in(cast.social_psychiatry)
    finish(user=cast.anna, threads=[thread])
    come(again(first))
    thread.refresh_from_db()
    assert thread.finished_at, "a message that came twice is nothing new"
    come(reply_to(first))
    thread.refresh_from_db()
    assert thread.finished_at is None
    assert history(thread)[-1] == ("", "reopened", "")


def test_what_we_send_leaves_it_finished(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    finish(user=cast.anna, threads=[thread])
    answer(cast.anna, thread)
    thread.refresh_from_db()
    assert thread.finished_at


@pytest.mark.django_db
def test_an_undelivered_message_opens_it_and_keeps_it_open(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    answer(cast.anna, thread)
    finish(user=cast.anna, threads=[thread])
    delivery = fail(thread)
    thread.refresh_from_db()
    assert thread.finished_at is None
    done = finish(user=cast.anna, threads=[thread])
    assert (done.changed, done.skipped, done.undo) == (0, 1, None)
    assert history(thread) == [("anna", "finished", ""), ("", "reopened", "")]
    mark_handled(user=cast.anna, delivery=delivery)
    assert finish(user=cast.anna, threads=[thread]).changed == 1


def test_readers_and_strangers_finish_nothing(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    make_reader(cast.bo)
    for who in (cast.bo, cast.erik):
        for step in (finish, reopen):
            with pytest.raises(PermissionDenied):
                step(user=who, threads=[thread])
