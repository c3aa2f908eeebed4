"""What was measured, and how it is written down."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Figure:
    """``name`` is the key in JSON, with its unit where it has one (``p95_ms``); ``shown`` is for people."""

    name: str
    value: float
    shown: str


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one case of one benchmark."""

    benchmark: str
    case: str
    figures: tuple[Figure, ...]

    def as_data(self) -> dict[str, Any]:
        return {"benchmark": self.benchmark, "case": self.case, **{one.name: one.value for one in self.figures}}


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest of ``values`` that at least ``share`` percent of them do not exceed (nearest rank)."""
    return sorted(values)[max(ceil(len(values) * share / 100), 1) - 1]


def milliseconds(values: Sequence[float], *shares: int) -> tuple[Figure, ...]:
    """Percentiles of ``values`` (seconds)."""
    found = ((share, round(percentile(values, share) * 1000, 2)) for share in shares)
    return tuple(Figure(f"p{share}_ms", value, f"p{share} {value:.1f} ms") for share, value in found)


def count(name: str, value: int, words: str) -> Figure:
    return Figure(name, value, f"{value:,} {words}")


def number(name: str, value: float, unit: str) -> Figure:
    return Figure(name, round(value, 2), f"{value:,.1f} {unit}")


def lines(results: Iterable[Result]) -> list[str]:
    """One aligned line a result."""
    rows = [[one.benchmark, one.case, *(figure.shown for figure in one.figures)] for one in results]
    widths = [max((len(row[at]) for row in rows if len(row) > at), default=0) for at in range(max(map(len, rows)))]
    return ["  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: list[str], widths: list[int]) -> Iterable[str]:
    """Names to the left, figures to the right."""
    for at, (cell, width) in enumerate(zip(row, widths, strict=False)):
        yield cell.ljust(width) if at < 2 else cell.rjust(width)


def setting() -> dict[str, str]:
    """What the figures depend on besides the code."""
    version = ".".join(map(str, connection.get_database_version()))
    return {"database": f"{connection.vendor} {version}", "python": platform.python_version()}
