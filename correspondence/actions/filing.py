"""Put a Letter where it belongs in a mailbox: its thread, its messages, its segments.

The same way for what we receive and what we send. Everything already known is left as it is, so a
letter can be filed twice, late, or after letters that carry its segments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db.models import Prefetch

from correspondence.actions.finish import reopened_by_itself
from correspondence.actions.parties import KnownParties, Parties
from correspondence.actions.pending import Pending, writing
from correspondence.actions.segments import file_segments
from correspondence.actions.standing import note_standing, wait_ended_by
from correspondence.letters.automatic import is_automatic
from correspondence.letters.issues import Issue
from correspondence.letters.letter import Author, HistoryEntry, Letter, Organisation, Team, as_data, moment
from correspondence.models import (
    CitizenIdentifier,
    Direction,
    Mailbox,
    Message,
    RawDelivery,
    SearchRow,
    Segment,
    Thread,
)
from correspondence.search.index import refresh, refresh_thread, rows_of
from portal.models import User

# Threads by the primary key of their home and communication identifier.
HeldThreads = dict[tuple[int, str], list[Thread]]


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a letter goes and how it got here. ``mailbox`` is the one whose unit is a party; ``at`` is our clock.

    ``desk`` is the mailbox where people work with a thread that the letter opens; None: the same. ``held`` are the
    threads that the transaction holds already, ``pending`` who writes what is filed; None: it is written at once.
    """

    mailbox: Mailbox
    direction: Direction
    at: datetime
    raw: RawDelivery | None = None
    written_by: User | None = None
    compose_token: object | None = None
    desk: Mailbox | None = None
    known_parties: KnownParties = field(default_factory=dict)
    held: HeldThreads = field(default_factory=dict)
    pending: Pending | None = None


class AnotherCitizen(Exception):
    """The thread is about somebody else (carecommunication.md section 3)."""

    issue = Issue(
        code="MSG_RESOURCE_ID_MISMATCH",
        path="Communication.subject",
        text="Samtalens kommunikationsidentifikator bruges allerede om en anden borger.",
        type="business-rule",
        rule="known_thread_same_citizen",
    )


def file_letter(letter: Letter, filing: Filing) -> Message:
    """File ``letter`` and return its message. Call inside a transaction.

    Raises AnotherCitizen when the mailbox knows the communication identifier for somebody else, and
    IntegrityError when another worker opens the same thread at the same moment: try the whole again.
    """
    with writing(filing.pending) as pending:
        return _file(letter, filing, pending)


def _file(letter: Letter, filing: Filing, pending: Pending) -> Message:
    threads = _known_threads(letter, filing)
    parties = Parties.of(letter, filing.known_parties)
    thread = _thread(letter, filing, threads, parties)
    opened, name = thread.pk is None, thread.citizen_name
    known: list[Message] = [] if opened else thread.filed_messages  # type: ignore[attr-defined]
    messages = _messages(letter, filing, thread, parties, known)
    message = messages[letter.message_header_id]
    _bring_up_to_date(thread, letter, message, known)
    if _reopen(thread, filing):
        pending.after(partial(reopened_by_itself, thread))
    identifiers = set() if opened else _identifiers(thread)
    numbers = {value for _, value in identifiers | _named(letter)}
    _put(thread, pending)
    _add_identifiers(thread, letter, identifiers, pending)
    new = [one for one in messages.values() if one.pk is None]
    # The current one also where it was known from a later letter.
    for one in new if message.pk is None else [*new, message]:
        _put(one, pending)
    rows: Iterable[Segment] = () if opened else thread.filed_segments  # type: ignore[attr-defined]
    filed = file_segments(letter, messages, parties, pending, rows=rows, numbers=numbers)
    if not opened and (thread.citizen_name != name or not _named(letter) <= identifiers):
        pending.after(partial(refresh_thread, thread))
    else:
        pending.add(SearchRow, *rows_of(new, filed, numbers))
        again = {one.pk for one in (message, *(row.message for row, _ in filed)) if one.pk is not None}
        pending.after(partial(refresh, again))
    return message


def _put(row: Thread | Message, pending: Pending) -> None:
    if row.pk is None:
        pending.add(type(row), row)
    else:
        pending.change(row)


def _reopen(thread: Thread, filing: Filing) -> bool:
    """A thread is finished until something new arrives."""
    reopened = filing.direction == Direction.RECEIVED and thread.finished_at is not None
    if reopened:
        thread.finished_at = None
    return reopened


def own_and_other(letter: Letter, direction: Direction) -> tuple[Organisation, Organisation]:
    if direction == Direction.SENT:
        return letter.sender, letter.receiver
    return letter.receiver, letter.sender


def _known_threads(letter: Letter, filing: Filing) -> list[Thread]:
    key = (filing.mailbox.pk, letter.communication_identifier)
    threads = (filing.held if key in filing.held else hold_threads([key]))[key]
    _demand_same_citizen(threads, letter)
    return threads


def hold_threads(keys: Iterable[tuple[int, str]]) -> HeldThreads:
    """The threads known under each of ``keys``, with what was filed in them.

    Locked, so that two letters of one thread are filed one after the other, and in order, so that nobody waits for
    who waits for them. Nothing is written before this.
    """
    held: HeldThreads = {key: [] for key in keys}
    known = Thread.objects.select_for_update().filter(communication_identifier__in={key[1] for key in held})
    known = known.filter(home__in={key[0] for key in held}).order_by("pk")
    segments = Segment.objects.select_related("attachment").defer("text", "html")
    for thread in known.prefetch_related(
        "citizen_identifiers",
        Prefetch("messages", to_attr="filed_messages"),
        Prefetch("segments", segments, to_attr="filed_segments"),
    ):
        held.setdefault((thread.home_id, thread.communication_identifier), []).append(thread)
    return held


