"""What stands beside the messages of a thread: notes, reminders, history, and who else is here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from correspondence.access import may_write
from correspondence.forms.teamwork import NoteForm, ReminderForm
from correspondence.models import Thread
from correspondence.queries.colleagues import Colleague, colleagues
from correspondence.queries.happened import history
from correspondence.queries.notes import shown_notes
from correspondence.queries.presence import at_thread
from correspondence.queries.reminders import quick_dates, shown_reminders
from portal import clock
from portal.models import User


def beside_context(user: User, thread: Thread, people: Iterable[Colleague]) -> dict[str, Any]:
    """Everything (templates/components: notes, reminders, history, presence); ``people`` of the thread's mailbox."""
    return {
        **notes_context(user, thread, people=people),
        **reminders_context(user, thread, writes=writes_here(user, people)),
        **presence_context(user, thread),
        "history": history(thread),
    }


def writes_here(user: User, people: Iterable[Colleague]) -> bool:
    """Whether the user is one of those ``people`` of a mailbox who may write in it."""
    return any(one.pk == user.pk and one.writes for one in people)


def notes_context(
    user: User, thread: Thread, form: NoteForm | None = None, *, people: Iterable[Colleague] | None = None
) -> dict[str, Any]:
    """``people`` of the thread's mailbox, where they are known already."""
    people = colleagues(thread.mailbox_id) if people is None else people
    return {
        "notes": shown_notes(user, thread, people),
        "note_form": form or NoteForm(),
        "mentionable": [one for one in people if one.pk != user.pk],
        "can_note": writes_here(user, people),
    }


def reminders_context(
    user: User, thread: Thread, form: ReminderForm | None = None, *, writes: bool | None = None
) -> dict[str, Any]:
    return {
        "reminders": shown_reminders(user, thread),
        "reminder_form": form or ReminderForm(),
        "quick_dates": quick_dates(clock.now().date()),
        "can_remind_all": may_write(user, thread.mailbox) if writes is None else writes,
        "may_be_unread": bool(thread.latest_received),
    }


def presence_context(user: User, thread: Thread, known: str = "") -> dict[str, Any]:
    """``colleagues`` are the sentences about those who write in the thread too."""
    here = at_thread(user, thread, known=known)
    return {"presence": here, "colleagues": here.writing}


def newest_note(context: dict[str, Any]) -> int:
    return max((one.pk for one in context["notes"] if one.new), default=0)
