"""What time it is. Everything that stamps a message or a delivery asks here, so that the demo can live through days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The time, aware, in the portal's zone."""
    return timezone.localtime(_set.get())


@contextmanager
def at(moment: datetime | None) -> Iterator[None]:
    """Inside, it is ``moment`` (None: the real time)."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
