"""The thread page: messages and segments in the standard's order, ready to show."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext

from correspondence.letters.letter import Activity, Author, Priority, party_from_data
from correspondence.letters.terminology import job_title_label
from correspondence.models import (
    Attachment,
    Delivery,
    DeliveryEvent,
    Direction,
    Message,
    Party,
    Segment,
    Thread,
    know_parties,
    messages_of,
)
from correspondence.queries.other_party import OtherParty, other_party_now
from correspondence.queries.timeline import Timeline, timeline
from correspondence.states import DeliveryState
from correspondence.words import (
    category_words,
    citizen_words,
    delivery_mark,
    delivery_words,
    identifier_words,
    kind_words,
    priority_words,
    refusal_words,
    type_words,
)
from portal.compiled import Compiled, give, give_one
from portal.moments import moment_words

# What a browser shows by itself without running anything of the file's own.
SHOWN_IN_BROWSER = {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/bmp"}
# A thread of more messages than these shows its latest ones first: a page of hundreds is slow to make and to read.
MOST_AT_ONCE, LATEST = 12, 10
# Signs of HTML and segments of a message whose drawing is kept in memory, among a thousand others.
KEPT_AT_MOST, SEGMENTS_KEPT = 4_000, 10


@dataclass(frozen=True, slots=True)
class ShownThread:
    pk: int
    citizen_name: str
    citizen_identifiers: list[tuple[str, str]]
    own_party: Any
    other_party: OtherParty
    category_label: str
    topic: str
    priority_label: str
    urgent: bool
    specific_sender: str
    specific_recipient: str
    episode_of_care: str


@dataclass(frozen=True, slots=True)
class ShownAttachment:
    title: str
    type_label: str
    size: int | None
    author_name: str
    phone: str
    attached_at: datetime
    created_at: datetime | date | None
    created_words: str = ""
    address: str = ""
    open_url: str = ""
    download_url: str = ""
    link_url: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ShownSegment:
    kind: str
    html: str
    author_name: str
    job_title: str
    phone: str
    organisation_name: str
    written_at: datetime
    attachment: ShownAttachment | None = None


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One run of segments that came with one message, from one organisation."""

    pk: int
    mine: bool
    kind_label: str
    sender_name: str
    receiver_name: str
    occurred_at: datetime
    received_at: datetime | None
    answers_note: str
    carried: bool
    unread: bool
    automatic: bool
    segments: tuple[ShownSegment, ...]
    delivery_sentence: str = ""
    delivery_state: str = ""
    refusals: tuple[str, ...] = ()
    timeline: Timeline | None = None

    @property
    def kept(self) -> bool:
        """Whether its drawing may be kept: nothing can be done about its delivery, and it is not long."""
        stuck = self.timeline is not None and (self.timeline.resend_url or self.timeline.handled_url)
        short = len(self.segments) <= SEGMENTS_KEPT and sum(len(one.html) for one in self.segments) <= KEPT_AT_MOST
        return short and not stuck


@dataclass(frozen=True, slots=True)
class Reading:
    """What is shown of a thread; ``older`` is how many of its messages are not."""

    messages: list[ShownMessage]
    older: int = 0


def shown_thread(thread: Thread) -> ShownThread:
    latest = next((one for one in reversed(messages_of(thread)) if one.direction != Direction.CARRIED), None)
    numbers = [(identifier_words(one.system), one.value) for one in thread.citizen_identifiers.all()]
    return ShownThread(
        pk=thread.pk,
        citizen_name=citizen_words(thread),
        citizen_identifiers=numbers,
        own_party=thread.own_party,
        other_party=other_party_now(thread),
        category_label=category_words(thread.category),
        topic=thread.topic,
        priority_label=priority_words(thread.priority),
        urgent=thread.priority == Priority.ASAP,
        specific_sender=party_words(latest.specific_sender if latest else None),
        specific_recipient=party_words(latest.specific_recipient if latest else None),
        episode_of_care=_episode_words(thread),
    )


def _episode_words(thread: Thread) -> str:
    episode = thread.episode()
    return ", ".join(one.value for one in episode.identifiers) if episode else ""


