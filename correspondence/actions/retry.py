"""The operator tries again what failed on our side. Nothing the receiver refused is sent again unchanged."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from correspondence.actions.acknowledge import note_failed_deliveries
from correspondence.models import Delivery, RawDelivery
from correspondence.states import DeliveryState, RawState
from portal import audit, clock
from portal.models import User

_RETRYABLE = Q(state=DeliveryState.FAILED, settled_at=None) | Q(state=DeliveryState.QUEUED)


def retry_raw(*, user: User, raw: RawDelivery) -> bool:
    """Let a failed incoming document wait for the worker again; False when it is not in that state any more."""
    with transaction.atomic():
        moved = RawDelivery.objects.filter(pk=raw.pk, state=RawState.FAILED).update(state=RawState.WAITING)
        if moved:
            audit.record(user, "raw.retry", raw)
        return bool(moved)


def retry_delivery(*, user: User, delivery: Delivery) -> bool:
    """Make an outgoing document due now; False when there is nothing to retry."""
    with transaction.atomic():
        moved = Delivery.objects.filter(_RETRYABLE, pk=delivery.pk).update(
            state=DeliveryState.QUEUED, due_at=clock.now(), error=""
        )
        if moved:
            audit.record(user, "delivery.retry", delivery)
            if delivery.message:
                note_failed_deliveries(delivery.message.thread)
        return bool(moved)
