"""Who has a thread open right now. Told by their pages, so it is only ever a hint; it locks nobody out."""

from __future__ import annotations

from correspondence.models import Presence, Thread
from portal import clock
from portal.models import User


def be_present(*, user: User, thread: Thread, writing: bool) -> None:
    """One row per person and thread, one statement: pages tell it four times a minute."""
    Presence.objects.bulk_create(
        [Presence(user=user, thread=thread, seen_at=clock.now(), writing=writing)],
        update_conflicts=True,
        unique_fields=["thread", "user"],
        update_fields=["seen_at", "writing"],
    )


def stop_writing(*, user: User, thread: Thread | None) -> None:
    """What was being written has been sent, or thrown away."""
    Presence.objects.filter(user=user, thread=thread, writing=True).update(writing=False)
