"""Being reminded of a thread: oneself, or everybody in the mailbox."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format

from correspondence.access import demand_writer
from correspondence.models import Reminder, Thread, ThreadEvent, ThreadStep
from portal import audit, clock
from portal.models import User


class NotAhead(Exception):
    """A reminder is for a day to come."""


@transaction.atomic
def set_reminder(*, user: User, thread: Thread, due_on: date, for_all: bool) -> Reminder:
    """From ``due_on`` the thread is back on top for ``user``, or ``for_all`` of the mailbox; replaces an earlier date.

    Everybody who sees the thread may remind themselves; a reminder for all is set by those who work there
    (PermissionDenied for readers). Raises NotAhead for today and earlier.
    """
    if for_all:
        demand_writer(user, thread.mailbox)
    if due_on <= clock.now().date():
        raise NotAhead
    Thread.objects.select_for_update().get(pk=thread.pk)
    whose = None if for_all else user
    reminder, _ = Reminder.objects.update_or_create(
        thread=thread, user=whose, done_at=None, defaults={"due_on": due_on, "set_by": user}
    )
    audit.record(user, "reminder.set", thread, due_on=due_on.isoformat(), for_all=for_all)
    if for_all:
        _tell(user, thread, ThreadStep.REMINDER, date_format(due_on, "j. F Y"))
    return reminder


@transaction.atomic
def finish_reminder(*, user: User, reminder: Reminder) -> None:
    """It has been dealt with. Done once more it changes nothing. Raises PermissionDenied for readers if for all."""
    demand_own(user, reminder)
    if not Reminder.objects.filter(pk=reminder.pk, done_at=None).update(done_at=clock.now()):
        return
    audit.record(user, "reminder.done", reminder.thread)
    if reminder.user_id is None:
        _tell(user, reminder.thread, ThreadStep.REMINDED)


def demand_own(user: User, reminder: Reminder) -> None:
    if reminder.user_id is None:
        demand_writer(user, reminder.thread.mailbox)
    elif reminder.user_id != user.pk:
        raise PermissionDenied("somebody else's reminder")


def _tell(user: User, thread: Thread, kind: ThreadStep, detail: str = "") -> None:
    ThreadEvent.objects.create(thread=thread, actor=user, kind=kind, detail=detail)
