"""How many threads of a mailbox somebody has not read to the end."""

from __future__ import annotations

from correspondence.models import Membership
from correspondence.queries.lists import COUNT_CAP, unread_of
from portal.models import User


def unread_count(user: User, mailbox: int) -> int:
    """As the number beside the mailbox has it (queries.inbox): capped at 100, and 0 for a mailbox of others."""
    theirs = Membership.objects.filter(user=user, mailbox=mailbox).values("mailbox")
    return unread_of(user).filter(mailbox__in=theirs).order_by()[:COUNT_CAP].count()