def party_words(data: dict | None) -> str:
    """A specific sender or recipient: a person with job title, or a team."""
    party = party_from_data(data)
    if not isinstance(party, Author):
        return party.name if party else ""
    title = party.job_text or job_title_label(party.job_system, party.job_code)
    return ", ".join(part for part in (party.name, title) if part)


def ordered_segments(thread: Thread, *, of: Collection[int] | None = None) -> list[Segment]:
    """By their own time; at equal times the initiator's first (carecommunication.md section 3).

    ``of`` chooses the messages (primary keys) whose segments are wanted; None for all.
    """
    messages = {one.pk: one for one in messages_of(thread) if of is None or one.pk in of}
    since = None if of is None else min((one.occurred_at for one in messages.values()), default=None)
    found = [one for one in _of(_SEGMENTS, thread, since) if one.message_id in messages]
    know_parties(thread, found, "organisation")
    for one in found:
        one.message = messages[one.message_id]
    _give_deliveries(thread, messages.values(), since)
    initiator = _initiator(thread)
    return sorted(
        found, key=lambda one: (one.written_at, one.organisation.sor_code != initiator, one.message_id, one.pk)
    )


def _of(rows: Compiled, thread: Thread, since: datetime | None) -> Iterable[Any]:
    """Of all messages, or of those from ``since`` on: the latest few of a long thread."""
    return rows(thread.pk) if since is None else rows(thread.pk, since)


def _from(rows: QuerySet[Any], message: str, since: datetime | None) -> QuerySet[Any]:
    return rows.filter(**{f"{message}__occurred_at__gte": since}) if since else rows


_SEGMENTS = Compiled(
    lambda thread, since=None: _from(
        Segment.objects.filter(thread=thread).select_related("attachment"), "message", since
    )
)
_DELIVERIES = Compiled(
    lambda thread, since=None: _from(Delivery.objects.filter(message__thread=thread), "message", since)
)
_EVENTS = Compiled(
    lambda thread, since=None: _from(
        DeliveryEvent.objects.filter(delivery__message__thread=thread), "delivery__message", since
    )
)


def _give_deliveries(thread: Thread, messages: Iterable[Message], since: datetime | None) -> None:
    """Each message its delivery (None for what was not sent from here), and each delivery its events."""
    deliveries = {one.message_id: one for one in _of(_DELIVERIES, thread, since)}
    events: dict[Any, list[DeliveryEvent]] = {one.pk: [] for one in deliveries.values()}
    for event in _of(_EVENTS, thread, since) if deliveries else ():
        events.setdefault(event.delivery_id, []).append(event)  # of one that has just been queued, nobody asks
    for message in messages:
        delivery = deliveries.get(message.pk)
        give_one(message, "delivery", delivery)
        if delivery:
            give(delivery, "events", events[delivery.pk])


def _initiator(thread: Thread) -> str:
    """The SOR code of the unit that wrote the thread's first message."""
    return next((one.organisation.sor_code for one in messages_of(thread)), "")


def shown_messages(thread: Thread, *, read_to: int, everything: bool = False) -> Reading:
    """Messages in reading order. ``read_to`` is the arrival of the newest message the reader has seen.

    Of a thread with more than MOST_AT_ONCE messages the latest, and every unread one, unless ``everything`` is wanted.
    """
    chosen, older = _at_once(thread, read_to, everything)
    segments = ordered_segments(thread, of=chosen)
    by_header = {one.message.message_header_id: one.message for one in segments}
    authors = _authors(segments)
    runs = groupby(segments, key=lambda one: (one.message_id, one.organisation_id))
    return Reading([_shown(thread, list(run), by_header, authors, read_to) for _, run in runs], older)


def _at_once(thread: Thread, read_to: int, everything: bool) -> tuple[set[int] | None, int]:
    """Which messages to show (None for all), and how many that leaves out."""
    messages = messages_of(thread)
    if everything or len(messages) <= MOST_AT_ONCE:
        return None, 0
    chosen = {one.pk for one in messages if one.arrival > read_to} | {one.pk for one in messages[-LATEST:]}
    return chosen, len(messages) - len(chosen)


