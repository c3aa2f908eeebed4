"""A thread as the composers of replies and forwards need it."""

from __future__ import annotations

from correspondence.files import read_document
from correspondence.letters import letter as wire
from correspondence.letters.carecommunication.compose import ThreadHistory
from correspondence.models import Direction, Message, Segment, Thread, messages_of
from correspondence.text.formatted import behind


def history_of(thread: Thread, *, with_files: bool) -> ThreadHistory:
    """Everything the thread holds, in wire form. ``with_files`` reads attachments' bytes (a forward carries them)."""
    segments = thread.segments.select_related("organisation", "attachment").order_by("written_at", "id")
    messages = thread.messages.select_related("organisation").order_by("occurred_at", "id")
    return ThreadHistory(
        communication_identifier=thread.communication_identifier,
        citizen=thread.citizen(),
        episode_of_care=thread.episode(),
        segments=tuple(wire_segment(one, with_files=with_files) for one in segments),
        entries=tuple(one.history_entry() for one in messages),
    )


def wire_segment(segment: Segment, *, with_files: bool) -> wire.Segment:
    attachment = getattr(segment, "attachment", None)
    return wire.Segment(
        identifier=segment.identifier,
        written=segment.written,
        text=None if attachment else segment.text,
        attachment=attachment.wire(_bytes(attachment) if with_files else None) if attachment else None,
        author=segment.wire_author(),
        phone=segment.phone,
        assigner=segment.organisation.organisation() if segment.assigned else None,
        # What is shown and more than the plain text goes along as it came.
        formatted="" if attachment else behind(segment.html, segment.text),
    )


def _bytes(attachment) -> bytes | None:
    return read_document(attachment.stored_as) if attachment.stored_as else None


def answerable(thread: Thread) -> list[Message]:
    """The messages that may be answered, the one to offer first: the latest received, the latest sent.

    carecommunication.md section 3: replying to anything older SHALL NOT be possible.
    """
    messages = messages_of(thread)[::-1]
    latest = (
        next((one for one in messages if one.direction == direction), None)
        for direction in (Direction.RECEIVED, Direction.SENT)
    )
    return [one for one in latest if one]
