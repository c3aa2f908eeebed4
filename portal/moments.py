"""Moments in few words, in Danish time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def moment_words(moment: datetime | None, *, with_time: bool = True) -> str:
    """ "i dag 14.05", "i går 14.05", "3. mar. 14.05", "3. mar. 2024 14.05"; older dates without the time on request."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    clock = formatted(local, "TIME_FORMAT")
    if local.date() == today:
        return _("today %(time)s") % {"time": clock}
    if local.date() == today - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock}
    shown = formatted(local, "WHEN_DAY" if local.year == today.year else "WHEN_DATE")
    return f"{shown} {clock}" if with_time else shown


def day_words(day: date) -> str:
    """ "i går", "i dag", "i morgen", "3. mar.", "3. mar. 2024"."""
    today = timezone.localdate()
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return near.get((day - today).days) or formatted(day, "WHEN_DAY" if day.year == today.year else "WHEN_DATE")


def formatted(moment: date, name: str) -> str:
    """In the format called ``name`` (portal/formats), as Django would write it, in a fifth of the time.

    A month that is not shortened takes no full stop: "3. maj".
    """
    pieces = _pieces(name, get_language())
    return "".join(one if isinstance(one, str) else one(moment) for one in pieces).replace("maj.", "maj")


_CODES: dict[str, Callable[[Any], str]] = {
    "j": lambda moment: str(moment.day),
    "l": lambda moment: str(WEEKDAYS[moment.weekday()]),
    "F": lambda moment: str(MONTHS[moment.month]),
    "b": lambda moment: str(MONTHS_3[moment.month]),
    "M": lambda moment: str(MONTHS_3[moment.month]).title(),
    "Y": lambda moment: f"{moment.year:04}",
    "H": lambda moment: f"{moment.hour:02}",
    "i": lambda moment: f"{moment.minute:02}",
}


@cache
def _pieces(name: str, language: str | None) -> tuple[str | Callable[[Any], str], ...]:
    """The format's codes (Django's, those of them that our formats use) and what stands between them."""
    found = re.findall(r"\\(.)|([A-Za-z])|(.)", get_format(name, language))
    return tuple(_CODES[code] if code else escaped or between for escaped, code, between in found)
