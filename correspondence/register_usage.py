"""What correspondence tells the register: which units have mailboxes and threads, and whom people write to."""

from __future__ import annotations

from django.db.models import Count

from correspondence.models import Direction, Mailbox, Message, Thread
from portal.models import User
from sor.usage import Usage

# How many of a person's latest messages are looked at for the receivers to offer first.
_LATEST, _RECENT = 100, 8


def usage() -> Usage:
    mailboxes = Mailbox.objects.values_list("organisation__sor_code", "is_open")
    threads = Thread.objects.values_list("other_sor_code").annotate(number=Count("pk"))
    return Usage(mailboxes=dict(mailboxes), threads=dict(threads))


def recent_receivers(user: User) -> list[str]:
    """SOR codes of the units ``user`` wrote to, the latest first."""
    sent = Message.objects.filter(written_by=user, direction=Direction.SENT).order_by("-pk")
    codes = sent.values_list("receiver__sor_code", flat=True)[:_LATEST]
    return [code for code in dict.fromkeys(codes) if code][:_RECENT]
