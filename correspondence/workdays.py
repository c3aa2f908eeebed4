"""Danish working days. Monday to Friday but for the public holidays; the bench of holidays is a kept library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

import holidays
from django.utils import timezone

_SATURDAY = 5


@cache
def _holidays(year: int) -> frozenset[date]:
    """Denmark's, by law: Store Bededag to 2023 and not after (act 214 of 2023)."""
    return frozenset(holidays.country_holidays("DK", years=year))


def is_workday(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def workdays_between(start: date | datetime, end: date | datetime) -> int:
    """How many working days have begun after the day of ``start`` and up to the day of ``end``, both in local time.

    The same day, and a weekend's only, are 0; Friday to Monday is 1. 0 when ``end`` is before ``start``.
    """
    first, last = _day(start), _day(end)
    return sum(is_workday(day) for day in _days(first + timedelta(days=1), last))


def after_workdays(start: date | datetime, number: int) -> date:
    """The ``number``th working day after the day of ``start``."""
    day = _day(start)
    while number > 0:
        day += timedelta(days=1)
        number -= is_workday(day)
    return day


def _day(moment: date | datetime) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