def _authors(segments: list[Segment]) -> dict[int, str]:
    return {one.message_id: one.author_name for one in reversed(segments) if one.author_name}


def _shown(
    thread: Thread, run: list[Segment], by_header: dict[str, Message], authors: dict[int, str], read_to: int
) -> ShownMessage:
    message, sender = run[0].message, run[0].organisation
    mine = sender.sor_code == thread.own_party.sor_code
    delivery = getattr(message, "delivery", None)
    return ShownMessage(
        pk=message.pk,
        mine=mine,
        kind_label=kind_words(message.activity),
        sender_name=str(sender),
        receiver_name=str(message.receiver or _counterpart(thread, sender) or ""),
        occurred_at=message.occurred_at,
        received_at=message.at if message.direction == Direction.RECEIVED else None,
        answers_note=_answers_note(message, by_header, authors),
        carried=message.direction == Direction.CARRIED,
        unread=message.arrival > read_to,
        automatic=message.automatic,
        segments=tuple(_shown_segment(one) for one in run),
        **(_delivery(delivery) if delivery else {}),
    )


def _counterpart(thread: Thread, sender: Party) -> Party | None:
    """Whom ``sender`` writes to in the thread; of a message that was passed on nobody is told who had got it."""
    parties = {thread.own_party.sor_code: thread.other_party, thread.other_party.sor_code: thread.own_party}
    return parties.get(sender.sor_code)


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery_sentence": delivery_words(delivery),
        "delivery_state": delivery_mark(delivery),
        # An ``ok`` may bring remarks along: they are for the operator.
        "refusals": tuple(refusal_words(one) for one in delivery.issues if delivery.state != DeliveryState.DELIVERED),
        "timeline": timeline(delivery),
    }


def _answers_note(message: Message, by_header: dict[str, Message], authors: dict[int, str]) -> str:
    """Which message it answers or forwards, so that two who answered at once can be told apart."""
    answered = by_header.get(message.answers)
    if answered is None:
        return ""
    reply, forward = (
        gettext("In answer to %(author)s, %(time)s"),
        gettext("Forwards the message from %(author)s, %(time)s"),
    )
    return (forward if message.activity == Activity.FORWARD else reply) % {
        "author": authors.get(answered.pk) or str(answered.organisation),
        "time": moment_words(answered.occurred_at),
    }


def _shown_segment(segment: Segment) -> ShownSegment:
    attachment = getattr(segment, "attachment", None)
    return ShownSegment(
        kind="attachment" if attachment else "text",
        html=segment.html,
        author_name=segment.author_name,
        job_title=segment.job_title,
        phone=segment.phone,
        organisation_name=str(segment.organisation),
        written_at=segment.written_at,
        attachment=_shown_attachment(segment, attachment) if attachment else None,
    )


def _shown_attachment(segment: Segment, attachment: Attachment) -> ShownAttachment:
    stored = bool(attachment.stored_as)
    inline = stored and attachment.content_type in SHOWN_IN_BROWSER
    author = ", ".join(part for part in (segment.author_name, segment.job_title) if part)
    return ShownAttachment(
        title=attachment.title,
        type_label=type_words(attachment.content_type or attachment.declared_type),
        size=attachment.size if stored else None,
        author_name=author,
        phone=segment.phone,
        attached_at=segment.written_at,
        created_at=_moment(attachment.creation),
        created_words=attachment.creation,
        address=attachment.url,
        open_url=reverse("attachment-open", args=[attachment.pk]) if inline else "",
        download_url=reverse("attachment-download", args=[attachment.pk]) if stored else "",
        link_url=attachment.url if attachment.url.lower().startswith(("https://", "http://")) else "",
        missing=not stored and not attachment.url,
    )


def _moment(text: str) -> datetime | date | None:
    """A creation time, or a date where the sender gave no more; none for a year or month (FHIR dateTime)."""
    try:
        if len(text) <= len("2025-03-01"):
            return parse_date(text)
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
