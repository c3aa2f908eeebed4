"""Danish working days: Monday to Friday, without the public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def _holidays(year: int) -> frozenset[date]:
    """Without Store Bededag from 2024 on, as the law has it: the library knows."""
    return frozenset(country_holidays("DK", years=[year]))


def is_workday(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def next_workday(day: date) -> date:
    """The first working day after ``day``."""
    day += _DAY
    while not is_workday(day):
        day += _DAY
    return day


def workdays_between(start: date, end: date) -> int:
    """How many working days came after ``start``, up to and with ``end``; 0 when ``end`` is not later."""
    return sum(is_workday(start + _DAY * number) for number in range(1, (end - start).days + 1))
