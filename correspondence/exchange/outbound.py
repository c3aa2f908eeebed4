"""The outbox: claim what is due, put it in its envelope, hand it to a transport, record the attempt."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from correspondence.actions.acknowledge import note_failed_deliveries
from correspondence.exchange.faults import log_fault, name_of
from correspondence.exchange.transports import TransportDown, transport_for
from correspondence.files import read_document
from correspondence.letters.envelope import vans
from correspondence.models import Delivery
from correspondence.states import DeliveryState
from portal import clock

logger = logging.getLogger(__name__)

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))


def send_due(*, limit: int = 500) -> int:
    """Send what is due, oldest first; returns how many were handed over. Safe in any number of workers."""
    _free_stuck()
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, due_at__lte=clock.now()).order_by("due_at", "id")
    return sum(_send(delivery) for delivery in due[:limit])


def _send(delivery: Delivery) -> bool:
    if not _claim(delivery):
        return False
    try:
        transport_for(delivery).send(str(delivery.envelope_id), envelope_of(delivery))
    except TransportDown as down:
        _put_back(delivery, down)
        return False
    except Exception as error:  # this one document fails; the next one goes
        log_fault(logger, f"delivery {delivery.pk} failed", error)
        _fail(delivery, error)
        return False
    _record_sent(delivery)
    return True


def envelope_of(delivery: Delivery) -> bytes:
    """The VANSEnvelope of a delivery. The same envelope id on every attempt until it is deliberately resent."""
    fields = {
        "sender_gln": delivery.sender_gln,
        "receiver_gln": delivery.receiver_gln,
        "envelope_id": str(delivery.envelope_id),
        "message_id": delivery.message_header_id,
        "sent": clock.now().isoformat(timespec="seconds"),
        "syntax": delivery.syntax,
    }
    data = read_document(delivery.stored_as)
    suffix = delivery.document_name.partition("#")[2]
    if delivery.message_id is None:
        return vans.write(vans.for_acknowledgement(data, code=suffix, **fields))
    return vans.write(vans.for_care_communication(data, category=suffix, **fields))


def _claim(delivery: Delivery) -> bool:
    claimed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.QUEUED).update(
        state=DeliveryState.CLAIMED, claimed_at=clock.now(), attempts=F("attempts") + 1
    )
    return bool(claimed)


def _free_stuck() -> None:
    before = clock.now() - timedelta(minutes=settings.CLAIM_MINUTES)
    Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_at__lt=before).update(state=DeliveryState.QUEUED)


def _record_sent(delivery: Delivery) -> None:
    """A message now awaits its acknowledgement; an acknowledgement is done. A faster answer is not undone."""
    state = DeliveryState.DONE if delivery.message_id is None else DeliveryState.AWAITING
    now = clock.now()
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED).update(state=state, sent_at=now, error="")
    Delivery.objects.filter(pk=delivery.pk, sent_at=None).update(sent_at=now)


def _put_back(delivery: Delivery, down: TransportDown) -> None:
    """The network is away: wait and try again, without counting as a resend."""
    waited = Delivery.objects.values_list("attempts", flat=True).get(pk=delivery.pk)
    due: datetime = clock.now() + BACK_OFF[min(waited, len(BACK_OFF)) - 1]
    logger.warning("transport down, delivery %s waits: %s", delivery.pk, down)
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED).update(
        state=DeliveryState.QUEUED, due_at=due, error=str(down)
    )


def _fail(delivery: Delivery, error: Exception) -> None:
    """Not undoing an answer that came meanwhile: what was handed over may be there although we stumbled."""
    claimed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED)
    claimed.update(state=DeliveryState.FAILED, error=name_of(error))
    if delivery.message:
        note_failed_deliveries(delivery.message.thread)
