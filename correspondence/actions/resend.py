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
from correspondence.states import DeliveryState, Failure, Step

# transport.md 2.4: two by the general rule, "not more than 3" by the newer ones.
CEILING = 3


def waiting_time(delivery: Delivery) -> timedelta:
    """How long the receiver has for its acknowledgement; longer where the network converts on the way."""
    minutes = settings.CONVERSION_ACK_TIMEOUT_MINUTES if delivery.converted else settings.ACK_TIMEOUT_MINUTES
    return timedelta(minutes=minutes)


def is_converted(receiver_gln: str) -> bool:
    """Whether the receiver is reached through the network's conversion service."""
    return receiver_gln in settings.CONVERTED_RECEIVERS


def time_out(delivery: Delivery, *, now: datetime) -> bool:
    """No acknowledgement has come in time for a locked delivery: send it again, or give up. False: it has moved on."""
    if delivery.resends < min(settings.MAX_RESENDS, CEILING):
        return take(delivery, Step.TIMEOUT, at=now, **renewed(delivery, now=now))
    return take(delivery, Step.GIVEN_UP, at=now)


def may_send_again(delivery: Delivery) -> bool:
    """Whether people may ask for it: it has failed, but not because the receiver found a fault in it."""
    failed = delivery.state == DeliveryState.FAILED and delivery.failure != Failure.REFUSED
    return failed and bool(delivery.stored_as) and (delivery.sent_at is None or delivery.resends < CEILING)


def renewed(delivery: Delivery, *, now: datetime) -> dict[str, Any]:
    """The fields of the next transmission. What never left, or is an acknowledgement, goes out as it is."""
    fields: dict[str, Any] = {"attempts": 0, "due_at": now, "error": ""}
    if delivery.sent_at is None or delivery.message_id is None:
        return fields
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
