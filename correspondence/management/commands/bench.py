"""``manage.py bench``: measure this installation, in a scratch database and scratch folders of its own."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from correspondence.bench.figures import Result, lines, setting
from correspondence.bench.options import SEED, Options
from correspondence.bench.registry import BENCHMARKS, Benchmark

ALL = "all"
EVERYTHING = [one for one in BENCHMARKS.values() if one.leaves_nothing]


class Command(BaseCommand):
    help = (
        "Measure how fast the portal is here. Works in a scratch database: the portal's own data is not touched. "
        "Only 'seed' writes, into an empty database of your choice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="benchmark", metavar="BENCHMARK", required=True)
        for one in BENCHMARKS.values():
            _add_options(kinds.add_parser(one.name, help=one.help), {one.counts: f"default {one.size}"})
        counts = sorted({one.counts for one in EVERYTHING})
        _add_options(kinds.add_parser(ALL, help="all of them"), dict.fromkeys(counts, "default: what each of them has"))

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = EVERYTHING if options["benchmark"] == ALL else [BENCHMARKS[options["benchmark"]]]
        results = [result for one in wanted for result in _run(one, options)]
        if options["json"]:
            found = {**setting(), "seed": options["seed"], "results": [one.as_data() for one in results]}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.stdout.write(
                "\n".join([", ".join(f"{name} {value}" for name, value in setting().items()), *lines(results)])
            )


def _add_options(parser: Any, counts: dict[str, str]) -> None:
    for name, default in counts.items():
        parser.add_argument(f"--{name}", type=int, metavar="N", help=f"how many to measure with ({default})")
    parser.add_argument("--requests", type=int, default=300, metavar="N", help="how often each page is asked for (300)")
    parser.add_argument("--load-seconds", type=float, default=20, metavar="N", help="how long under load (20)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="worker processes of the exchange (2)")
    parser.add_argument("--stored", type=int, default=0, metavar="N", help="messages the exchange holds already (none)")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same data")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def _run(benchmark: Benchmark, options: dict[str, Any]) -> list[Result]:
    with benchmark.place():
        given = {name: options[name] for name in ("requests", "load_seconds", "seed", "workers", "stored")}
        return benchmark.run(Options(options[benchmark.counts] or benchmark.size, **given))
