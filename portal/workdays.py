"""Danish working days: Monday to Friday, without the public holidays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from django.utils import timezone
from holidays import country_holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def _holidays(year: int) -> frozenset[date]:
    """Store Bededag to 2023 and not after (act 214 of 2023): the library knows."""
    return frozenset(country_holidays("DK", years=[year]))


def is_workday(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def next_workday(start: date | datetime) -> date:
    """The first working day after the day of ``start``."""
    return after_workdays(start, 1)


def after_workdays(start: date | datetime, number: int) -> date:
    """The ``number``th working day after the day of ``start``."""
    day = _day(start)
    while number > 0:
        day += _DAY
        number -= is_workday(day)
    return day


def workdays_between(start: date | datetime, end: date | datetime) -> int:
    """How many working days have begun after the day of ``start`` and up to the day of ``end``, both in local time.

    The same day, and a weekend's only, are 0; Friday to Monday is 1. 0 when ``end`` is before ``start``.
    """
    return _between(_day(start), _day(end))


@lru_cache(maxsize=5_000)
def _between(first: date, last: date) -> int:
    """Kept: a list of those who wait has fifty of them, every time it is shown."""
    return sum(is_workday(first + _DAY * number) for number in range(1, (last - first).days + 1))


def _day(moment: date | datetime) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
