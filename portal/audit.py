"""The only place where audit events are made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.compiled import Insertion
from portal.models import AuditEvent, User

_WRITE = Insertion(AuditEvent)


def record(actor: User | None, action: str, subject: models.Model | None = None, **details: Any) -> None:
    """Write one audit event.

    ``actor`` is None when the machine did it. ``action`` is a dotted name (``thread.read``). ``subject`` is
    the row it was done to. ``details`` are JSON values and never hold a CPR number or message text.
    """
    _WRITE(event(actor, action, subject, **details))


def event(actor: User | None, action: str, subject: models.Model | None = None, **details: Any) -> AuditEvent:
    """The same, for whoever writes it together with many other rows in one transaction (actions.pending)."""
    return AuditEvent(
        actor=actor,
        action=action,
        subject_type=(subject._meta.model_name or "") if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        details=details,
    )


def record_all(actor: User | None, action: str, subjects: Iterable[models.Model], **details: Any) -> None:
    """Write one audit event for each of ``subjects``, all with the same ``details``, in one statement."""
    AuditEvent.objects.bulk_create(event(actor, action, one, **details) for one in subjects)
