"""What an exchange that has run for long holds: messages with the documents, answers and steps that brought them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from correspondence.bench.invented import Inventor
from correspondence.bench.lifelike import lay_messages
from correspondence.files import store_document
from correspondence.letters.issues import ResponseCode
from correspondence.letters.reading import DocumentKind
from correspondence.models import Delivery, DeliveryEvent, Direction, Mailbox, Message, RawDelivery, Receipt
from correspondence.states import DeliveryState, RawState, Step
from portal.models import AuditEvent

BATCH = 1000


def lay_stored(inventor: Inventor, boxes: list[Mailbox], messages: int) -> None:
    """At least ``messages`` messages in ``boxes``, made row by row without sending anything."""
    lay_messages(inventor, boxes, messages)
    stored_as = store_document("in", b"{}")
    came = Message.objects.filter(direction=Direction.RECEIVED).select_related("organisation", "receiver", "thread")
    page: list[Message] = []
    for message in came.iterator(chunk_size=BATCH):
        page.append(message)
        if len(page) == BATCH:
            _receiving(inventor, page, stored_as)
            page = []
    _receiving(inventor, page, stored_as)
    _sending(inventor)


def _receiving(inventor: Inventor, messages: list[Message], stored_as: str) -> None:
    """The document each message came in, the answer it got, and the trace it left."""
    raws = [_raw(inventor, one, stored_as) for one in messages]
    RawDelivery.objects.bulk_create(raws)
    pairs = list(zip(messages, raws, strict=True))
    receipts = Receipt.objects.bulk_create([_receipt(inventor, one, raw) for one, raw in pairs])
    answers = [_answer(inventor, one, receipt, stored_as) for one, receipt in zip(messages, receipts, strict=True)]
    Delivery.objects.bulk_create(answers)
    traces = [
        AuditEvent(
            at=one.occurred_at,
            action="message.received",
            subject_type="thread",
            subject_id=str(one.thread_id),
            details={},
        )
        for one in messages
    ]
    AuditEvent.objects.bulk_create(traces)


def _raw(inventor: Inventor, message: Message, stored_as: str) -> RawDelivery:
    return RawDelivery(
        id=UUID(inventor.uuid()),
        received_at=message.occurred_at,
        transport="folder",
        name=f"{message.message_header_id}.xml",
        size=2,
        sha256="0" * 64,
        stored_as=stored_as,
        state=RawState.ACCEPTED,
        attempts=1,
        kind=DocumentKind.CARE_COMMUNICATION,
        envelope_id=inventor.uuid(),
        envelope_message_id=message.message_header_id,
        bundle_id=inventor.uuid(),
        message_header_id=message.message_header_id,
        code=ResponseCode.OK,
    )


def _receipt(inventor: Inventor, message: Message, raw: RawDelivery) -> Receipt:
    return Receipt(
        message_header_id=message.message_header_id,
        bundle_id=raw.bundle_id,
        sender_sor_code=message.organisation.sor_code,
        sender_gln=message.organisation.gln,
        code=ResponseCode.OK,
        acknowledgement_header_id=inventor.uuid(),
        first_seen_at=raw.received_at,
        message=message,
    )


def _answer(inventor: Inventor, message: Message, receipt: Receipt, stored_as: str) -> Delivery:
    own, other = message.thread.own_party_id, message.organisation
    return Delivery(
        id=UUID(inventor.uuid()),
        created_at=receipt.first_seen_at,
        due_at=receipt.first_seen_at,
        sent_at=receipt.first_seen_at,
        mailbox_id=message.thread.mailbox_id,
        receipt=receipt,
        message_header_id=receipt.acknowledgement_header_id,
        bundle_id=inventor.uuid(),
        envelope_id=UUID(inventor.uuid()),
        document_name="MCM:FCTL#ok",
        syntax="json",
        sender_gln=message.receiver.gln if message.receiver else str(own),
        receiver_gln=other.gln,
        receiver_sor_code=other.sor_code,
        receiver_name=other.name,
        stored_as=stored_as,
        state=DeliveryState.DONE,
        attempts=1,
    )


def _sending(inventor: Inventor) -> None:
    """The steps of each message that was sent."""
    events: list[DeliveryEvent] = []
    for delivery in Delivery.objects.filter(message__isnull=False).iterator(chunk_size=BATCH):
        sent = {"envelope_id": delivery.envelope_id, "bundle_id": delivery.bundle_id, "stored_as": delivery.stored_as}
        events += [
            DeliveryEvent(delivery=delivery, at=delivery.created_at, kind=Step.WRITTEN),
            DeliveryEvent(delivery=delivery, at=delivery.created_at + timedelta(seconds=2), kind=Step.SENT, **sent),
            DeliveryEvent(delivery=delivery, at=delivery.created_at + timedelta(seconds=9), kind=Step.OK),
        ]
    DeliveryEvent.objects.bulk_create(events, batch_size=BATCH)
