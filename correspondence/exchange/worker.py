"""The worker: polls the transports, processes what came, sends what is due."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import close_old_connections

from correspondence.actions.digest import send_morning_digests
from correspondence.exchange import alive, checkpoints, inbound, outbound
from correspondence.exchange.faults import log_fault
from correspondence.exchange.inbound import BATCH, process_waiting
from correspondence.exchange.outbound import always, overdue, send_due
from correspondence.exchange.retention import forget_expired
from correspondence.exchange.store import Incoming, store_file
from correspondence.exchange.transports import Transport, TransportDown, polled
from correspondence.models import RawDelivery, WorkerHeartbeat
from portal import clock
from portal.storage import flushed_together

logger = logging.getLogger(__name__)
FORGET_EVERY_SECONDS = 3600
TELL_EVERY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, in documents. ``late`` ones had no acknowledgement in time."""

    fetched: int = 0
    processed: int = 0
    sent: int = 0
    late: int = 0

    @property
    def idle(self) -> bool:
        return not (self.fetched or self.processed or self.sent or self.late)

    def __add__(self, other: Round) -> Round:
        return Round(
            self.fetched + other.fetched,
            self.processed + other.processed,
            self.sent + other.sent,
            self.late + other.late,
        )


def run_once(*, now: datetime | None = None) -> Round:
    """Rounds until nothing moves: what is sent by loopback comes in, its acknowledgement goes out and comes in.

    ``now`` is the time it is taken to be; None for the real one.
    """
    done = Round()
    with clock.at(now):
        while not (moved := run_round()).idle:
            done += moved
    return done


def run_round(go_on: Callable[[], bool] = always) -> Round:
    """Fetch what has come, process what waits, renew what is late, send what is due, once.

    ``go_on`` is asked between two documents: when it says no, the round ends there and nothing is left half done.
    """
    alive.bury(free_claims_of)
    fetched, processed = fetch(go_on), process_waiting(go_on=go_on)
    late = overdue(go_on=go_on)
    return Round(fetched, processed, send_due(go_on=go_on), late)


def free_claims_of(worker: str) -> None:
    """``worker`` has died: what it had is taken up at once."""
    inbound.free_claims_of(worker)
    outbound.free_claims_of(worker)


def fetch(go_on: Callable[[], bool] = always) -> int:
    """Store what the transports have; returns how many documents."""
    return sum(_fetch_from(transport, go_on) for transport in polled())


def _fetch_from(transport: Transport, go_on: Callable[[], bool]) -> int:
    fetched, found = 0, _Found(transport.poll(), go_on)
    while not found.ended:
        with flushed_together():
            stored = [both for incoming in islice(found, BATCH) for both in _store(incoming)]
        fetched += _enter(stored)
    _tell(transport.name, found.trouble)
    return fetched


class _Found:
    """What a transport has, until it has no more, is down, or the worker is to stop."""

    def __init__(self, polled: Iterator[Incoming], go_on: Callable[[], bool]) -> None:
        self._polled, self._go_on = polled, go_on
        self.ended, self.trouble = False, ""

    def __iter__(self) -> Iterator[Incoming]:
        return self

    def __next__(self) -> Incoming:
        try:
            incoming = None if self.ended else next(self._polled, None)
        except TransportDown as down:
            incoming, self.trouble = None, str(down)
        if incoming is None or not self._go_on():
            self.ended = True
            raise StopIteration
        return incoming


_told: dict[str, str] = {}


def _tell(transport: str, trouble: str = "") -> None:
    """Log an outage when it begins, changes and ends, not every second."""
    if _told.get(transport, "") != trouble:
        _told[transport] = trouble
        logger.warning("transport %s: %s", transport, trouble or "it is back")


def _store(incoming: Incoming) -> list[tuple[Incoming, RawDelivery]]:
    """Stored, not entered yet; one that cannot be stored stays where it lies."""
    checkpoints.reached(checkpoints.FOUND)
    try:
        incoming.hold()
        return [(incoming, store_file(incoming, at=clock.now(), entered=False))]
    except OSError as error:
        incoming.let_go()
        logger.warning("%s could not be fetched: %s", incoming.name, error.strerror)
        return []


def _enter(stored: list[tuple[Incoming, RawDelivery]]) -> int:
    """Taken away only after they are stored and committed."""
    RawDelivery.objects.bulk_create([raw for _, raw in stored])
    return sum(_take_away(incoming) for incoming, _ in stored)


def _take_away(incoming: Incoming) -> bool:
    checkpoints.reached(checkpoints.STORED)
    try:
        incoming.done()
    except OSError as error:
        logger.warning("%s could not be fetched: %s", incoming.name, error.strerror)
        return False
    return True


class _Stop:
    """Whether a signal has asked the worker to stop.

    No threading.Event: its lock is not reentrant, so a handler that comes while it is being waited for would wait for
    itself for ever.
    """

    def __init__(self) -> None:
        self.asked = False
        self._reading, self._writing = os.pipe()

    def ask(self, *_: object) -> None:
        self.asked = True
        os.write(self._writing, b".")

    def wait(self, seconds: float) -> None:
        """Until then, or until it is asked."""
        select.select([self._reading], [], [], seconds)


def run_forever() -> None:
    """Rounds until SIGTERM or SIGINT; the document under way is finished first."""
    stop = _Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop.ask)
    forget_at = tell_at = time.monotonic()
    while not stop.asked:
        close_old_connections()
        try:
            heartbeat()
            idle = run_round(lambda: not stop.asked).idle
            if idle and time.monotonic() >= forget_at:
                forget_at = time.monotonic() + FORGET_EVERY_SECONDS
                forget_expired()
            if idle and time.monotonic() >= tell_at:
                tell_at = time.monotonic() + TELL_EVERY_SECONDS
                send_morning_digests()
        except Exception as error:  # a database that is away comes back: the worker outlives it
            log_fault(logger, "worker round failed", error)
            idle = True
        if idle:
            stop.wait(settings.EXCHANGE_POLL_SECONDS)


def heartbeat() -> None:
    name = f"{socket.gethostname()}:{os.getpid()}"
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"seen_at": clock.now()})
    WorkerHeartbeat.objects.filter(seen_at__lt=clock.now() - timedelta(days=1)).delete()
