"""Internal notes: a colleague writes one, or takes back what was just written."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from correspondence.access import demand_writer
from correspondence.models import Note, Thread, ThreadEvent, ThreadStep
from correspondence.queries.colleagues import colleagues, meant_by
from portal import audit
from portal.models import User


class TooOld(Exception):
    """The note has stood so long that colleagues have acted on it: it stays."""


@dataclass(frozen=True, slots=True)
class Noted:
    """``unknown`` are the mentions that mean nobody in the mailbox."""

    note: Note
    unknown: list[str]


@transaction.atomic
def add_note(*, user: User, thread: Thread, text: str) -> Noted:
    """Write a note beside the messages of ``thread``. Raises PermissionDenied for readers.

    The thread is locked so that keys grow in the order in which notes can be seen: how far somebody has read
    is one number.
    """
    demand_writer(user, thread.mailbox)
    Thread.objects.select_for_update().get(pk=thread.pk)
    meant = meant_by(text, colleagues(thread.mailbox_id))
    note = Note.objects.create(thread=thread, author=user, text=text)
    note.mentions.set([one.pk for one in meant.people if one.pk != user.pk])
    audit.record(user, "note.add", thread, note=note.pk, mentions=[one.pk for one in meant.people])
    return Noted(note, meant.unknown)


@transaction.atomic
def remove_note(*, user: User, note: Note) -> None:
    """Take back a note of one's own while it is new. Raises PermissionDenied and TooOld.

    That there was one stays in the thread's history.
    """
    demand_writer(user, note.thread.mailbox)
    if note.author_id != user.pk:
        raise PermissionDenied("somebody else's note")
    if not note.removable:
        raise TooOld
    audit.record(user, "note.remove", note.thread, note=note.pk)
    ThreadEvent.objects.create(thread=note.thread, actor=user, kind=ThreadStep.NOTE_GONE)
    note.delete()
