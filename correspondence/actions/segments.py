"""The segments of a letter, filed once per thread, with their files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from correspondence.actions.parties import Parties
from correspondence.actions.pending import Pending
from correspondence.files import store_attachment
from correspondence.letters import letter as wire
from correspondence.letters.file_types import attachment_type
from correspondence.letters.terminology import job_title_label
from correspondence.models import Attachment, CitizenIdentifier, Message, Party, Segment
from correspondence.text.formatted import shown


@dataclass(frozen=True, slots=True)
class _Origins:
    """Which message brought a segment: its Provenance says, as it was first seen; otherwise the letter itself.

    A later letter cannot put words into a message that is already here.
    """

    by_segment: dict[str, Message]
    letter_itself: Message

    def __getitem__(self, identifier: str) -> Message:
        return self.by_segment.get(identifier, self.letter_itself)


def file_segments(
    letter: wire.Letter,
    messages: dict[str, Message],
    parties: Parties,
    pending: Pending,
    *,
    rows: Iterable[Segment],
    numbers: Collection[str],
) -> list[tuple[Segment, Attachment | None]]:
    """Add what the thread does not have yet and return it; give known attachments the bytes they lacked.

    ``rows``: what it has. ``numbers``: the citizen's.
    """
    known = {one.identifier: one for one in rows}
    origins = _Origins(
        {segment: message for message in messages.values() for segment in message.segment_identifiers},
        messages[letter.message_header_id],
    )
    new = [one for one in _once(letter.segments) if one.identifier not in known]
    made = [_row(one, origins[one.identifier], parties) for one in new]
    filed = [
        (row, _attachment(one.attachment, row, numbers) if one.attachment else None)
        for one, row in zip(new, made, strict=True)
    ]
    pending.add(Segment, *made)
    pending.add(Attachment, *(file for _, file in filed if file))
    _complete_attachments(letter, known)
    return filed


def _once(segments: tuple[wire.Segment, ...]) -> list[wire.Segment]:
    return list({one.identifier: one for one in segments}.values())


def _row(segment: wire.Segment, message: Message, parties: Parties) -> Segment:
    author = segment.author
    return Segment(
        thread=message.thread,
        message=message,
        identifier=segment.identifier,
        written=segment.written,
        written_at=wire.moment(segment.written),
        organisation=_organisation(segment, message, parties),
        assigned=segment.assigner is not None,
        author=wire.as_data(author) if author else None,
        author_name=author.name if author else "",
        job_title=_job_title(author) if author else "",
        phone=segment.phone,
        text=segment.text or "",
        html=shown(segment.text, segment.formatted) if segment.text else "",
    )


def _organisation(segment: wire.Segment, message: Message, parties: Parties) -> Party:
    if segment.assigner:
        return parties[segment.assigner]
    if segment.author and segment.author.organisation:
        return parties[segment.author.organisation]
    return message.organisation


def _job_title(author: wire.Author) -> str:
    return author.job_text or job_title_label(author.job_system, author.job_code)


def _attachment(file: wire.Attachment, row: Segment, numbers: Collection[str]) -> Attachment:
    attachment = Attachment(
        segment=row, title=file.title, declared_type=file.content_type, url=file.url, creation=file.creation
    )
    if file.data is not None:
        _give_bytes(attachment, file.data)
    elif not file.url:
        _borrow_bytes(attachment, row, numbers)
    return attachment


def _give_bytes(attachment: Attachment, data: bytes) -> None:
    attachment.stored_as, attachment.sha256 = store_attachment(data)
    attachment.content_type, attachment.size = attachment_type(data), len(data)


def _borrow_bytes(attachment: Attachment, row: Segment, numbers: Collection[str]) -> None:
    """carecommunication.md section 3: the receiver finds content it already has by the payload identifier.

    Only what came to the same unit and is about the same citizen: an identifier is no secret.
    """
    same_citizen = CitizenIdentifier.objects.filter(value__in=numbers)
    known = (
        Attachment.objects.filter(segment__identifier=row.identifier, segment__thread__home=row.thread.home_id)
        .filter(segment__thread__in=same_citizen.values("thread"))
        .exclude(stored_as="")
        .first()
    )
    if known:
        attachment.stored_as, attachment.sha256 = known.stored_as, known.sha256
        attachment.content_type, attachment.size = known.content_type, known.size


def _complete_attachments(letter: wire.Letter, known: dict[str, Segment]) -> None:
    """A reply that overtook its original brought only a title: the bytes come now."""
    for segment in letter.segments:
        row = known.get(segment.identifier)
        if row is None or segment.attachment is None or segment.attachment.data is None:
            continue
        attachment = getattr(row, "attachment", None)
        if attachment is not None and not attachment.stored_as:
            _give_bytes(attachment, segment.attachment.data)
            attachment.declared_type = segment.attachment.content_type
            attachment.save()
