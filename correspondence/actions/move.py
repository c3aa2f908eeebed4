"""Move threads to another mailbox, where other people work with them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from correspondence.access import writers_of
from correspondence.actions.draft import move_drafts
from correspondence.actions.take_back import remember
from correspondence.actions.together import Done, Threads, change, demand_writer_everywhere, hold, write_down
from correspondence.models import Mailbox, Thread, ThreadStep
from portal.models import User


@transaction.atomic
def move(*, user: User | None, threads: Threads, mailbox: Mailbox) -> Done:
    """Let ``mailbox`` work with ``threads`` from now on. ``user`` None: the portal by a rule.

    The unit that is a party of them stays (``Thread.home``): it signs what is sent, and what is addressed to it still
    comes into the thread. Team and labels are the old mailbox's and go; so does a colleague who does not work in the
    new one. Raises PermissionDenied unless the user may write in both mailboxes.
    """
    held = [one for one in hold(user, threads) if one.mailbox_id != mailbox.pk]
    if user is not None and held:
        demand_writer_everywhere(user, {mailbox.pk})
    writers = set(writers_of(mailbox).values_list("pk", flat=True))

    def wanted(thread: Thread) -> dict[str, Any]:
        assignee = thread.assignee_id if thread.assignee_id in writers else None
        return {"mailbox_id": mailbox.pk, "assignee_id": assignee, "team_id": None}

    changes = change(held, wanted)
    labels = _without_labels(held)
    move_drafts(held, mailbox)
    write_down(user, held, ThreadStep.MOVED, "thread.move", words=str(mailbox), mailbox=mailbox.pk)
    return Done(len(held), undo=remember(user, ThreadStep.MOVED, changes, off=labels))


def _without_labels(held: list[Thread]) -> list[tuple[int, int]]:
    """Take the labels off; returns them as (thread, label)."""
    on = Thread.labels.through.objects.filter(thread__in=held)
    found = list(on.values_list("thread_id", "label_id"))
    if found:
        on.delete()
    return found
