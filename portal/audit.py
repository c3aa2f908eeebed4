"""The only writer of AuditEvent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.models import AuditEvent, User


def record(actor: User | None, action: str, subject: models.Model | None = None, **details: Any) -> AuditEvent:
    """Write one audit event.

    ``actor`` is None when the machine did it. ``action`` is a dotted name (``thread.read``). ``subject`` is
    the row it was done to. ``details`` are JSON values and never hold a CPR number or message text.
    """
    return AuditEvent.objects.create(
        actor=actor,
        action=action,
        subject_type=(subject._meta.model_name or "") if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        details=details,
    )


def record_all(actor: User | None, action: str, subjects: Iterable[models.Model], **details: Any) -> None:
    """Write one audit event for each of ``subjects``, all with the same ``details``, in one statement."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            actor=actor,
            action=action,
            subject_type=one._meta.model_name or "",
            subject_id=str(one.pk),
            details=details,
        )
        for one in subjects
    )
