"""Take in one CareCommunication: judge it, file it once, answer it every time.

Duplicates (transport.md 2.3): a known MessageHeader.id shows nothing new and gets the same answer again;
a known Bundle.id with another MessageHeader.id, or a known MessageHeader.id from somebody else, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from correspondence.actions.address import find_mailbox, open_mailbox
from correspondence.actions.filing import AnotherCitizen, Filing, file_letter
from correspondence.actions.outbox import queue_acknowledgement
from correspondence.letters.issues import Issue, ResponseCode, errors, issue_from_data
from correspondence.letters.letter import Organisation
from correspondence.letters.reading import Reading
from correspondence.models import Delivery, Direction, Mailbox, Message, RawDelivery, Receipt
from correspondence.states import RawState
from portal import audit, clock

NOBODY = Organisation("", "")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One document that has come: what was read, its stored bytes, the envelope's receiver (GLN, "" for none)."""

    reading: Reading
    raw: RawDelivery
    at: datetime
    envelope_receiver: str = ""
    create_mailboxes: bool = False

    @property
    def sender(self) -> Organisation:
        return self.reading.sender or NOBODY

    @property
    def receiver(self) -> Organisation:
        return self.reading.receiver or NOBODY


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it. ``code`` is the acknowledgement's response code, None when none was sent."""

    state: RawState
    code: ResponseCode | None = None
    issues: list[Issue] = field(default_factory=list)
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class _Verdict:
    code: ResponseCode
    issues: list[Issue]
    mailbox: Mailbox | None = None
    message: Message | None = None


def receive(arrival: Arrival) -> Outcome:
    """Receive one CareCommunication in one transaction.

    Raises IntegrityError when another worker stores the same message at the same moment: try again and
    it is a duplicate.
    """
    if not _can_be_answered(arrival):
        # Nobody to answer (transport.md 2.6): set aside for the operator, with the reasons.
        return Outcome(RawState.REJECTED, None, arrival.reading.issues)
    with transaction.atomic(savepoint=False):
        known = Receipt.objects.filter(message_header_id=arrival.reading.message_header_id).first()
        if _belongs_to_another(arrival, known):
            return _refuse_impostor(arrival)
        if known:
            return _repeat(arrival, known)
        return _take_in(arrival)


def _can_be_answered(arrival: Arrival) -> bool:
    """An acknowledgement needs the id it answers and both addresses; a message without them is invalid anyway."""
    return bool(arrival.reading.message_header_id and arrival.sender.gln and arrival.receiver.gln)


def _take_in(arrival: Arrival) -> Outcome:
    verdict = _judge(arrival)
    receipt = _write_receipt(arrival, verdict)
    _answer(arrival, receipt, verdict.mailbox)
    if verdict.message is None:
        return Outcome(RawState.REJECTED, verdict.code, verdict.issues)
    audit.record(None, "message.received", verdict.message.thread, message=verdict.message.pk)
    return Outcome(RawState.ACCEPTED, verdict.code, verdict.issues, verdict.message)


def _judge(arrival: Arrival) -> _Verdict:
    """Accept and file, or say why not."""
    issues = list(arrival.reading.issues)
    if arrival.create_mailboxes and not errors(issues):
        open_mailbox(arrival.receiver)
    mailbox = find_mailbox(arrival.receiver)
    issues += _faults_of_address(arrival, mailbox) + _faults_of_identity(arrival)
    if errors(issues) or mailbox is None or arrival.reading.letter is None:
        return _Verdict(ResponseCode.FATAL, issues, mailbox)
    try:
        message = file_letter(arrival.reading.letter, Filing(mailbox, Direction.RECEIVED, arrival.at, raw=arrival.raw))
    except AnotherCitizen as refusal:
        return _Verdict(ResponseCode.FATAL, [*issues, refusal.issue], mailbox)
    return _Verdict(ResponseCode.OK, issues, mailbox, message)


