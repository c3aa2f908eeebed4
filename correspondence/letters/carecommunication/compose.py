"""The letter of a new message, a reply or a forward, from the thread so far and what was written.

The rules of threads and history: MedCom CareCommunication 5.0, governance and use cases S1-S3. All
functions are pure: ids and times come from the caller. What was carried before is carried on as it
is; only new text is tidied (line breaks as ``\\n``, no characters FHIR forbids).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from correspondence.letters.carecommunication.identities import settle
from correspondence.letters.fhir.serialise import legal
from correspondence.letters.letter import (
    Activity,
    Attachment,
    Author,
    Citizen,
    EpisodeOfCare,
    HistoryEntry,
    Letter,
    Organisation,
    Segment,
    Team,
)
from correspondence.text.formatted import agreeing

DENMARK = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True)
class ThreadHistory:
    """What a thread holds before the new message.

    ``citizen`` has every identifier ever received for the thread, ``segments`` all segments in wire form
    (attachments with their content where it is known), ``entries`` one per message.
    """

    communication_identifier: str
    citizen: Citizen
    segments: tuple[Segment, ...]
    entries: tuple[HistoryEntry, ...]
    episode_of_care: EpisodeOfCare | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A new attachment made by somebody else than the writer, or signed with another phone."""

    attachment: Attachment
    author: Author | None = None
    phone: str = ""


