"""How long the register takes to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from correspondence.bench.figures import Result, count, number
from sor.bench import Measured, measure

if TYPE_CHECKING:
    from correspondence.bench.options import Options


def run(options: Options) -> list[Result]:
    return [_result(one) for one in measure(options.messages, options.seed)]


def _result(one: Measured) -> Result:
    figures = (
        count("units", one.units, "units"),
        count("changed", one.changed, "new or changed"),
        number("seconds", one.seconds, "s"),
        number("cpu_seconds", one.cpu_seconds, "s of it processor time here"),
        number("peak_mb", one.peak_mb, "MB at most"),
    )
    return Result("sor", one.case, figures)
