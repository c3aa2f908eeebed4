"""How fast messages are taken in: stored raw, opened, judged, filed, acknowledged, committed. One process."""

from __future__ import annotations

from time import perf_counter, process_time

from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from correspondence.actions.start import wire_unit
from correspondence.bench.documents import envelopes
from correspondence.bench.exchange import lay_out
from correspondence.bench.figures import Result, count, number
from correspondence.bench.invented import Inventor, open_mailboxes, other_units
from correspondence.bench.options import Options
from correspondence.exchange.inbound import process_waiting
from correspondence.exchange.worker import fetch
from correspondence.models import RawDelivery
from correspondence.states import RawState
from portal import clock

# Taken in before the clock runs: everything is imported and compiled, every connection open.
WARM_UP = 20


def run(options: Options) -> list[Result]:
    inventor, receivers = Inventor(options.seed), [wire_unit(box.organisation) for box in open_mailboxes()]
    total = 2 * WARM_UP + options.messages
    documents = list(envelopes(inventor, other_units(), receivers, total, clock.now()))
    _take_in(documents[:WARM_UP])
    with CaptureQueriesContext(connection) as captured:
        _take_in(documents[WARM_UP : 2 * WARM_UP])
    queries = len(captured) / WARM_UP
    timed, processor = documents[2 * WARM_UP :], process_time()
    stored, processed = _take_in(timed)
    processor = process_time() - processor
    _demand_accepted(total)
    rate = len(timed) / (stored + processed)
    figures = (
        count("messages", len(timed), "messages"),
        number("per_second", rate, "messages/s"),
        number("store_ms", stored / len(timed) * 1000, "ms to store one"),
        number("process_ms", processed / len(timed) * 1000, "ms to process one"),
        number("cpu_ms", processor / len(timed) * 1000, "ms of it processor time"),
        number("queries", queries, "statements each"),
        number("bytes", sum(map(len, timed)) / len(timed), "bytes each"),
    )
    return [Result("receive", "one process", figures)]


def _take_in(documents: list[bytes]) -> tuple[float, float]:
    """The seconds it takes to store the documents, and to process them."""
    lay_out(documents)
    start = perf_counter()
    fetch()
    stored = perf_counter()
    while process_waiting():
        pass
    return stored - start, perf_counter() - stored


def _demand_accepted(total: int) -> None:
    """A figure for messages that were refused would be worth nothing."""
    accepted = RawDelivery.objects.filter(state=RawState.ACCEPTED).count()
    if accepted != total:
        raise CommandError(f"Only {accepted} of {total} messages were accepted: the figures mean nothing.")
