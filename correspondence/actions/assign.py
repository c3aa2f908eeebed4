"""Give threads to a colleague or a team, take the next one, or let go of them."""

from __future__ import annotations

from django.db import transaction

from correspondence.access import demand_writer
from correspondence.actions.take_back import remember
from correspondence.actions.together import Done, Threads, change, hold, writable_of, write_down
from correspondence.models import Awaiting, Mailbox, Team, Thread, ThreadStep
from portal.models import User


class NotAssignable(Exception):
    """The colleague does not work in the mailbox of one of the threads, or the team is another mailbox's."""


@transaction.atomic
def assign(*, user: User | None, threads: Threads, assignee: User | None = None, team: Team | None = None) -> Done:
    """Give ``threads`` to ``assignee``, to ``team``, or (neither) to nobody. ``user`` None: the portal by a rule.

    A colleague who takes a thread of their own team leaves it with the team. Raises PermissionDenied, NotAssignable.
    """
    held = hold(user, threads)
    _demand_fits(held, assignee, team)
    own = set(assignee.teams.values_list("pk", flat=True)) if assignee and team is None else set()

    def wanted(thread: Thread) -> dict[str, int | None]:
        kept = thread.team_id if thread.team_id in own else None
        return {"assignee_id": assignee.pk if assignee else None, "team_id": team.pk if team else kept}

    changes = change(held, wanted)
    step = ThreadStep.ASSIGNED if assignee or team else ThreadStep.RELEASED
    words = ", ".join(str(one) for one in (assignee, team) if one)
    keys = {"assignee": assignee.pk if assignee else None, "team": team.pk if team else None}
    write_down(user, changes.threads, step, "thread.assign", words=words, **keys)
    return Done(len(changes.threads), undo=remember(user, step, changes))


@transaction.atomic
def take_next(*, user: User, mailbox: Mailbox, team: Team | None = None) -> Thread | None:
    """Give the user the thread that has waited longest for us and is nobody's, or (``team``) only that team's.

    None when there is none. Two who ask at once never get the same one. Raises PermissionDenied.
    """
    demand_writer(user, mailbox)
    waiting = Thread.objects.filter(
        mailbox=mailbox, assignee=None, team=team, finished_at=None, awaiting=Awaiting.US
    ).order_by("awaiting_since", "pk")
    thread = waiting.select_for_update(skip_locked=True).first()
    if thread is not None:
        assign(user=user, threads=[thread], assignee=user)
    return thread


def _demand_fits(held: list[Thread], assignee: User | None, team: Team | None) -> None:
    mailboxes = {one.mailbox_id for one in held}
    if team and mailboxes - {team.mailbox_id}:
        raise NotAssignable
    if assignee and (not assignee.is_active or mailboxes - writable_of(assignee, mailboxes)):
        raise NotAssignable
