"""Rows that a transaction is going to write: together at its end, a statement for each table however many there are.

Whoever files one thing writes at once; whoever files many gives them all the same :class:`Pending` and writes it last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.db.models import Model

from correspondence.models import (
    Attachment,
    CitizenIdentifier,
    Delivery,
    DeliveryEvent,
    Message,
    RawDelivery,
    Receipt,
    SearchRow,
    Segment,
    Thread,
)
from portal.models import AuditEvent

# A row, or how it is made once those before it are written: it needs their keys.
Made = Model | Callable[[], Model]

# New rows in this order: each names those before it. Where two workers may write the same row they do it in the same
# order, so that one waits for the other and never both.
_ORDER: dict[type[Model], Callable[[Any], Any] | None] = {
    Thread: attrgetter("home_id", "communication_identifier", "other_sor_code"),
    CitizenIdentifier: None,
    Message: None,
    Segment: None,
    Attachment: None,
    SearchRow: None,
    Receipt: attrgetter("message_header_id"),
    Delivery: None,
    DeliveryEvent: None,
    AuditEvent: None,
}
_CHANGEABLE = (Thread, Message, Receipt, Delivery, RawDelivery)


class Pending:
    """What is added has no key before :meth:`write`; what follows from it is told to :meth:`after`."""

    def __init__(self) -> None:
        self._new: dict[type[Model], list[Made]] = {}
        self._changed: dict[type[Model], dict[tuple[str, ...], dict[Any, Model]]] = {}
        self._after: list[Callable[[], object]] = []

    def add(self, kind: type[Model], *made: Made) -> None:
        self._new.setdefault(kind, []).extend(made)

    def change(self, row: Model, fields: tuple[str, ...] = ()) -> None:
        """``row`` is held by this transaction and has other values in ``fields``; () for all."""
        self._changed.setdefault(type(row), {}).setdefault(fields, {})[row.pk] = row

    def after(self, then: Callable[[], object]) -> None:
        """``then`` is called when all is written, in the same transaction."""
        self._after.append(then)

    def write(self) -> None:
        for kind, key in _ORDER.items():
            rows = [one() if callable(one) else one for one in self._new.get(kind, ())]
            if rows:
                rows = sorted(rows, key=key) if key else rows
                kind._default_manager.bulk_create(rows, ignore_conflicts=kind is CitizenIdentifier)
        for kind in _CHANGEABLE:
            for fields, changed in self._changed.get(kind, {}).items():
                _save(kind, list(changed.values()), fields)
        for then in self._after:
            then()


def _save(kind: type[Model], rows: list[Any], fields: tuple[str, ...]) -> None:
    """One is updated; many are inserted over themselves, which is one statement of their values."""
    if len(rows) == 1:
        rows[0].save(update_fields=fields or None)
        return
    names = fields or tuple(one.name for one in kind._meta.concrete_fields if not one.primary_key)
    kind._default_manager.bulk_create(rows, update_conflicts=True, update_fields=names, unique_fields=["pk"])


@contextmanager
def writing(pending: Pending | None) -> Iterator[Pending]:
    """``pending``, which somebody else writes; None: one that is written on leaving."""
    if pending is not None:
        yield pending
        return
    ours = Pending()
    yield ours
    ours.write()
