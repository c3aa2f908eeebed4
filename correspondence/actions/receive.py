"""Take in one CareCommunication: judge it, file it once, answer it every time.

Duplicates (transport.md 2.3): a known MessageHeader.id shows nothing new and gets the same answer again;
a known Bundle.id or envelope id with another message, or a known MessageHeader.id from somebody else, is refused.
A message that we failed on (``transient-error``) is not known yet: it may still come in (rule KR5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db.models import F

from correspondence.actions.address import by_key, is_ours, open_mailbox
from correspondence.actions.by_itself import do_by_itself
from correspondence.actions.filing import AnotherCitizen, Filing, file_letter
from correspondence.actions.known import Known
from correspondence.actions.outbox import queue_acknowledgement
from correspondence.actions.pending import Pending
from correspondence.actions.route import keep
from correspondence.letters.issues import Issue, ResponseCode, errors, issue_from_data
from correspondence.letters.letter import Organisation
from correspondence.letters.reading import Reading
from correspondence.models import Direction, Mailbox, Message, RawDelivery, Receipt, Unrouted
from correspondence.states import RawState
from portal import audit, clock
from portal.models import AuditEvent

NOBODY = Organisation("", "")

# What the columns hold, and more than FHIR and the registers allow.
ID_LENGTH, SOR_CODE_LENGTH, GLN_LENGTH = 100, 20, 13


@dataclass(frozen=True, slots=True)
class Arrival:
    """One document that has come: what was read, its stored bytes, the envelope's receiver (GLN, "" for none).

    ``known`` is what is here already, ``pending`` who writes what becomes of it.
    """

    reading: Reading
    raw: RawDelivery
    at: datetime
    known: Known
    pending: Pending
    envelope_receiver: str = ""

    @property
    def receipt(self) -> Receipt | None:
        """What was answered to this MessageHeader.id before."""
        return self.known.receipts.get(self.reading.message_header_id)

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


@dataclass(frozen=True, slots=True)
class _Verdict:
    code: ResponseCode
    issues: list[Issue]
    mailbox: Mailbox | None = None
    message: Message | None = None


def receive(arrival: Arrival) -> Outcome:
    """Receive one CareCommunication. Call inside the transaction that has looked up ``known``.

    When ``pending`` is written it raises IntegrityError if another worker stores the same message at the same moment:
    try again and it is a duplicate.
    """
    if not _can_be_answered(arrival):
        # Nobody to answer (transport.md 2.6): set aside for the operator, with the reasons.
        return Outcome(RawState.REJECTED, None, arrival.reading.issues)
    known = arrival.receipt
    if _belongs_to_another(arrival, known):
        return _refuse_impostor(arrival)
    if known and known.code != ResponseCode.TRANSIENT:
        return _repeat(arrival, known)
    return _take_in(arrival, known)


def _can_be_answered(arrival: Arrival) -> bool:
    """An acknowledgement needs the id it answers and both addresses, neither of them longer than any can be.

    A message without them is invalid anyway.
    """
    parties = (arrival.sender, arrival.receiver)
    addressed = all(0 < len(one.gln) <= GLN_LENGTH and len(one.sor_code) <= SOR_CODE_LENGTH for one in parties)
    return addressed and 0 < len(arrival.reading.message_header_id) <= ID_LENGTH


def answer_failure(arrival: Arrival) -> ResponseCode | None:
    """We failed on a message: tell its sender to wait (transport.md 2.6). The code answered, None for no answer."""
    if not _can_be_answered(arrival):
        return None
    known = arrival.receipt
    if _belongs_to_another(arrival, known):
        return None
    receipt = known or _write_receipt(arrival, _Verdict(ResponseCode.TRANSIENT, [_OUT_OF_ORDER]))
    _answer(arrival, receipt, None)
    return ResponseCode(receipt.code)


_OUT_OF_ORDER = Issue(
    code="MSG_Mailbox_Out_Of_Operation",
    path="",
    text="Beskeden kunne ikke modtages lige nu på grund af en fejl hos modtageren.",
    type="transient",
    rule="local_fault",
)


def _take_in(arrival: Arrival, failed_before: Receipt | None = None) -> Outcome:
    mailbox = _mailbox(arrival)
    if mailbox is None and not errors(arrival.reading.issues) and is_ours(arrival.receiver):
        # Not filed, so not acknowledged: the sender learns that it has not arrived, or the administrator routes it.
        keep(arrival.raw, arrival.sender, arrival.receiver)
        return Outcome(RawState.UNROUTED)
    verdict = _judge(arrival, mailbox)
    receipt = _write_receipt(arrival, verdict, failed_before)
    _answer(arrival, receipt, verdict.mailbox)
    if verdict.message is None:
        return Outcome(RawState.REJECTED, verdict.code, verdict.issues)
    arrival.pending.add(AuditEvent, partial(_received, verdict.message))
    if verdict.mailbox:
        arrival.pending.after(partial(do_by_itself, verdict.message, verdict.mailbox))
    return Outcome(RawState.ACCEPTED, verdict.code, verdict.issues)


def _received(message: Message) -> AuditEvent:
    return audit.event(None, "message.received", message.thread, message=message.pk)


def _mailbox(arrival: Arrival) -> Mailbox | None:
    """The mailbox that serves the receiver, or the one that the SOR administrator chose for this document."""
    learned = arrival.known.learned
    if learned.create_mailboxes and not errors(arrival.reading.issues):
        open_mailbox(arrival.receiver)
    if found := learned.mailbox(arrival.receiver):
        return found
    chosen = Unrouted.objects.filter(raw=arrival.raw).first()
    return by_key(chosen.routed_to_id) if chosen and chosen.routed_to_id else None


def _judge(arrival: Arrival, mailbox: Mailbox | None) -> _Verdict:
    """Accept and file, or say why not."""
    issues = list(arrival.reading.issues)
    issues += _faults_of_address(arrival, mailbox) + _faults_of_identity(arrival)
    if errors(issues) or mailbox is None or arrival.reading.letter is None:
        return _Verdict(ResponseCode.FATAL, issues, mailbox)
    try:
        message = file_letter(arrival.reading.letter, _filing(arrival, mailbox))
    except AnotherCitizen as refusal:
        return _Verdict(ResponseCode.FATAL, [*issues, refusal.issue], mailbox)
    return _Verdict(ResponseCode.OK, issues, mailbox, message)


def _filing(arrival: Arrival, mailbox: Mailbox) -> Filing:
    return Filing(
        mailbox,
        Direction.RECEIVED,
        arrival.at,
        raw=arrival.raw,
        known_parties=arrival.known.parties,
        held=arrival.known.threads,
        pending=arrival.pending,
    )


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
    """transport.md 2.3: neither Bundle.id nor EnvelopeIdentifier is ever used for another message."""
    raw, faults = arrival.raw, []
    for known in arrival.known.seen:
        if known["pk"] == raw.pk:
            continue
        if raw.bundle_id == known["bundle_id"] != "" and known["message_header_id"] not in ("", raw.message_header_id):
            faults.append(_BUNDLE_ID_USED)
        if raw.envelope_id == known["envelope_id"] != "" and known["envelope_message_id"] != raw.envelope_message_id:
            faults.append(_ENVELOPE_ID_USED)
    return list(dict.fromkeys(faults))


_BUNDLE_ID_USED = Issue(
    code="MSG_DUPLICATE_ID",
    path="Bundle.id",
    text="Bundle.id er allerede brugt til en anden besked.",
    type="duplicate",
    rule="bundle_id_is_new",
)
_ENVELOPE_ID_USED = Issue(
    code="MSG_DUPLICATE_ID",
    path="VANSEnvelope.EnvelopeIdentifier",
    text="Kuvertens EnvelopeIdentifier er allerede brugt til en anden besked.",
    type="duplicate",
    rule="envelope_id_is_new",
)


def _write_receipt(arrival: Arrival, verdict: _Verdict, failed_before: Receipt | None = None) -> Receipt:
    """The answer, kept under the message's id. After a failure of ours it is a new answer, with an id of its own."""
    reading = arrival.reading
    receipt = Receipt(
        pk=failed_before.pk if failed_before else None,
        message_header_id=reading.message_header_id,
        bundle_id=reading.bundle_id[:100],
        sender_sor_code=arrival.sender.sor_code[:20],
        sender_gln=arrival.sender.gln[:13],
        code=verdict.code,
        issues=[one.as_data() for one in errors(verdict.issues)],
        acknowledgement_header_id=str(uuid4()),
        first_seen_at=failed_before.first_seen_at if failed_before else arrival.at,
        message=verdict.message,
    )
    if failed_before:
        arrival.pending.change(receipt)
    else:
        arrival.pending.add(Receipt, receipt)
    return receipt


