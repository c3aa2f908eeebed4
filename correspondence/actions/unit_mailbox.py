"""Which of our units have a mailbox: the SOR administrator's to say, for the register does not know."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from correspondence.models import Mailbox
from portal import audit
from portal.models import User
from sor.models import Organisation
from sor.unit_page import why_no_mailbox
from sor.usage import Usage


@transaction.atomic
def set_mailbox(*, user: User, unit: Organisation, is_open: bool) -> Mailbox | None:
    """Give ``unit`` an open mailbox, or close the one it has; its threads stay. None: there was none to close.

    Raises PermissionDenied, and ValidationError with the reason when the unit cannot have one.
    """
    if not user.is_sor_administrator:
        raise PermissionDenied("not a SOR administrator")
    if is_open and (reason := why_no_mailbox(unit, Usage())):
        raise ValidationError(reason)
    mailbox, made = Mailbox.objects.filter(organisation=unit).first(), False
    if is_open and mailbox is None:
        mailbox, made = Mailbox.objects.get_or_create(organisation=unit)
    if mailbox and (made or mailbox.is_open != is_open):
        mailbox.is_open = is_open
        mailbox.save(update_fields=["is_open"])
        audit.record(user, "mailbox.opened" if is_open else "mailbox.closed", mailbox, sor_code=unit.sor_code)
    return mailbox
