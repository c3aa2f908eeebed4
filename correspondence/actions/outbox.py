"""Put documents in the outbox. Part of the caller's transaction: what is rolled back never leaves."""

from __future__ import annotations

import uuid
from datetime import datetime

from correspondence.actions.pending import Pending, writing
from correspondence.actions.progress import record
from correspondence.actions.resend import is_converted
from correspondence.files import store_document
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.acknowledgement.write import write as write_acknowledgement
from correspondence.letters.issues import ResponseCode, issue_from_data
from correspondence.letters.letter import HistoryEntry, Letter, Organisation
from correspondence.models import Delivery, Mailbox, Message, Receipt
from correspondence.states import Step


def queue_message(*, letter: Letter, document: bytes, message: Message, mailbox: Mailbox, now: datetime) -> Delivery:
    """Queue ``document``, which is ``letter`` as written, for its receiver."""
    delivery = Delivery.objects.create(
        created_at=now,
        due_at=now,
        mailbox=mailbox,
        message=message,
        message_header_id=letter.message_header_id,
        bundle_id=letter.bundle_id,
        document_name=f"MCM:FDIS91#{letter.category.lower()}",
        syntax=mailbox.syntax,
        sender_gln=letter.sender.gln,
        receiver_gln=letter.receiver.gln,
        receiver_sor_code=letter.receiver.sor_code,
        receiver_name=letter.receiver.name,
        converted=is_converted(letter.receiver.gln),
        stored_as=store_document("out", document),
    )
    record(delivery, Step.WRITTEN, at=now)
    return delivery


def queue_acknowledgement(
    *,
    receipt: Receipt,
    sender: Organisation,
    receiver: Organisation,
    origin: HistoryEntry | None,
    mailbox: Mailbox | None,
    syntax: str,
    now: datetime,
    kept: bool = True,
    pending: Pending | None = None,
) -> None:
    """Queue the answer to a received message; the same content however often it is asked for.

    transport.md 2.6: a repeated acknowledgement has a new Bundle.id, envelope id and times; its own
    MessageHeader.id, the code and the issues stay. ``sender`` is we, ``receiver`` who wrote to us. ``kept``: the
    receipt is a row, or will be.
    """
    acknowledgement = Acknowledgement(
        bundle_id=str(uuid.uuid4()),
        timestamp=now.isoformat(timespec="seconds"),
        message_header_id=receipt.acknowledgement_header_id,
        response_to=receipt.message_header_id,
        code=ResponseCode(receipt.code),
        sender=sender,
        receiver=receiver,
        issues=tuple(issue_from_data(one) for one in receipt.issues),
        original=origin,
    )
    delivery = Delivery(
        created_at=now,
        due_at=now,
        mailbox=mailbox,
        receipt=receipt if kept else None,
        message_header_id=acknowledgement.message_header_id,
        bundle_id=acknowledgement.bundle_id,
        document_name=f"MCM:FCTL#{receipt.code}",
        syntax=syntax,
        sender_gln=sender.gln,
        receiver_gln=receiver.gln,
        receiver_sor_code=receiver.sor_code,
        receiver_name=receiver.name,
        stored_as=store_document("out", write_acknowledgement(acknowledgement, syntax=syntax)),
    )
    with writing(pending) as pending:
        pending.add(Delivery, delivery)
