"""What ``manage.py bench`` can measure: every benchmark stands here, under the name of its subcommand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from correspondence.bench import exchange, pages, receive, seeded, sor, write
from correspondence.bench.figures import Result
from correspondence.bench.options import Options
from correspondence.bench.scratch import scratch


@dataclass(frozen=True, slots=True)
class Benchmark:
    """``run`` is called inside ``place``: a scratch database with migrations applied and nothing else in it, or
    one that stays.

    ``size`` is how many it measures with when nothing else is asked for, ``counts`` of what: the option's name.
    """

    name: str
    help: str
    size: int
    run: Callable[[Options], list[Result]]
    counts: str = "messages"
    place: Callable[[], AbstractContextManager[None]] = scratch

    @property
    def leaves_nothing(self) -> bool:
        return self.place is not seeded.empty_installation


BENCHMARKS = {
    one.name: one
    for one in (
        Benchmark("receive", "messages taken in, from the exchange folder to the acknowledgement", 1000, receive.run),
        Benchmark("exchange", "messages in and out through worker processes, acknowledged", 1000, exchange.run),
        Benchmark("inbox", "the inbox of a large mailbox", 10_000, pages.inbox),
        Benchmark("thread", "threads of a large mailbox", 10_000, pages.thread),
        Benchmark("write", "a message with a PDF of 5 MB, from the press on Send to the answer", 10_000, write.run),
        Benchmark(
            "seed",
            "fill this installation's EMPTY database with lifelike mailboxes, to try and to measure on",
            1_000_000,
            seeded.run,
            place=seeded.empty_installation,
        ),
        Benchmark(
            "pages",
            "every page of the inbox, idle and under load, on what bench seed made or on a scratch database",
            10_000,
            pages.run,
            place=seeded.seeded_or_scratch,
        ),
        Benchmark("overview", "the coordinators' overview of a large mailbox", 10_000, pages.overview),
        Benchmark(
            "search",
            "the search, by words rare and common, names and numbers, on what bench seed made or on a scratch database",
            10_000,
            pages.search,
            place=seeded.seeded_or_scratch,
        ),
        Benchmark(
            "sor",
            "the register imported whole, again, and with a night's changes; units found in it",
            200_000,
            sor.run,
            "units",
        ),
    )
}
