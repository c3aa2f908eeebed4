"""Somebody reads a thread or a file: remembered for them, and in the audit trail."""

from __future__ import annotations

from correspondence.models import Attachment, ReadPosition, Thread
from portal import audit
from portal.compiled import Insertion
from portal.models import User


def read_thread(*, user: User, thread: Thread, before: int | None = None) -> int:
    """Record the reading and move the user's read position; returns where it was (0: never read).

    ``before`` is that, where it is known already.
    """
    audit.record(user, "thread.read", thread)
    if before is None:
        positions = ReadPosition.objects.filter(user=user, thread=thread)
        before = positions.values_list("message", flat=True).first() or 0
    if thread.latest_received > before:
        mark_read(user=user, thread=thread)
    return before


def mark_read(*, user: User, thread: Thread) -> None:
    _TO_MESSAGE(ReadPosition(user=user, thread=thread, message=thread.latest_received))


def read_notes(*, user: User, thread: Thread, newest: int) -> None:
    """The user has seen the notes up to the key ``newest``, which is newer than those they had seen."""
    _TO_NOTE(ReadPosition(user=user, thread=thread, note=newest))


def _placed(column: str) -> Insertion:
    """A position moves forward only: of two pages read at once, the one that has shown more says how far."""
    forward = f"SET {column} = excluded.{column} WHERE correspondence_readposition.{column} < excluded.{column}"
    return Insertion(ReadPosition, f"ON CONFLICT (thread_id, user_id) DO UPDATE {forward}")


_TO_MESSAGE, _TO_NOTE = _placed("message"), _placed("note")


def read_attachment(*, user: User, attachment: Attachment, download: bool) -> None:
    action = "attachment.download" if download else "attachment.open"
    audit.record(user, action, attachment, thread=attachment.segment.thread_id)