def _faults_of_address(arrival: Arrival, mailbox: Mailbox | None) -> list[Issue]:
    if mailbox is None:
        return [
            Issue(
                code="MSG_Receiver_Identifier_UNKNOWN",
                path="MessageHeader.destination.receiver",
                text="Modtageren er ikke en enhed, der modtager korrespondance her.",
                type="not-found",
                rule="receiver_is_ours",
            )
        ]
    gln = arrival.envelope_receiver
    if gln and gln not in (arrival.receiver.gln, mailbox.organisation.effective_gln):
        return [
            Issue(
                code="MSG_Receiver_Identifier_UNKNOWN",
                path="VANSEnvelope.ReceiverID",
                text="Kuverten er adresseret til et andet lokationsnummer end beskedens modtager.",
                type="not-found",
                rule="envelope_receiver_is_ours",
            )
        ]
    return []


def _faults_of_identity(arrival: Arrival) -> list[Issue]:
    """transport.md 2.3: "Bundle.id is never reused"."""
    reading = arrival.reading
    reused = (
        RawDelivery.objects.filter(bundle_id=reading.bundle_id)
        .exclude(message_header_id__in=("", reading.message_header_id))
        .exclude(pk=arrival.raw.pk)
        .exists()
    )
    if not (reading.bundle_id and reused):
        return []
    return [
        Issue(
            code="MSG_DUPLICATE_ID",
            path="Bundle.id",
            text="Bundle.id er allerede brugt til en anden besked.",
            type="duplicate",
            rule="bundle_id_is_new",
        )
    ]


def _write_receipt(arrival: Arrival, verdict: _Verdict) -> Receipt:
    reading = arrival.reading
    return Receipt.objects.create(
        message_header_id=reading.message_header_id,
        bundle_id=reading.bundle_id[:100],
        sender_sor_code=arrival.sender.sor_code[:20],
        sender_gln=arrival.sender.gln[:13],
        code=verdict.code,
        issues=[one.as_data() for one in errors(verdict.issues)],
        acknowledgement_header_id=str(uuid4()),
        first_seen_at=arrival.at,
        message=verdict.message,
    )


def _repeat(arrival: Arrival, receipt: Receipt) -> Outcome:
    """Seen before: nothing new is shown; the same answer goes out again."""
    _answer(arrival, receipt, receipt.message.thread.mailbox if receipt.message else None)
    issues = [issue_from_data(one) for one in receipt.issues]
    return Outcome(RawState.DUPLICATE, ResponseCode(receipt.code), issues, receipt.message)


def _same_sender(sender: Organisation, receipt: Receipt) -> bool:
    return (sender.sor_code[:20], sender.gln[:13]) == (receipt.sender_sor_code, receipt.sender_gln)


def _belongs_to_another(arrival: Arrival, known: Receipt | None) -> bool:
    """A MessageHeader.id belongs to whoever used it first, our own mailboxes included."""
    if known:
        return not _same_sender(arrival.sender, known)
    ours = Delivery.objects.filter(message_header_id=arrival.reading.message_header_id, message__isnull=False)
    return ours.exclude(message__organisation__sor_code=arrival.sender.sor_code).exists()


def _refuse_impostor(arrival: Arrival) -> Outcome:
    """A known MessageHeader.id from another sender: answer that sender, keep the true receipt as it is."""
    issue = Issue(
        code="MSG_TRANSACTION_DUPLICATE_ID",
        path="MessageHeader.id",
        text="MessageHeader.id er allerede brugt af en anden afsender.",
        type="security",
        rule="header_id_belongs_to_sender",
    )
    audit.record(None, "message.impostor", arrival.raw)
    refusal = Receipt(
        message_header_id=arrival.reading.message_header_id,
        code=ResponseCode.FATAL,
        issues=[issue.as_data()],
        acknowledgement_header_id=str(uuid4()),
    )
    _answer(arrival, refusal, None)
    return Outcome(RawState.REJECTED, ResponseCode.FATAL, [issue])


def _answer(arrival: Arrival, receipt: Receipt, mailbox: Mailbox | None) -> None:
    """Queue the acknowledgement. Its times are those of answering, also when an old document is tried again."""
    queue_acknowledgement(
        receipt=receipt,
        sender=arrival.receiver,
        receiver=arrival.sender,
        origin=arrival.reading.origin,
        mailbox=mailbox,
        syntax=mailbox.syntax if mailbox else arrival.reading.syntax,
        now=clock.now(),
    )
