"""How figures are counted and written down."""

from __future__ import annotations

import pytest

from correspondence.bench.figures import Result, count, lines, milliseconds, number, percentile


@pytest.mark.parametrize(("share", "expected"), [(50, 2), (95, 4), (99, 4), (1, 1)])
def test_a_percentile_is_one_of_the_values(share, expected):
    assert percentile([4, 1, 3, 2], share) == expected


def test_seconds_become_milliseconds():
    (figure,) = milliseconds([0.0123, 0.0124], 95)
    assert (figure.name, figure.value, figure.shown) == ("p95_ms", 12.4, "p95 12.4 ms")


def test_lines_stand_in_columns():
    results = [
        Result("inbox", "first page", (count("queries", 6, "statements"),)),
        Result("receive", "one process", (count("queries", 15, "statements"), number("mean", 1, "ms"))),
    ]
    assert lines(results) == [
        "inbox    first page    6 statements",
        "receive  one process  15 statements  1.0 ms",
    ]
