"""The outbox: claim what is due, put it in its envelope, hand it to a transport, record the attempt."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from correspondence.actions.enveloping import enveloped
from correspondence.actions.progress import lock, record, take
from correspondence.actions.resend import time_out, waiting_time
from correspondence.exchange import checkpoints
from correspondence.exchange.faults import log_fault, name_of
from correspondence.exchange.transports import Refused, Transport, TransportDown, transport_for
from correspondence.models import Delivery
from correspondence.states import UNANSWERED, DeliveryState, Step
from portal import clock

logger = logging.getLogger(__name__)

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
# How many rows one look takes: few, so that several workers do not chase what others have sent long ago.
PAGE = 100


def always() -> bool:
    return True


def send_due(*, limit: int = PAGE, go_on: Callable[[], bool] = always) -> int:
    """Send what is due, oldest first; returns how many were handed over. Safe in any number of workers.

    ``go_on`` is asked before each document, so that a worker can stop between two.
    """
    _free_stuck()
    routes = _Routes()
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, due_at__lte=clock.now()).order_by("due_at", "id")
    return sum(_send(delivery, routes) for delivery in due[:limit] if go_on())


def overdue(*, limit: int = PAGE, go_on: Callable[[], bool] = always) -> int:
    """Send again, or give up, what has waited too long for its acknowledgement; returns how many."""
    late = Delivery.objects.filter(state__in=UNANSWERED, due_at__lte=clock.now()).order_by("due_at", "id")
    return sum(_time_out(pk) for pk in late.values_list("pk", flat=True)[:limit] if go_on())


@dataclass(slots=True)
class _Routes:
    """What one look at the outbox has learned: how each receiver is reached, and which transports are down."""

    known: dict[tuple[str, str], Transport] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)

    def to(self, delivery: Delivery) -> Transport:
        receiver = (delivery.receiver_sor_code, delivery.receiver_gln)
        if receiver not in self.known:
            self.known[receiver] = transport_for(delivery)
        return self.known[receiver]


def _send(delivery: Delivery, routes: _Routes) -> bool:
    transport = routes.to(delivery)
    if transport.name in routes.down:
        return False
    checkpoints.reached(checkpoints.BEFORE_SENDING)
    if not _claim(delivery):
        return False
    checkpoints.reached(checkpoints.SENDING)
    try:
        at = clock.now()
        with clock.at(at):  # the envelope tells the time that the trace tells
            envelope = envelope_of(delivery)
        transport.send(str(delivery.envelope_id), envelope)
    except TransportDown as reason:
        routes.down.add(transport.name)
        _put_back(delivery, reason)
        return False
    except Refused as reason:
        _refuse(delivery, reason)
        return False
    except Exception as error:  # this one document fails; the next one goes
        log_fault(logger, f"delivery {delivery.pk} failed", error)
        _fail(delivery, error)
        return False
    checkpoints.reached(checkpoints.HANDED_OVER)
    _record_sent(delivery, at)
    checkpoints.reached(checkpoints.SENT)
    return True


def _time_out(pk: object) -> bool:
    """One that cannot be renewed fails visibly, and stops nobody else."""
    now = clock.now()
    try:
        with transaction.atomic():
            late = lock(pk=pk, state__in=UNANSWERED, due_at__lte=now)
            return late is not None and time_out(late, now=now)
    except (OSError, ValueError) as error:
        log_fault(logger, f"delivery {pk} could not be sent again", error)
        with transaction.atomic():
            late = lock(pk=pk, state__in=UNANSWERED)
            return late is not None and take(late, Step.FAULT, at=now, error=name_of(error))


def envelope_of(delivery: Delivery) -> bytes:
    """The VANSEnvelope of a delivery. The same envelope id on every attempt until it is deliberately resent."""
    return enveloped(delivery, stored_as=delivery.stored_as, envelope_id=delivery.envelope_id, sent=clock.now())


def _claim(delivery: Delivery) -> bool:
    """Atomic: of several workers one gets it, and only as it was read: not if it was renewed since."""
    queued = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.QUEUED, envelope_id=delivery.envelope_id)
    claimed = queued.update(state=DeliveryState.CLAIMED, claimed_at=clock.now(), attempts=F("attempts") + 1)
    return bool(claimed)


def _free_stuck() -> None:
    """A worker that died held its claim. It may have sent: the same envelope id again is no second message."""
    before = clock.now() - timedelta(minutes=settings.CLAIM_MINUTES)
    Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_at__lt=before).update(state=DeliveryState.QUEUED)


def _record_sent(delivery: Delivery, at: datetime) -> None:
    """A message now awaits its acknowledgement; an acknowledgement is done. A faster answer is not undone."""
    state = DeliveryState.DONE if delivery.message_id is None else DeliveryState.AWAITING
    with transaction.atomic():
        row = Delivery.objects.filter(pk=delivery.pk)
        moved = row.filter(state=DeliveryState.CLAIMED).update(
            state=state, sent_at=at, due_at=at + waiting_time(delivery), error=""
        )
        if not moved:
            row.update(sent_at=at, error="")
        record(
            delivery,
            Step.RESENT if delivery.resends else Step.SENT,
            at=at,
            envelope_id=delivery.envelope_id,
            bundle_id=delivery.bundle_id,
            stored_as=delivery.stored_as,
        )
        checkpoints.reached(checkpoints.NOTED)


def _put_back(delivery: Delivery, down: TransportDown) -> None:
    """The network is away: wait and try again, without counting as a resend. The timeline says it once."""
    tries = delivery.attempts + 1
    due: datetime = clock.now() + BACK_OFF[min(tries, len(BACK_OFF)) - 1]
    logger.warning("transport down, delivery %s waits: %s", delivery.pk, down)
    with transaction.atomic():
        put_back = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED).update(
            state=DeliveryState.QUEUED, due_at=due, error=str(down)
        )
        if put_back and not delivery.error:
            record(delivery, Step.WAITING, at=clock.now())


def _refuse(delivery: Delivery, reason: Refused) -> None:
    """The network will not have it: it fails, the sender reads why, and people may try again."""
    logger.warning("delivery %s refused by the network", delivery.pk)
    with transaction.atomic():
        held = lock(pk=delivery.pk, state=DeliveryState.CLAIMED)
        if held:
            take(held, Step.UNDELIVERABLE, at=clock.now(), detail=str(reason), error=str(reason))


def _fail(delivery: Delivery, error: Exception) -> None:
    with transaction.atomic():
        held = lock(pk=delivery.pk, state=DeliveryState.CLAIMED)
        if held:
            take(held, Step.FAULT, at=clock.now(), error=name_of(error))


def seconds_to_release() -> float | None:
    """Until the first message that can still be taken back is released; None when there is none."""
    window = clock.now() + timedelta(seconds=settings.UNDO_SECONDS)
    held = Delivery.objects.filter(state=DeliveryState.QUEUED, attempts=0, due_at__lte=window).order_by("due_at")
    first = held.values_list("due_at", flat=True).first()
    return max(0.0, (first - clock.now()).total_seconds()) if first else None
