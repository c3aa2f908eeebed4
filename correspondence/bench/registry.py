"""What ``manage.py bench`` can measure: every benchmark stands here, under the name of its subcommand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from correspondence.bench import pages, receive, sor
from correspondence.bench.figures import Result
from correspondence.bench.options import Options


@dataclass(frozen=True, slots=True)
class Benchmark:
    """``run`` is called inside a scratch database with migrations applied and nothing else in it.

    ``size`` is how many it measures with when nothing else is asked for, ``counts`` of what: the option's name.
    """

    name: str
    help: str
    size: int
    run: Callable[[Options], list[Result]]
    counts: str = "messages"


BENCHMARKS = {
    one.name: one
    for one in (
        Benchmark("receive", "messages taken in, from the exchange folder to the acknowledgement", 1000, receive.run),
        Benchmark("inbox", "the inbox of a large mailbox", 10_000, pages.inbox),
        Benchmark("thread", "threads of a large mailbox", 10_000, pages.thread),
        Benchmark(
            "sor",
            "the register imported whole, again, and with a night's changes; units found in it",
            200_000,
            sor.run,
            "units",
        ),
    )
}
