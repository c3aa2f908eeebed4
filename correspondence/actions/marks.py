"""Mark threads as read or unread, for oneself."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from correspondence.access import threads_for
from correspondence.actions.take_back import remember
from correspondence.actions.together import AT_MOST, Changes, Done, Threads
from correspondence.models import ReadPosition, Thread
from portal import audit
from portal.models import User


@transaction.atomic
def mark(*, user: User, threads: Threads, read: bool) -> Done:
    """Move the user's own place in each of ``threads``: after the newest message, or before it.

    Nobody else sees it, so readers may too; threads that the user may not see are passed over.
    """
    keys: Any = threads.values("pk") if isinstance(threads, QuerySet) else [one.pk for one in threads]
    mine = threads_for(user).filter(pk__in=keys).order_by("pk").values_list("pk", "latest_received")
    newest = dict(mine[:AT_MOST])
    before = dict(ReadPosition.objects.filter(user=user, thread__in=newest).values_list("thread", "message"))
    wanted = {pk: last if read else max(0, last - 1) for pk, last in newest.items() if last}
    moved = {pk: place for pk, place in wanted.items() if _moves(before.get(pk, 0), place, read)}
    ReadPosition.objects.bulk_create(
        [ReadPosition(user=user, thread_id=pk, message=place) for pk, place in moved.items()],
        update_conflicts=True,
        unique_fields=["thread", "user"],
        update_fields=["message"],
    )
    audit.record_all(user, f"thread.marked-{'read' if read else 'unread'}", map(_subject, moved))
    undo = remember(user, "read", Changes(), positions={pk: before.get(pk) for pk in moved})
    return Done(len(moved), undo=undo)


def _subject(pk: int) -> Thread:
    return Thread(pk=pk)


def _moves(before: int, place: int, read: bool) -> bool:
    return place > before if read else place < before
