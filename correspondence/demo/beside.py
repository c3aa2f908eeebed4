"""What the demo's colleagues have beside their threads: a note that calls for Anna, and reminders."""

from __future__ import annotations

from datetime import datetime, timedelta

from correspondence.actions.note import add_note
from correspondence.actions.reminder import set_reminder
from correspondence.demo import places
from correspondence.models import Mailbox, Thread
from portal import clock
from portal.models import User
from portal.workdays import next_workday

_NOTE = "@anna kan du ringe til afdelingen før middag? Jeg har talt med botilbuddet: de kan tage imod fra kl. 13."
_ANSWER = "Det gør jeg, @bo. Jeg skriver her, når jeg har talt med dem."


def lay_out(mailboxes: dict[str, Mailbox], now: datetime) -> None:
    """Beside the two threads of social psychiatry in which most has been written; where there is but one, beside it."""
    anna, bo = (User.objects.get(username=login) for login in ("anna", "bo"))
    threads = _threads(mailboxes[places.SOCIAL_PSYCHIATRY])
    if not threads:
        return
    busy, other = threads[0], threads[-1]
    with clock.at(now - timedelta(days=1)):
        set_reminder(user=bo, thread=busy, due_on=now.date(), for_all=True)
    with clock.at(now - timedelta(hours=1)):
        add_note(user=bo, thread=busy, text=_NOTE)
        set_reminder(user=anna, thread=other, due_on=next_workday(now.date()), for_all=False)
    with clock.at(now - timedelta(minutes=40)):
        add_note(user=anna, thread=busy, text=_ANSWER)


def _threads(mailbox: Mailbox) -> list[Thread]:
    """Those of the mailbox that have the most messages."""
    return sorted(mailbox.threads.all(), key=lambda one: (-one.messages.count(), -one.pk))[:2]
