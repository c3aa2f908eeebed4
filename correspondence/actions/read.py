"""Somebody reads a thread or a file: remembered for them, and in the audit trail."""

from __future__ import annotations

from typing import cast

from correspondence.models import Attachment, ReadPosition, Thread
from portal import audit
from portal.compiled import Insertion
from portal.models import User


def read_thread(*, user: User, thread: Thread) -> int:
    """Record the reading and move the user's read position; returns where it was (0: never read)."""
    audit.record(user, "thread.read", thread)
    before = _read_to(user, thread)
    if thread.latest_received > before:
        mark_read(user=user, thread=thread)
    return before


def _read_to(user: User, thread: Thread) -> int:
    """As it was fetched with the thread (queries.row_facts), or asked for now."""
    if hasattr(thread, "read_to"):
        return cast(int, thread.read_to)
    positions = ReadPosition.objects.filter(user=user, thread=thread)
    return positions.values_list("message", flat=True).first() or 0


def mark_read(*, user: User, thread: Thread) -> None:
    _TO_MESSAGE(ReadPosition(user=user, thread=thread, message=thread.latest_received))


def read_notes(*, user: User, thread: Thread, newest: int) -> None:
    """The user has seen the notes up to the key ``newest``, which is newer than those they had seen."""
    _TO_NOTE(ReadPosition(user=user, thread=thread, note=newest))


def _placed(column: str) -> Insertion:
    return Insertion(ReadPosition, f"ON CONFLICT (thread_id, user_id) DO UPDATE SET {column} = excluded.{column}")


_TO_MESSAGE, _TO_NOTE = _placed("message"), _placed("note")


def read_attachment(*, user: User, attachment: Attachment, download: bool) -> None:
    action = "attachment.download" if download else "attachment.open"
    audit.record(user, action, attachment, thread=attachment.segment.thread_id)
