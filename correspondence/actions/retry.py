"""People take a delivery in hand: try again, set aside, stop, or say that they dealt with it another way."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from correspondence.access import demand_writer
from correspondence.actions.progress import lock, note_failed_deliveries, record, take
from correspondence.actions.resend import renewed
from correspondence.models import Delivery, RawDelivery
from correspondence.states import DeliveryState, RawState, Step
from portal import audit, clock
from portal.models import User


def retry_raw(*, user: User, raw: RawDelivery) -> bool:
    """Let an incoming document wait for the worker again; False when it has been dealt with or answered."""
    with transaction.atomic():
        held = RawDelivery.objects.select_for_update().filter(pk=raw.pk).first()
        if held is None or not held.may_be_retried:
            return False
        RawDelivery.objects.filter(pk=raw.pk).update(state=RawState.WAITING, attempts=0)
        audit.record(user, "raw.retry", raw)
        return True


def set_aside_raw(*, user: User, raw: RawDelivery) -> bool:
    """Take an incoming document that nothing can be done about off the list of troubles. Its bytes stay."""
    with transaction.atomic():
        troubled = RawDelivery.objects.filter(pk=raw.pk, state__in=(RawState.FAILED, RawState.REJECTED))
        moved = troubled.update(state=RawState.SET_ASIDE)
        if moved:
            audit.record(user, "raw.set_aside", raw)
        return bool(moved)


def resend(*, user: User, delivery: Delivery) -> bool:
    """The sender asks for a message of theirs to be sent again; False when it can not or need not be.

    Raises PermissionDenied when the user may not write in the mailbox.
    """
    _demand_sender(user, delivery)
    return retry_delivery(user=user, delivery=delivery)


def settle(*, user: User, delivery: Delivery) -> bool:
    """The sender says that they reached the receiver another way. Raises PermissionDenied as :func:`resend`."""
    _demand_sender(user, delivery)
    return mark_handled(user=user, delivery=delivery)


def retry_delivery(*, user: User, delivery: Delivery) -> bool:
    """Send an outgoing document again, or now instead of later; False when there is nothing to try again."""
    now = clock.now()
    with transaction.atomic():
        held = lock(pk=delivery.pk)
        if held is None or not (_waits(held) or held.may_be_resent):
            return False
        changes = {"due_at": now} if _waits(held) else renewed(held, now=now)
        take(held, Step.AGAIN, at=now, handled_at=None, **changes)
        audit.record(user, "delivery.retry", held)
        return True


def stop_delivery(*, user: User, delivery: Delivery) -> bool:
    """Send it no more. An acknowledgement that comes all the same is still believed."""
    with transaction.atomic():
        held = lock(pk=delivery.pk)
        if held is None or not take(held, Step.STOPPED, at=clock.now()):
            return False
        audit.record(user, "delivery.stopped", held)
        return True


def mark_handled(*, user: User, delivery: Delivery) -> bool:
    """People have reached the receiver another way: the thread no longer counts as undelivered."""
    now = clock.now()
    with transaction.atomic():
        held = lock(pk=delivery.pk)
        if held is None or held.state != DeliveryState.FAILED or held.handled_at:
            return False
        held.handled_at = now
        held.save(update_fields=["handled_at"])
        record(held, Step.HANDLED, at=now)
        audit.record(user, "delivery.handled", held)
        if held.message:
            note_failed_deliveries(held.message.thread)
        return True


def _demand_sender(user: User, delivery: Delivery) -> None:
    if delivery.message is None:
        raise PermissionDenied("an acknowledgement is nobody's message")
    demand_writer(user, delivery.message.thread.mailbox)


def _waits(delivery: Delivery) -> bool:
    return delivery.state == DeliveryState.QUEUED
