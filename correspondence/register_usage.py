"""What correspondence tells the register: which units have mailboxes and threads, and whom people write to."""

from __future__ import annotations

from django.db.models import Count

from correspondence.models import Direction, Mailbox, Message, Thread
from portal.models import User

# How many of a person's latest messages are looked at for the receivers to offer first.
_LATEST, _RECENT = 100, 8


def mailboxes() -> dict[str, bool]:
    return dict(Mailbox.objects.values_list("organisation__sor_code", "is_open"))


def open_threads() -> dict[str, int]:
    threads = Thread.objects.filter(finished_at=None)
    return dict(threads.values_list("other_sor_code").annotate(number=Count("pk")))


def threads_with(sor_code: str) -> int:
    return Thread.objects.filter(other_sor_code=sor_code).count()


def recent_receivers(user: User) -> list[str]:
    """SOR codes of the units ``user`` wrote to, the latest first."""
    sent = Message.objects.filter(written_by=user, direction=Direction.SENT).order_by("-pk")
    codes = sent.values_list("receiver__sor_code", flat=True)[:_LATEST]
    return [code for code in dict.fromkeys(codes) if code][:_RECENT]
