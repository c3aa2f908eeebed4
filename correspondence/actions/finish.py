"""Finish threads and open them again."""

from __future__ import annotations

from django.db import transaction

from correspondence.actions.take_back import remember
from correspondence.actions.together import Done, Threads, change, hold, write_down
from correspondence.models import Thread, ThreadStep
from portal import clock
from portal.models import User


@transaction.atomic
def finish(*, user: User | None, threads: Threads) -> Done:
    """Finish ``threads`` until something new arrives. ``user`` None: the portal itself.

    Skipped: those with a message that did not reach its receiver (peers.md: it "cannot look finished"). Raises
    PermissionDenied.
    """
    held, now = hold(user, threads), clock.now()
    able = [one for one in held if not one.has_failed_delivery]
    changes = change(able, lambda thread: {"finished_at": thread.finished_at or now})
    write_down(user, changes.threads, ThreadStep.FINISHED, "thread.finish")
    undo = remember(user, ThreadStep.FINISHED, changes)
    return Done(len(changes.threads), len(held) - len(able), undo)


@transaction.atomic
def reopen(*, user: User | None, threads: Threads) -> Done:
    """Open ``threads`` again. Raises PermissionDenied."""
    changes = change(hold(user, threads), lambda thread: {"finished_at": None})
    write_down(user, changes.threads, ThreadStep.REOPENED, "thread.reopen")
    return Done(len(changes.threads), undo=remember(user, ThreadStep.REOPENED, changes))


def reopened_by_itself(thread: Thread) -> None:
    """Something came, or did not arrive, in a finished thread that the caller holds and has opened again."""
    write_down(None, [thread], ThreadStep.REOPENED, "thread.reopen")
