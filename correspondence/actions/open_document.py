"""The operator opens a stored document. It may hold a citizen's message, so it takes a reason and leaves a trace."""

from __future__ import annotations

from datetime import datetime

from correspondence.actions.enveloping import enveloped
from correspondence.files import read_document
from correspondence.models import Delivery, DeliveryEvent, RawDelivery
from correspondence.states import DeliveryState
from portal import audit
from portal.models import User


class Expired(Exception):
    """The bytes have been removed (RAW_RETENTION_DAYS)."""


def open_raw(*, user: User, raw: RawDelivery, reason: str, download: bool) -> bytes:
    """The bytes as they came. ``reason`` is the user's own words. Raises Expired."""
    if not raw.stored_as:
        raise Expired
    audit.record(user, "raw.opened", raw, reason=reason, download=download)
    return read_document(raw.stored_as)


def open_delivery(
    *, user: User, delivery: Delivery, reason: str, download: bool, transmission: DeliveryEvent | None = None
) -> bytes:
    """The newest transmission, or another one, in its envelope as it was sent; what was never sent, as it waits.

    Raises Expired.
    """
    stored_as = transmission.stored_as if transmission else delivery.stored_as
    if not stored_as:
        raise Expired
    audit.record(user, "delivery.opened", delivery, reason=reason, download=download)
    envelope_id = transmission.envelope_id if transmission else delivery.envelope_id
    sent = transmission.at if transmission else _sent(delivery)
    if sent is None or envelope_id is None:
        return read_document(stored_as)
    return enveloped(delivery, stored_as=stored_as, envelope_id=envelope_id, sent=sent)


def _sent(delivery: Delivery) -> datetime | None:
    """When its newest transmission was sent; None when that has not been. Acknowledgements have no trace."""
    if delivery.message_id is None:
        return delivery.sent_at if delivery.state == DeliveryState.DONE else None
    event = delivery.events.filter(envelope_id=delivery.envelope_id).last()
    return event.at if event else None
