"""An answer has come: move the delivery it answers (transport.md 2.5). It is never answered itself."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from correspondence.actions.known import Known
from correspondence.actions.pending import Pending
from correspondence.actions.progress import lock, record, take
from correspondence.actions.receive import Outcome
from correspondence.actions.resend import waiting_time
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.envelope.forms import Envelope, Receipt, ReceiptKind
from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.reading import Reading
from correspondence.models import Delivery, DeliveryEvent
from correspondence.states import DeliveryState, Failure, RawState, Step

logger = logging.getLogger(__name__)

_STEPS = {ResponseCode.OK: Step.OK, ResponseCode.FATAL: Step.FATAL, ResponseCode.TRANSIENT: Step.TRANSIENT}


def acknowledge(reading: Reading, *, at: datetime, known: Known, pending: Pending) -> Outcome:
    """Match ``reading`` to the delivery it answers and move it. REJECTED when it answers nothing of ours.

    Call inside the transaction that has looked up ``known``; ``pending`` writes.
    """
    answer = reading.acknowledgement
    if answer is None:
        return Outcome(RawState.REJECTED, None, reading.issues)
    # Our message with that MessageHeader.id, and only when its receiver answers (transport.md 3.2).
    ours = known.answered.get(answer.response_to, ())
    delivery = next((one for one in ours if one.receiver_gln == answer.sender.gln), None)
    if delivery is None:
        return Outcome(RawState.REJECTED, None, [*reading.issues, _UNKNOWN])
    step, changes = _STEPS[answer.code], _changes(delivery, answer, at)
    if _changes_nothing(delivery, answer) or not take(delivery, step, at=at, pending=pending, **changes):
        _ignore(delivery, answer.code.value, at, pending)
    return Outcome(RawState.MATCHED, None, reading.issues)


_UNKNOWN = Issue(
    code="MSG_NO_MATCH",
    path="MessageHeader.response.identifier",
    text="Kvitteringen svarer ikke på en besked, vi har sendt til denne afsender.",
    type="not-found",
    rule="acknowledgement_answers_ours",
)


def _changes(delivery: Delivery, answer: Acknowledgement, at: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"issues": [issue.as_data() for issue in answer.issues]}
    if answer.code is ResponseCode.TRANSIENT:
        changes["due_at"] = at + waiting_time(delivery)
    return changes


def _changes_nothing(delivery: Delivery, answer: Acknowledgement) -> bool:
    """The same refusal once more."""
    return answer.code is ResponseCode.FATAL and delivery.failure == Failure.REFUSED


def _ignore(delivery: Delivery, code: str, at: datetime, pending: Pending) -> None:
    """Nobody is bothered; but a refusal after ``ok`` is a breach of the protocol, and the log says so."""
    record(delivery, Step.IGNORED, at=at, detail=code, pending=pending)
    if delivery.state == DeliveryState.DELIVERED and code != ResponseCode.OK:
        logger.error("delivery %s was acknowledged, and then answered %s", delivery.pk, code)


def note_network_receipt(envelope: Envelope, *, at: datetime) -> Outcome:
    """A receipt of the network about an envelope of ours: a refusal fails the delivery, all else is only noted.

    Call inside a transaction.
    """
    receipt = envelope.receipt
    if receipt is None:
        raise ValueError("this envelope holds no receipt")
    delivery, current = _receipted(receipt, envelope.receiver_gln)
    if delivery is None:
        return Outcome(RawState.REJECTED, None, [_UNKNOWN_ENVELOPE])
    _note(delivery, receipt, current=current, at=at)
    return Outcome(RawState.MATCHED)


_UNKNOWN_ENVELOPE = Issue(
    code="MSG_NO_MATCH",
    path="VANSEnvelope.Receipt.OriginalEnvelopeIdentifier",
    text="Netværkskvitteringen handler ikke om en kuvert, vi har sendt.",
    type="not-found",
    rule="network_receipt_is_about_ours",
)


def _receipted(receipt: Receipt, sender_gln: str) -> tuple[Delivery | None, bool]:
    """The delivery, and whether the receipt is about its newest transmission or an earlier one."""
    envelope_id = receipt.original_envelope_id
    if delivery := lock(envelope_id=envelope_id, sender_gln=sender_gln):
        return delivery, True
    earlier = DeliveryEvent.objects.filter(envelope_id=envelope_id, delivery__sender_gln=sender_gln).first()
    return (lock(pk=earlier.delivery_id) if earlier else None), False


def _note(delivery: Delivery, receipt: Receipt, *, current: bool, at: datetime) -> None:
    refused = receipt.kind is not ReceiptKind.POSITIVE
    if not refused:
        record(delivery, Step.PASSED_ON, at=at)
    elif not (current and take(delivery, Step.UNDELIVERABLE, at=at, detail=receipt.error_text, error=_error(receipt))):
        record(delivery, Step.IGNORED, at=at, detail=receipt.error_text)


def _error(receipt: Receipt) -> str:
    """transport.md section 8: show the Description, store the code."""
    code = f"{receipt.error_code}: " if receipt.error_code is not None else ""
    return f"{code}{receipt.error_text}"
