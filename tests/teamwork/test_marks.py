"""Read and unread, each for oneself."""

from __future__ import annotations

from correspondence.actions.marks import mark
from correspondence.actions.read import read_thread
from correspondence.queries.inbox import mailbox_counts
from tests.cast import Cast
from tests.teamwork.crew import make_reader, threads_in


def unread(user) -> int:
    return sum(one.unread for one in mailbox_counts(user))


def test_for_oneself_only_and_readers_too(cast: Cast) -> None:
    threads = threads_in(cast.social_psychiatry, 3)
    make_reader(cast.bo)
    assert mark(user=cast.bo, threads=threads, read=True).changed == 3
    assert (unread(cast.bo), unread(cast.anna)) == (0, 3)
    assert mark(user=cast.bo, threads=threads[:2], read=False).changed == 2
    assert unread(cast.bo) == 2
    assert mark(user=cast.bo, threads=threads[:2], read=False).changed == 0


def test_a_thread_marked_unread_shows_its_newest_message_as_unread(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    read_thread(user=cast.anna, thread=thread)
    mark(user=cast.anna, threads=[thread], read=False)
    assert read_thread(user=cast.anna, thread=thread) == thread.latest_received - 1


def test_what_one_may_not_see_is_passed_over(cast: Cast) -> None:
    threads = threads_in(cast.social_psychiatry, 1)
    assert mark(user=cast.erik, threads=threads, read=True).changed == 0
