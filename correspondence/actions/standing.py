"""How a thread stands: when something last came and went, and who is to write next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from correspondence.models import Awaiting, Direction, Message, Thread


def note_standing(thread: Thread, messages: Collection[Message]) -> None:
    """Set ``last_received_at``, ``last_sent_at`` and who is awaited since when, from all messages of ``thread``.

    By our clock: a message that was overtaken and comes late is not answered yet. An automatic answer answers
    nothing and asks for nothing: who was awaited before it still is. Saves nothing.
    """
    thread.last_received_at = max(_times(messages, Direction.RECEIVED), default=None)
    thread.last_sent_at = max(_times(messages, Direction.SENT), default=None)
    written = [one for one in messages if not one.automatic]
    received, sent = _times(written, Direction.RECEIVED), _times(written, Direction.SENT)
    ours = bool(received) and (not sent or max(received) >= max(sent))
    unanswered, answers = (received, sent) if ours else (sent, received)
    waiting = [at for at in unanswered if not answers or at >= max(answers)]
    thread.awaiting_since = min(waiting, default=None)
    thread.awaiting = (Awaiting.US if ours else Awaiting.THEM) if waiting else ""


def wait_ended_by(message: Message, thread: Thread) -> datetime | None:
    """Since when the other party has waited for ``message``, which is about to go out; None where nobody has.

    Ask before :func:`note_standing` counts the message in.
    """
    if message.direction != Direction.SENT or message.automatic or thread.awaiting != Awaiting.US:
        return None
    return thread.awaiting_since


def _times(messages: Collection[Message], direction: Direction) -> list[datetime]:
    return [one.at for one in messages if one.at and one.direction == direction]
