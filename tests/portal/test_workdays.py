"""Danish working days."""

from __future__ import annotations

from datetime import date

import pytest

from portal.workdays import is_workday, next_workday, workdays_between


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 3, 3), date(2026, 3, 4)),
        (date(2026, 3, 6), date(2026, 3, 9)),
        (date(2026, 4, 1), date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 23), date(2026, 12, 24)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2023, 5, 4), date(2023, 5, 8)),  # Store Bededag, for the last time
        (date(2024, 4, 25), date(2024, 4, 26)),
    ],
)
def test_the_next_working_day(day, after):
    assert next_workday(day) == after
    assert is_workday(after)


def test_days_in_between_are_counted_as_people_count_them():
    assert workdays_between(date(2026, 3, 2), date(2026, 3, 2)) == 0
    assert workdays_between(date(2026, 3, 2), date(2026, 3, 3)) == 1
    assert workdays_between(date(2026, 3, 6), date(2026, 3, 9)) == 1
    assert workdays_between(date(2026, 4, 1), date(2026, 4, 7)) == 1
    assert workdays_between(date(2026, 3, 9), date(2026, 3, 2)) == 0