def _demand_same_citizen(threads: list[Thread], letter: Letter) -> None:
    known = set().union(*map(_identifiers, threads))
    if threads and known.isdisjoint(_named(letter)):
        raise AnotherCitizen


def _named(letter: Letter) -> set[tuple[str, str]]:
    return {(one.system, one.value) for one in letter.citizen.identifiers}


def _identifiers(thread: Thread) -> set[tuple[str, str]]:
    return {(one.system, one.value) for one in thread.citizen_identifiers.all()}


def _thread(letter: Letter, filing: Filing, threads: list[Thread], parties: Parties) -> Thread:
    """The known thread with this other party, or a new one, not saved yet."""
    own, other = own_and_other(letter, filing.direction)
    known = next((one for one in threads if one.other_sor_code == other.sor_code), None)
    return known or Thread(
        mailbox=filing.desk or filing.mailbox,
        home=filing.mailbox,
        communication_identifier=letter.communication_identifier,
        own_party=parties[own],
        other_party=parties[other],
        other_sor_code=other.sor_code,
        citizen_given=list(letter.citizen.given),
        citizen_family=letter.citizen.family,
        citizen_family_absent=letter.citizen.family_absent,
        citizen_name=letter.citizen.name,
        latest_at=filing.at,
    )


def _add_identifiers(thread: Thread, letter: Letter, known: set[tuple[str, str]], pending: Pending) -> None:
    new = [one for one in letter.citizen.identifiers if (one.system, one.value) not in known]
    made = [CitizenIdentifier(thread=thread, system=one.system, value=one.value) for one in new]
    pending.add(CitizenIdentifier, *made)


def _messages(
    letter: Letter, filing: Filing, thread: Thread, parties: Parties, known: list[Message]
) -> dict[str, Message]:
    """Every message of the letter's history by MessageHeader.id, the current one complete; not saved yet."""
    messages = {one.message_header_id: one for one in known}
    for entry in sorted(letter.history, key=_place):
        if entry.message_header_id not in messages:
            messages[entry.message_header_id] = _carried(entry, letter, thread, parties)
    message = messages[letter.message_header_id]
    _complete(message, letter, filing, parties)
    message.arrival = _next_arrival(thread) if filing.direction == Direction.RECEIVED else 0
    return messages


def _place(entry: HistoryEntry) -> tuple[datetime, bool]:
    """By time; at equal times the message that answers nothing is the first of the thread."""
    return moment(entry.occurred), bool(entry.answers or entry.answers_letter)


def _carried(entry: HistoryEntry, letter: Letter, thread: Thread, parties: Parties) -> Message:
    return Message(
        thread=thread,
        direction=Direction.CARRIED,
        message_header_id=entry.message_header_id,
        provenance_id=entry.resource_id,
        activity=entry.activity,
        occurred=entry.occurred,
        recorded=entry.recorded,
        occurred_at=moment(entry.occurred),
        organisation=parties[entry.organisation or letter.sender],
        answers=entry.answers,
        answers_letter=entry.answers_letter,
        segment_identifiers=list(entry.segments),
    )


def _complete(message: Message, letter: Letter, filing: Filing, parties: Parties) -> None:
    """Turn a history entry into the message itself: its own document has come, or is being sent."""
    message.direction = filing.direction
    message.at = filing.at
    message.organisation = parties[letter.sender]
    message.receiver = parties[letter.receiver]
    message.category, message.topic, message.priority = letter.category, letter.topic, letter.priority
    message.specific_sender = _party_data(letter.specific_sender)
    message.specific_recipient = _party_data(letter.specific_recipient)
    message.raw, message.written_by = filing.raw, filing.written_by
    message.compose_token = filing.compose_token  # type: ignore[assignment]
    message.automatic = filing.written_by is None and is_automatic(letter)


def _next_arrival(thread: Thread) -> int:
    """A number that grows in the order of arrival, so that a message that was overtaken is unread too."""
    thread.latest_received += 1
    return thread.latest_received


def _party_data(party: Author | Team | None) -> dict | None:
    return as_data(party) if party else None


def _bring_up_to_date(thread: Thread, letter: Letter, message: Message, known: list[Message]) -> None:
    """What the inbox shows of a thread: the newest message's kind and subject, and that something came."""
    newest = not any(one.occurred_at > message.occurred_at for one in known if one.direction != Direction.CARRIED)
    if newest:
        thread.category, thread.topic, thread.priority = letter.category, letter.topic, letter.priority
        # A new message that was answered automatically is still a new message to who looks at the inbox.
        own_automatic = message.automatic and message.direction == Direction.SENT
        thread.latest_kind = thread.latest_kind if own_automatic else message.activity
    if letter.episode_of_care:
        thread.episode_of_care = as_data(letter.episode_of_care)
    if not thread.citizen_name and letter.citizen.name:
        thread.citizen_given, thread.citizen_family = list(letter.citizen.given), letter.citizen.family
        thread.citizen_name = letter.citizen.name
    thread.latest_at = max(thread.latest_at, message.at) if message.at else thread.latest_at
    message.waited_since = wait_ended_by(message, thread)
    note_standing(thread, [message, *(one for one in known if one is not message)])
    thread.has_attachments = thread.has_attachments or any(one.attachment for one in letter.segments)
