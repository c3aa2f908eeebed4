"""The VANSEnvelope a document of ours travels in: made when it is sent, and made again to be looked at."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from correspondence.files import read_document
from correspondence.letters.envelope import vans
from correspondence.models import Delivery


def enveloped(delivery: Delivery, *, stored_as: str, envelope_id: UUID, sent: datetime) -> bytes:
    """The envelope of one transmission. The same arguments make the same bytes, whenever they are asked for."""
    fields = {
        "sender_gln": delivery.sender_gln,
        "receiver_gln": delivery.receiver_gln,
        "envelope_id": str(envelope_id),
        "message_id": delivery.message_header_id,
        "sent": timezone.localtime(sent).isoformat(timespec="seconds"),
        "syntax": delivery.syntax,
    }
    data = read_document(stored_as)
    suffix = delivery.document_name.partition("#")[2]
    if delivery.message_id is None:
        return vans.write(vans.for_acknowledgement(data, code=suffix, **fields))
    return vans.write(vans.for_care_communication(data, category=suffix, **fields))
