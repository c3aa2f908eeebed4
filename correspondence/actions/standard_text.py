"""Changing the standard texts of a mailbox."""

from __future__ import annotations

from django.db import transaction

from correspondence.models import StandardText
from portal import audit, clock
from portal.models import User


@transaction.atomic
def save_text(*, user: User, text: StandardText) -> StandardText:
    text.changed_at, text.changed_by = clock.now(), user
    text.save()
    audit.record(user, "standard_text.save", text.mailbox, text=text.pk)
    return text


@transaction.atomic
def remove_text(*, user: User, text: StandardText) -> None:
    audit.record(user, "standard_text.remove", text.mailbox, text=text.pk)
    StandardText.objects.filter(pk=text.pk).delete()
