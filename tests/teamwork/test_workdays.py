"""Danish working days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.workdays import after_workdays, is_workday, workdays_between


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 3), True),
        (date(2026, 3, 7), False),
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 12, 25), False),
        (date(2023, 5, 5), False),  # the last Store Bededag
        (date(2024, 4, 26), True),  # its day the year after
        (date(2026, 5, 1), True),  # not a public holiday
    ],
)
def test_which_days_are_worked(day: date, works: bool) -> None:
    assert is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), 0),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 4, 1), date(2026, 4, 7), 1),  # Wednesday before Easter to Tuesday after
        (date(2026, 3, 9), date(2026, 3, 6), 0),
        (
            datetime(2026, 3, 5, 23, 30, tzinfo=UTC),
            datetime(2026, 3, 6, 9, tzinfo=UTC),
            0,
        ),  # Friday in Denmark
    ],
)
def test_days_between(start: date, end: date, days: int) -> None:
    assert workdays_between(start, end) == days


def test_days_ahead() -> None:
    assert after_workdays(date(2026, 4, 1), 1) == date(2026, 4, 7)
    assert after_workdays(date(2026, 3, 3), 0) == date(2026, 3, 3)
