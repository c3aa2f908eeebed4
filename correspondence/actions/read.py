"""Somebody reads a thread or a file: remembered for them, and in the audit trail."""

from __future__ import annotations

from correspondence.models import Attachment, ReadPosition, Thread
from portal import audit
from portal.models import User


def read_thread(*, user: User, thread: Thread) -> int:
    """Record the reading and move the user's read position; returns where it was (0: never read)."""
    audit.record(user, "thread.read", thread)
    position, _ = ReadPosition.objects.get_or_create(user=user, thread=thread)
    before = position.message
    if thread.latest_received > before:
        ReadPosition.objects.filter(pk=position.pk).update(message=thread.latest_received)
    return before


def mark_read(*, user: User, thread: Thread) -> None:
    ReadPosition.objects.update_or_create(user=user, thread=thread, defaults={"message": thread.latest_received})


def read_attachment(*, user: User, attachment: Attachment, download: bool) -> None:
    action = "attachment.download" if download else "attachment.open"
    audit.record(user, action, attachment, thread=attachment.segment.thread_id)
