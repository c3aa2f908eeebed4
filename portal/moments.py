"""Moments in few words, in Danish time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def moment_words(moment: datetime | None, *, with_time: bool = True) -> str:
    """ "i dag 14.05", "i går 14.05", "3. mar. 14.05", "3. mar. 2024 14.05"; older dates without the time on request."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    clock = date_format(local, "TIME_FORMAT")
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
    """In one of the formats of portal/formats. A month that is not shortened takes no full stop: "3. maj"."""
    return date_format(moment, name).replace("maj.", "maj")
