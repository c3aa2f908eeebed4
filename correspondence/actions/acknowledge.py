"""An acknowledgement has come: move the delivery it answers (transport.md 2.5). It is never answered itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from correspondence.actions.receive import Outcome
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.reading import Reading
from correspondence.models import Delivery, Thread
from correspondence.states import DeliveryState, RawState
from portal import audit

# What an answer does to a delivery in a given state. Nothing moves back from DELIVERED; an ``ok`` after a
# failure is a receiver that took the message in after all (rule KR5).
_NEXT = {
    ResponseCode.OK: DeliveryState.DELIVERED,
    ResponseCode.FATAL: DeliveryState.FAILED,
    ResponseCode.TRANSIENT: DeliveryState.RETRY,
}


def acknowledge(reading: Reading, *, at: datetime) -> Outcome:
    """Match ``reading`` to the delivery it answers and move it. REJECTED when it answers nothing of ours."""
    answer = reading.acknowledgement
    if answer is None:
        return Outcome(RawState.REJECTED, None, reading.issues)
    with transaction.atomic():
        delivery = _answered(answer)
        if delivery is None:
            return Outcome(RawState.REJECTED, None, [*reading.issues, _UNKNOWN])
        _move(delivery, answer, at)
        return Outcome(RawState.MATCHED, None, reading.issues, delivery.message)


_UNKNOWN = Issue(
    code="MSG_NO_MATCH",
    path="MessageHeader.response.identifier",
    text="Kvitteringen svarer ikke på en besked, vi har sendt til denne afsender.",
    type="not-found",
    rule="acknowledgement_answers_ours",
)


def _answered(answer: Acknowledgement) -> Delivery | None:
    """Our message with that MessageHeader.id, and only when its receiver answers (transport.md 3.2)."""
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message__thread")
        .filter(message__isnull=False, message_header_id=answer.response_to, receiver_gln=answer.sender.gln)
        .first()
    )


def _move(delivery: Delivery, answer: Acknowledgement, at: datetime) -> None:
    target = _NEXT[answer.code]
    if delivery.state == DeliveryState.DELIVERED or (
        delivery.state == DeliveryState.FAILED and target == DeliveryState.RETRY
    ):
        audit.record(None, "delivery.late_answer", delivery, code=answer.code.value, state=delivery.state)
        return
    delivery.state = target
    delivery.issues = [issue.as_data() for issue in answer.issues]
    delivery.settled_at = at
    delivery.save(update_fields=["state", "issues", "settled_at"])
    audit.record(None, "delivery.answered", delivery, code=answer.code.value)
    if delivery.message:
        note_failed_deliveries(delivery.message.thread)


def note_failed_deliveries(thread: Thread) -> None:
    """Keep the thread's "not delivered" mark equal to its deliveries: it can not look finished."""
    failed = Delivery.objects.filter(message__thread=thread, state=DeliveryState.FAILED).exists()
    if failed != thread.has_failed_delivery:
        thread.has_failed_delivery = failed
        thread.save(update_fields=["has_failed_delivery"])
