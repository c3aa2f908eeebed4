"""What somebody is to be reminded of, and of which threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.access import threads_for
from correspondence.models import Reminder, Thread
from correspondence.queries.traces import has_any
from correspondence.words import category_words, citizen_words
from portal import clock
from portal.compiled import Compiled
from portal.models import User
from portal.workdays import next_workday

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class ShownReminder:
    """``next`` is the working day it can be put off to."""

    pk: int
    due_on: date
    next: date
    due: bool
    for_all: bool
    set_by: str


def shown_reminders(user: User, thread: Thread) -> list[ShownReminder]:
    """The thread's open reminders that concern the user: their own, and that of the mailbox."""
    if not has_any(thread, "reminders"):
        return []
    today = clock.now().date()
    return [
        ShownReminder(
            one.pk, one.due_on, next_workday(today), one.due_on <= today, one.user_id is None, str(one.set_by)
        )
        for one in _HERE(user.pk, thread.pk)
    ]


_HERE = Compiled(lambda user, thread: _of(User(pk=user), None).filter(thread=thread).select_related("set_by"))


@dataclass(frozen=True, slots=True)
class ReminderRow:
    pk: int
    thread: int
    url: str
    due_on: date
    next: date
    due: bool
    for_all: bool
    citizen: str
    other_party: str
    category_label: str
    topic: str
    finished: bool


def reminder_rows(user: User, mailbox: int | None = None, *, due: bool = False) -> list[ReminderRow]:
    """Of one mailbox, or of all of the user's; all that are open or those that are ``due``; the oldest first."""
    today = clock.now().date()
    if due:
        found = _DUE(today, user.pk, mailbox) if mailbox else _DUE(today, user.pk)
    else:
        found = _with_threads(user, mailbox)[:AT_MOST]
    return [_row(one, today) for one in found]


def _with_threads(user: User, mailbox: int | None) -> QuerySet[Reminder]:
    return _of(user, mailbox).select_related("thread__other_party")


_DUE = Compiled(
    lambda today, user, mailbox=None: _with_threads(User(pk=user), mailbox).filter(due_on__lte=today)[:AT_MOST]
)


def due_count(user: User, mailbox: int | None = None) -> int:
    """How many are due, capped at 100."""
    return _of(user, mailbox).filter(due_on__lte=clock.now().date())[:AT_MOST].count()


def reminders_for(user: User) -> QuerySet[Reminder]:
    """The user's own and those of their mailboxes, done or not."""
    return Reminder.objects.filter(Q(user=user) | Q(user=None), thread__in=threads_for(user))


def _of(user: User, mailbox: int | None) -> QuerySet[Reminder]:
    found = reminders_for(user).filter(done_at=None).order_by("due_on", "pk")
    return found.filter(thread__mailbox=mailbox) if mailbox else found


def _row(reminder: Reminder, today: date) -> ReminderRow:
    thread = reminder.thread
    return ReminderRow(
        pk=reminder.pk,
        thread=thread.pk,
        url=reverse("thread", args=[thread.pk]),
        due_on=reminder.due_on,
        next=next_workday(today),
        due=reminder.due_on <= today,
        for_all=reminder.user_id is None,
        citizen=citizen_words(thread),
        other_party=str(thread.other_party),
        category_label=category_words(thread.category),
        topic=thread.topic,
        finished=thread.finished_at is not None,
    )


def quick_dates(today: date) -> tuple[tuple[date, str], ...]:
    """Days that people often choose, each once, in words."""
    choices = [
        (today + timedelta(days=1), _("Tomorrow")),
        (next_workday(today), _("Next working day")),
        (today + timedelta(days=7), _("In a week")),
    ]
    days: dict[date, str] = {}
    for day, words in choices:
        days.setdefault(day, words)
    return tuple(days.items())
