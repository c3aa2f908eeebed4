"""The operator opens a stored document. It may hold a citizen's message, so it takes a reason and leaves a trace."""

from __future__ import annotations

from correspondence.files import read_document
from correspondence.models import Delivery, DeliveryEvent, RawDelivery
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
    """The document of the newest transmission, or of ``transmission``. Raises Expired."""
    stored_as = transmission.stored_as if transmission else delivery.stored_as
    if not stored_as:
        raise Expired
    audit.record(user, "delivery.opened", delivery, reason=reason, download=download)
    return read_document(stored_as)
