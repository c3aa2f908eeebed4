"""The worker: polls the transports, processes what came, sends what is due."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections

from correspondence import clock
from correspondence.exchange.inbound import process_waiting
from correspondence.exchange.outbound import send_due
from correspondence.exchange.store import store_file
from correspondence.exchange.transports import TransportDown, polled
from correspondence.models import WorkerHeartbeat

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    fetched: int = 0
    processed: int = 0
    sent: int = 0

    @property
    def idle(self) -> bool:
        return not (self.fetched or self.processed or self.sent)


def run_once(*, now: datetime | None = None) -> Round:
    """Go on until nothing moves: what is sent by loopback comes in, its acknowledgement goes out and comes in.

    ``now`` is the time it is taken to be; None for the real one.
    """
    with clock.at(now):
        return _run_once()


def _run_once() -> Round:
    fetched = fetch()
    processed = sent = 0
    while True:
        now_processed, now_sent = process_waiting(), send_due()
        processed, sent = processed + now_processed, sent + now_sent
        if not (now_processed or now_sent):
            return Round(fetched, processed, sent)


def fetch() -> int:
    """Store what the transports have; a document that cannot be stored is left where it lies."""
    fetched = 0
    for transport in polled():
        try:
            for incoming in transport.poll():
                store_file(incoming, at=clock.now())
                incoming.done()
                fetched += 1
        except (TransportDown, OSError) as error:
            logger.warning("transport %s: %s", transport.name, error)
    return fetched


def run_forever() -> None:
    """Rounds until SIGTERM or SIGINT; the round under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        try:
            heartbeat()
            idle = run_once().idle
        except Exception:  # a database that is away comes back: the worker outlives it
            logger.exception("worker round failed")
            idle = True
        if idle:
            stop.wait(settings.EXCHANGE_POLL_SECONDS)


def heartbeat() -> None:
    name = f"{socket.gethostname()}:{os.getpid()}"
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"seen_at": clock.now()})
