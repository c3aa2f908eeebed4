"""What a time on the wire must look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC

from correspondence.letters.carecommunication.rules.registry import fault, missing
from correspondence.letters.issues import Issue
from correspondence.letters.letter import moment

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,30})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_KEPT = 1024  # almost all times of a message, and of a minute's messages, are the same few
_judged: dict[str, bool] = {}


def is_instant(value: str) -> bool:
    """A FHIR instant (date, time, zone) that exists in the calendar and in UTC."""
    known = _judged.get(value)
    if known is None:
        if len(_judged) >= _KEPT:
            _judged.clear()
        known = _judged[value] = _is_instant(value)
    return known


def _is_instant(value: str) -> bool:
    if not _INSTANT.fullmatch(value):
        return False
    try:
        moment(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return True


def is_date_time(value: str) -> bool:
    """A FHIR dateTime: a year, a month, a day, or an instant."""
    return bool(_DATE.fullmatch(value)) or is_instant(value)


def instant_fault(path: str, value: str, what: str) -> Iterator[Issue]:
    """The error of a required time that is missing or is no instant with a zone."""
    if not value:
        yield missing(path, what)
    elif not is_instant(value):
        yield date_fault(path)


def date_fault(path: str) -> Issue:
    return fault(path, "Tidspunktet er ikke en gyldig dato og tid med tidszone.", "MSG_DATE_FORMAT", "value")
