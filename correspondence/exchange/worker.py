"""The worker: polls the transports, processes what came, sends what is due."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections

from correspondence.exchange.faults import log_fault
from correspondence.exchange.inbound import process_waiting
from correspondence.exchange.outbound import send_due
from correspondence.exchange.store import Incoming, store_file
from correspondence.exchange.transports import TransportDown, polled
from correspondence.models import WorkerHeartbeat
from portal import clock

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, in documents."""

    fetched: int = 0
    processed: int = 0
    sent: int = 0

    @property
    def idle(self) -> bool:
        return not (self.fetched or self.processed or self.sent)

    def __add__(self, other: Round) -> Round:
        return Round(self.fetched + other.fetched, self.processed + other.processed, self.sent + other.sent)


def run_once(*, now: datetime | None = None) -> Round:
    """Rounds until nothing moves: what is sent by loopback comes in, its acknowledgement goes out and comes in.

    ``now`` is the time it is taken to be; None for the real one.
    """
    done = Round()
    with clock.at(now):
        while not (moved := run_round()).idle:
            done += moved
    return done


def run_round() -> Round:
    """Fetch what has come, process what waits, send what is due, once."""
    return Round(fetch(), process_waiting(), send_due())


def fetch() -> int:
    """Store what the transports have; returns how many documents."""
    fetched = 0
    for transport in polled():
        try:
            fetched += sum(_store(incoming) for incoming in transport.poll())
        except TransportDown as down:
            logger.warning("transport %s: %s", transport.name, down)
    return fetched


def _store(incoming: Incoming) -> bool:
    """Taken away only after it is stored and committed; one that cannot be stored stays where it lies."""
    try:
        store_file(incoming, at=clock.now())
        incoming.done()
    except OSError as error:
        logger.warning("%s could not be fetched: %s", incoming.name, error.strerror)
        return False
    return True


def run_forever() -> None:
    """Rounds until SIGTERM or SIGINT; the round under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        try:
            heartbeat()
            idle = run_round().idle
        except Exception as error:  # a database that is away comes back: the worker outlives it
            log_fault(logger, "worker round failed", error)
            idle = True
        if idle:
            stop.wait(settings.EXCHANGE_POLL_SECONDS)


def heartbeat() -> None:
    name = f"{socket.gethostname()}:{os.getpid()}"
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"seen_at": clock.now()})
    WorkerHeartbeat.objects.filter(seen_at__lt=clock.now() - timedelta(days=1)).delete()