def _repeat(arrival: Arrival, receipt: Receipt) -> Outcome:
    """Seen before: nothing new is shown; the same answer goes out again."""
    _answer(arrival, receipt, receipt.message.thread.home if receipt.message else None)
    Receipt.objects.filter(pk=receipt.pk).update(repeats=F("repeats") + 1)
    issues = [issue_from_data(one) for one in receipt.issues]
    return Outcome(RawState.DUPLICATE, ResponseCode(receipt.code), issues)


def _same_sender(sender: Organisation, receipt: Receipt) -> bool:
    return (sender.sor_code[:20], sender.gln[:13]) == (receipt.sender_sor_code, receipt.sender_gln)


def _belongs_to_another(arrival: Arrival, known: Receipt | None) -> bool:
    """A MessageHeader.id belongs to whoever used it first, our own mailboxes included."""
    if known:
        return not _same_sender(arrival.sender, known)
    senders = arrival.known.senders.get(arrival.reading.message_header_id, ())
    return any(sender != arrival.sender.sor_code for sender in senders)


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
    _answer(arrival, refusal, None, kept=False)
    return Outcome(RawState.REJECTED, ResponseCode.FATAL, [issue])


def _answer(arrival: Arrival, receipt: Receipt, mailbox: Mailbox | None, *, kept: bool = True) -> None:
    """Queue the acknowledgement. Its times are those of answering, also when an old document is tried again."""
    queue_acknowledgement(
        receipt=receipt,
        sender=arrival.receiver,
        receiver=arrival.sender,
        origin=arrival.reading.origin,
        mailbox=mailbox,
        syntax=mailbox.syntax if mailbox else arrival.reading.syntax,
        now=clock.now(),
        kept=kept,
        pending=arrival.pending,
    )
