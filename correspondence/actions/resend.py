"""Send a message again unchanged: when no acknowledgement has come, or when people ask for it (transport.md 2.4)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from correspondence.actions.progress import take
from correspondence.files import read_document, store_document
from correspondence.letters.carecommunication.renew import renew
from correspondence.models import Delivery
from correspondence.states import RESEND_CEILING, Step


def waiting_time(delivery: Delivery) -> timedelta:
    """How long the receiver has for its acknowledgement; longer where the network converts on the way."""
    minutes = settings.CONVERSION_ACK_TIMEOUT_MINUTES if delivery.converted else settings.ACK_TIMEOUT_MINUTES
    return timedelta(minutes=minutes)


def is_converted(receiver_gln: str) -> bool:
    """Whether the receiver is reached through the network's conversion service."""
    return receiver_gln in settings.CONVERTED_RECEIVERS


def time_out(delivery: Delivery, *, now: datetime) -> bool:
    """No acknowledgement has come in time for a locked delivery: send it again, or give up. False: it has moved on."""
    if delivery.resends < min(settings.MAX_RESENDS, RESEND_CEILING):
        return take(delivery, Step.TIMEOUT, at=now, **renewed(delivery, now=now))
    return take(delivery, Step.GIVEN_UP, at=now)


def renewed(delivery: Delivery, *, now: datetime) -> dict[str, Any]:
    """The fields of the next transmission. What never left goes out as it is; an acknowledgement too, but enveloped
    anew."""
    fields: dict[str, Any] = {"attempts": 0, "due_at": now, "error": ""}
    if delivery.sent_at is None:
        return fields
    if delivery.message_id is None:
        return fields | {"envelope_id": uuid.uuid4()}
    bundle_id = str(uuid.uuid4())
    document = renew(
        read_document(delivery.stored_as),
        syntax=delivery.syntax,
        bundle_id=bundle_id,
        timestamp=now.isoformat(timespec="seconds"),
    )
    return fields | {
        "bundle_id": bundle_id,
        "envelope_id": uuid.uuid4(),
        "stored_as": store_document("out", document),
        "resends": delivery.resends + 1,
    }
