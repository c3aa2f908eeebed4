"""The only writer of AuditEvent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.models import AuditEvent, User


def record(actor: User | None, action: str, subject: models.Model | None = None, **details: Any) -> AuditEvent:
    """Write one audit event; the arguments are those of :func:`event`."""
    written = event(actor, action, subject, **details)
    written.save(force_insert=True)
    return written


def event(actor: User | None, action: str, subject: models.Model | None = None, **details: Any) -> AuditEvent:
    """One audit event, for whoever writes many rows together.

    ``actor`` is None when the machine did it. ``action`` is a dotted name (``thread.read``). ``subject`` is
    the row it was done to. ``details`` are JSON values and never hold a CPR number or message text.
    """
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
