"""How long the register takes to import, and how long units in it take to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from correspondence.bench.figures import Result, count, milliseconds, number
from sor.bench import Measured, measure
from sor.bench_search import Searched, measure_search

if TYPE_CHECKING:
    from correspondence.bench.options import Options


def run(options: Options) -> list[Result]:
    imported = [_result(one) for one in measure(options.messages, options.seed)]
    return [*imported, *map(_searched, measure_search(options.requests, options.seed))]


def _searched(one: Searched) -> Result:
    figures = (
        count("searches", len(one.seconds), "searches"),
        *milliseconds(one.seconds, 50, 95, 99),
        number("cpu_ms", one.cpu_seconds / len(one.seconds) * 1000, "ms of it processor time here"),
    )
    return Result("sor", one.case, figures)


def _result(one: Measured) -> Result:
    figures = (
        count("units", one.units, "units"),
        count("changed", one.changed, "new or changed"),
        number("seconds", one.seconds, "s"),
        number("cpu_seconds", one.cpu_seconds, "s of it processor time here"),
        number("peak_mb", one.peak_mb, "MB at most"),
    )
    return Result("sor", one.case, figures)
