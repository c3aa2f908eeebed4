"""Has this reply gone already? Asked for writers who went back in the browser, or have the thread open twice."""

from __future__ import annotations

from enum import Enum, auto
from uuid import UUID

from correspondence.models import Direction, Message, Thread
from correspondence.states import DeliveryState


class Repeat(Enum):
    SAME_WORDS = auto()
    """Another form has sent the same words in answer to the same message."""
    SAME_FORM = auto()
    """This form has been sent, with other words than it holds now."""


def repeat_of(thread: Thread, *, token: UUID, answers: str, text: str) -> Repeat | None:
    """How a reply repeats one that was sent; None when it is new, or the very same form once more.

    ``answers`` is the MessageHeader.id it answers. Words that were not delivered may be sent again.
    """
    if sent := thread.messages.filter(compose_token=token).first():
        return None if says(sent, text) else Repeat.SAME_FORM
    earlier = thread.messages.filter(direction=Direction.SENT, answers=answers)
    delivered = earlier.exclude(delivery__state=DeliveryState.FAILED).prefetch_related("segments")
    return Repeat.SAME_WORDS if any(says(one, text) for one in delivered) else None


def says(message: Message, text: str) -> bool:
    """Whether one of the message's own segments is ``text``, however its lines end."""
    return text.split() in [segment.text.split() for segment in message.segments.all()]
