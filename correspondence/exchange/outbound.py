"""The outbox: claim what is due, put it in its envelope, hand it to a transport, record the attempt."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from correspondence.actions.address import Address
from correspondence.actions.enveloping import enveloped
from correspondence.actions.pending import writing
from correspondence.actions.progress import lock, record, take
from correspondence.actions.resend import time_out, waiting_time
from correspondence.exchange import alive, checkpoints
from correspondence.exchange.faults import log_fault, name_of
from correspondence.exchange.transports import PreparingTransport, Refused, Transport, TransportDown, transports_for
from correspondence.models import Delivery
from correspondence.states import UNANSWERED, DeliveryState, Step
from portal import clock

logger = logging.getLogger(__name__)

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
# How many rows one look claims, and how long it has them at most: much less than CLAIM_MINUTES.
PAGE = 200
LOOK_SECONDS = 30.0
# How many documents are handed over before it is noted of all of them, of how many bytes, and for how long.
TOGETHER = 50
TOGETHER_BYTES = 4_000_000
NOTING_SECONDS = 1.0


def always() -> bool:
    return True


def send_due(*, limit: int = PAGE, go_on: Callable[[], bool] = always) -> int:
    """Send what is due, oldest first; returns how many were handed over. Safe in any number of workers.

    ``go_on`` is asked before each document, so that a worker can stop between two; it lets go of the rest. So it does
    where the network is slow.
    """
    _free(alive.stuck())
    checkpoints.reached(checkpoints.BEFORE_SENDING)
    left = deque(_claim_due(limit))
    routes, sent, until = _Routes(transports_for(left)), 0, time.monotonic() + LOOK_SECONDS
    while left and time.monotonic() < until and go_on():
        sent += _send_some(left, routes, go_on)
    _let_go([*left, *routes.kept])
    return sent


def _send_some(left: deque[Delivery], routes: _Routes, go_on: Callable[[], bool]) -> int:
    """Hand over some of what is left and then note it of all of them, also when something breaks.

    A transport that takes its time gets as many as it takes in NOTING_SECONDS.
    """
    at, until, handed = clock.now(), time.monotonic() + NOTING_SECONDS, list[Delivery]()
    try:
        for number, (delivery, envelope) in enumerate(_enveloped(left, at, routes)):
            if number and not (time.monotonic() < until and go_on()):
                break
            if _hand_over(delivery, envelope, routes):
                handed.append(delivery)
            left.popleft()
        return len(handed)
    finally:
        _record_sent(handed, at)


def _enveloped(left: Iterable[Delivery], at: datetime, routes: _Routes) -> list[tuple[Delivery, bytes | Exception]]:
    """The first of them, each with its envelope or why there is none. ``at``: the time that they and the trace tell."""
    made, size = list[tuple[Delivery, bytes | Exception]](), 0
    for one in left:
        envelope = b"" if routes.to(one).name in routes.down else _envelope_or_fault(one, at)
        made.append((one, envelope))
        size += len(envelope) if isinstance(envelope, bytes) else 0
        if len(made) == TOGETHER or size > TOGETHER_BYTES:
            break
    _prepare(made, routes)
    return made


def _envelope_or_fault(delivery: Delivery, at: datetime) -> bytes | Exception:
    try:
        with clock.at(at):
            return envelope_of(delivery)
    except Exception as error:
        return error


def _prepare(made: list[tuple[Delivery, bytes | Exception]], routes: _Routes) -> None:
    for transport in {id(way): way for way in (routes.to(one) for one, _ in made)}.values():
        if isinstance(transport, PreparingTransport) and transport.name not in routes.down:
            mine = [(one, data) for one, data in made if routes.to(one) is transport]
            transport.prepare({str(one.envelope_id): data for one, data in mine if isinstance(data, bytes)})


def overdue(*, limit: int = PAGE, go_on: Callable[[], bool] = always) -> int:
    """Send again, or give up, what has waited too long for its acknowledgement; returns how many."""
    late = Delivery.objects.filter(state__in=UNANSWERED, due_at__lte=clock.now()).order_by("due_at", "id")
    return sum(_time_out(pk) for pk in late.values_list("pk", flat=True)[:limit] if go_on())


@dataclass(slots=True)
class _Routes:
    """What one look at the outbox has learned: how each receiver is reached, which transports are down, and what waits
    for those."""

    known: dict[Address, Transport]
    down: set[str] = field(default_factory=set)
    kept: list[Delivery] = field(default_factory=list)

    def to(self, delivery: Delivery) -> Transport:
        return self.known[delivery.receiver_sor_code, delivery.receiver_gln]


def _hand_over(delivery: Delivery, envelope: bytes | Exception, routes: _Routes) -> bool:
    """Whether the transport has it now."""
    transport = routes.to(delivery)
    if transport.name in routes.down:
        routes.kept.append(delivery)
        return False
    checkpoints.reached(checkpoints.SENDING)
    try:
        if isinstance(envelope, Exception):
            raise envelope
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


def _claim_due(most: int) -> list[Delivery]:
    """Atomic: of several workers each gets others."""
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, due_at__lte=clock.now()).order_by("due_at", "id")
    with transaction.atomic():
        claimed = list(due.select_for_update(skip_locked=True)[:most])
        if claimed:
            Delivery.objects.filter(pk__in=[one.pk for one in claimed]).update(
                state=DeliveryState.CLAIMED, claimed_at=clock.now(), claimed_by=alive.me(), attempts=F("attempts") + 1
            )
    for one in claimed:
        one.attempts += 1  # as the row has it now
    return claimed


def _let_go(some: list[Delivery]) -> None:
    """As if nobody had claimed them."""
    if some:
        rest = Delivery.objects.filter(pk__in=[one.pk for one in some], state=DeliveryState.CLAIMED)
        rest.update(state=DeliveryState.QUEUED, claimed_by="", attempts=F("attempts") - 1)


def free_claims_of(worker: str) -> None:
    """``worker`` has died: the next one takes over."""
    _free(Q(claimed_by=worker))


def _free(whose: Q) -> None:
    """They may have been sent: the same envelope id again is no second message."""
    Delivery.objects.filter(whose, state=DeliveryState.CLAIMED).update(state=DeliveryState.QUEUED, claimed_by="")


def _record_sent(handed: list[Delivery], at: datetime) -> None:
    """Messages now await their acknowledgement; acknowledgements are done. A faster answer is not undone."""
    if not handed:
        return
    alike: dict[tuple[DeliveryState, timedelta], list[Delivery]] = {}
    for one in handed:
        state = DeliveryState.DONE if one.message_id is None else DeliveryState.AWAITING
        alike.setdefault((state, waiting_time(one)), []).append(one)
    with transaction.atomic(), writing(None) as pending:
        for (state, wait), some in alike.items():
            _move(some, state, at=at, due_at=at + wait)
        for one in handed:
            record(
                one,
                Step.RESENT if one.resends else Step.SENT,
                at=at,
                envelope_id=one.envelope_id,
                bundle_id=one.bundle_id,
                stored_as=one.stored_as,
                pending=pending,
            )
            checkpoints.reached(checkpoints.NOTED)
    checkpoints.reached(checkpoints.SENT)


def _move(some: list[Delivery], state: DeliveryState, *, at: datetime, due_at: datetime) -> None:
    rows = Delivery.objects.filter(pk__in=[one.pk for one in some])
    moved = rows.filter(state=DeliveryState.CLAIMED).update(
        state=state, claimed_by="", sent_at=at, due_at=due_at, error=""
    )
    if moved < len(some):
        rows.exclude(state=state).update(sent_at=at, error="")


def _put_back(delivery: Delivery, down: TransportDown) -> None:
    """The network is away: wait and try again, without counting as a resend. The timeline says it once."""
    due: datetime = clock.now() + BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]
    logger.warning("transport down, delivery %s waits: %s", delivery.pk, down)
    with transaction.atomic():
        put_back = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.CLAIMED).update(
            state=DeliveryState.QUEUED, claimed_by="", due_at=due, error=str(down)
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
