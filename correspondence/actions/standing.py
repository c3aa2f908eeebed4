"""How a thread stands: when something last came and went, and who is to write next."""

from __future__ import annotations

from collections.abc import Collection

from correspondence.models import Awaiting, Direction, Message, Thread


def note_standing(thread: Thread, messages: Collection[Message]) -> None:
    """Set ``last_received_at``, ``last_sent_at`` and who is awaited since when, from all messages of ``thread``.

    By our clock: a message that was overtaken and comes late is not answered yet. Saves nothing.
    """
    received = [one.at for one in messages if one.at and one.direction == Direction.RECEIVED]
    sent = [one.at for one in messages if one.at and one.direction == Direction.SENT]
    thread.last_received_at, thread.last_sent_at = max(received, default=None), max(sent, default=None)
    ours = bool(received) and (not sent or max(received) >= max(sent))
    unanswered, answered = (received, thread.last_sent_at) if ours else (sent, thread.last_received_at)
    waiting = [at for at in unanswered if answered is None or at >= answered]
    thread.awaiting_since = min(waiting, default=None)
    thread.awaiting = (Awaiting.US if ours else Awaiting.THEM) if waiting else ""
