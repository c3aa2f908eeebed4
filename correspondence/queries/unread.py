"""How many threads of a mailbox somebody has not read to the end."""

from __future__ import annotations

from django.db.models import QuerySet

from correspondence.models import Membership, Thread
from correspondence.queries.lists import COUNT_CAP, unread_of
from portal.compiled import Compiled
from portal.models import User


def unread_count(user: User, mailbox: int) -> int:
    """As the number beside the mailbox has it (queries.inbox): capped at 100, and 0 for a mailbox of others."""
    return len(_UNREAD(user.pk, mailbox))


def _unread(user: int, mailbox: int) -> QuerySet[Thread, tuple[int]]:
    theirs = Membership.objects.filter(user=user, mailbox=mailbox).values("mailbox")
    return unread_of(User(pk=user)).filter(mailbox__in=theirs).order_by().values_list("pk")[:COUNT_CAP]


_UNREAD = Compiled(_unread)