def danish_time(instant: datetime) -> str:
    """Wire text for an aware ``instant``: Danish local time with its offset, whole seconds."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(DENMARK).isoformat(timespec="seconds")


def new_letter(
    *,
    sender: Organisation,
    receiver: Organisation,
    citizen: Citizen,
    category: str,
    text: str,
    author: Author,
    phone: str,
    written: str,
    ids: Callable[[], str],
    topic: str = "",
    priority: str = "",
    attachments: Sequence[Attachment | Enclosure] = (),
    formatted: str = "",
    specific_sender: Author | Team | None = None,
    specific_recipient: Author | Team | None = None,
    episode_of_care: EpisodeOfCare | None = None,
) -> Letter:
    """The first message of a thread.

    ``written`` is the time of sending (wire text with offset): it becomes the time of the new segments,
    of the Provenance and of the bundle. ``ids`` gives a new UUID at every call; it is called for the
    bundle, the message, the thread and each new segment. ``phone`` may hold blanks; they are not sent.
    ``formatted`` is ``text`` as HTML (text.formatted.written); it goes along only if it says the same.
    """
    segments = _new_segments(text, formatted, attachments, author, phone, written, sender, ids)
    message_header_id = ids()
    entry = _entry(message_header_id, Activity.NEW, written, sender, segments)
    return settle(
        Letter(
            bundle_id=ids(),
            timestamp=written,
            message_header_id=message_header_id,
            sender=sender,
            receiver=receiver,
            communication_identifier=_urn(ids()),
            category=category.lower(),
            citizen=citizen,
            segments=segments,
            history=(entry,),
            topic=tidy_line(topic),
            priority=priority,
            specific_sender=specific_sender,
            specific_recipient=specific_recipient,
            episode_of_care=episode_of_care,
        )
    )


def reply_letter(
    *,
    history: ThreadHistory,
    sender: Organisation,
    receiver: Organisation,
    category: str,
    text: str,
    author: Author,
    phone: str,
    written: str,
    ids: Callable[[], str],
    answers: str = "",
    answers_letter: str = "",
    topic: str = "",
    priority: str = "",
    attachments: Sequence[Attachment | Enclosure] = (),
    formatted: str = "",
    specific_sender: Author | Team | None = None,
    specific_recipient: Author | Team | None = None,
) -> Letter:
    """A reply in the thread: everything carried along, earlier attachments without their content.

    Exactly one of ``answers`` (MessageHeader.id of the message answered) and ``answers_letter``
    (``<location number>#<letter id>`` of an EDIFACT or OIOXML letter) is given; otherwise ValueError.
    """
    segments = _new_segments(text, formatted, attachments, author, phone, written, sender, ids)
    carried = tuple(_without_content(segment) for segment in history.segments)
    entry = _answering(ids(), Activity.REPLY, written, sender, segments, answers, answers_letter)
    return settle(
        Letter(
            bundle_id=ids(),
            timestamp=written,
            message_header_id=entry.message_header_id,
            sender=sender,
            receiver=receiver,
            communication_identifier=history.communication_identifier,
            category=category.lower(),
            citizen=history.citizen,
            segments=carried + segments,
            history=(entry, *history.entries),
            topic=tidy_line(topic),
            priority=priority,
            specific_sender=specific_sender,
            specific_recipient=specific_recipient,
            episode_of_care=history.episode_of_care,
        )
    )


def forward_letter(
    *,
    history: ThreadHistory,
    sender: Organisation,
    receiver: Organisation,
    category: str,
    text: str,
    author: Author,
    phone: str,
    written: str,
    ids: Callable[[], str],
    answers: str = "",
    answers_letter: str = "",
    chosen: Set[str] | None = None,
    topic: str = "",
    priority: str = "",
    attachments: Sequence[Attachment | Enclosure] = (),
    formatted: str = "",
    specific_sender: Author | Team | None = None,
    specific_recipient: Author | Team | None = None,
) -> Letter:
    """A forward: a new thread for the new receiver, earlier attachments with their content.

    ``chosen`` limits what goes along to the messages with these MessageHeader.ids (None: the whole thread);
    a chosen message goes with all its segments. ``answers`` is the message forwarded, as in a reply.
    """
    segments = _new_segments(text, formatted, attachments, author, phone, written, sender, ids)
    entries, carried = _chosen(history, chosen)
    entry = _answering(ids(), Activity.FORWARD, written, sender, segments, answers, answers_letter)
    return settle(
        Letter(
            bundle_id=ids(),
            timestamp=written,
            message_header_id=entry.message_header_id,
            sender=sender,
            receiver=receiver,
            communication_identifier=_urn(ids()),
            category=category.lower(),
            citizen=history.citizen,
            segments=carried + segments,
            history=(entry, *entries),
            topic=tidy_line(topic),
            priority=priority,
            specific_sender=specific_sender,
            specific_recipient=specific_recipient,
            episode_of_care=history.episode_of_care,
        )
    )


def tidy_text(text: str) -> str:
    """Written text as it is sent: line breaks as ``\\n``, no forbidden characters, no blank edges."""
    return legal(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def tidy_line(text: str) -> str:
    """The same for a text of one line: topic, title."""
    return " ".join(legal(text).split())


def _new_segments(
    text: str,
    formatted: str,
    attachments: Iterable[Attachment | Enclosure],
    author: Author,
    phone: str,
    written: str,
    sender: Organisation,
    ids: Callable[[], str],
) -> tuple[Segment, ...]:
    """The text first, then the attachments; signed by the writer unless they have an author; assigned by the sender."""
    enclosed = [one if isinstance(one, Enclosure) else Enclosure(one) for one in attachments]

    def segment(text: str | None, attachment: Attachment | None, author: Author, phone: str) -> Segment:
        return Segment(_urn(ids()), written, text, attachment, author, "".join(phone.split()), sender)

    def signed(one: Enclosure) -> Segment:
        tidied = replace(one.attachment, title=tidy_line(one.attachment.title))
        return segment(None, tidied, one.author or author, one.phone or phone)

    words = segment(tidy_text(text), None, author, phone)
    return (replace(words, formatted=agreeing(formatted, tidy_text(text))), *map(signed, enclosed))


def _urn(identifier: str) -> str:
    return f"urn:uuid:{identifier.lower()}"


def _entry(
    message_header_id: str, activity: Activity, written: str, sender: Organisation, segments: Iterable[Segment]
) -> HistoryEntry:
    return HistoryEntry(
        message_header_id=message_header_id,
        activity=activity.value,
        occurred=written,
        recorded=written,
        organisation=sender,
        segments=tuple(segment.identifier for segment in segments),
    )


def _answering(
    message_header_id: str,
    activity: Activity,
    written: str,
    sender: Organisation,
    segments: Iterable[Segment],
    answers: str,
    answers_letter: str,
) -> HistoryEntry:
    if bool(answers) == bool(answers_letter):
        raise ValueError("one preceding message, either a MessageHeader.id or a letter id")
    entry = _entry(message_header_id, activity, written, sender, segments)
    return replace(entry, answers=answers, answers_letter=answers_letter)


def _without_content(segment: Segment) -> Segment:
    """The receiver finds the content by the segment's identifier; type, title, time and link stay."""
    if segment.attachment is None or segment.attachment.data is None:
        return segment
    return replace(segment, attachment=replace(segment.attachment, data=None))


def _chosen(history: ThreadHistory, chosen: Set[str] | None) -> tuple[tuple[HistoryEntry, ...], tuple[Segment, ...]]:
    if chosen is None:
        return history.entries, history.segments
    entries = tuple(entry for entry in history.entries if entry.message_header_id in chosen)
    kept = {identifier for entry in entries for identifier in entry.segments}
    return entries, tuple(segment for segment in history.segments if segment.identifier in kept)
