"""Keyset paging: a place in a list ordered by time and primary key, newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def cursor_of(row: Model, field: str) -> str:
    """The place of ``row`` as an opaque, URL-safe text: microseconds and primary key."""
    moment: datetime = getattr(row, field)
    return f"{(moment - _EPOCH) // _MICROSECOND}.{row.pk}"


def older(rows: QuerySet, field: str, cursor: str) -> QuerySet:
    """The rows after the place ``cursor``; all of them when it is empty or damaged."""
    return rows.filter(_beyond(rows, field, cursor, "lt")) if cursor else rows


def newer(rows: QuerySet, field: str, cursor: str) -> QuerySet:
    return rows.filter(_beyond(rows, field, cursor, "gt")) if cursor else rows


def place_of(model: type[Model], cursor: str) -> tuple[datetime, Any] | None:
    """Moment and primary key that the cursor names; None when it is empty or damaged."""
    try:
        micros, _, key = cursor.partition(".")
        return _EPOCH + int(micros) * _MICROSECOND, model._meta.pk.to_python(key)
    except (ValueError, OverflowError, ValidationError):
        return None


def _beyond(rows: QuerySet, field: str, cursor: str, side: str) -> Q:
    place = place_of(rows.model, cursor)
    if place is None:
        return Q()
    moment, pk = place
    # The first half begins an index there; the second alone would have it read from the top of the list.
    within = Q(**{f"{field}__{side}e": moment})
    return within & (Q(**{f"{field}__{side}": moment}) | Q(**{f"pk__{side}": pk}))
