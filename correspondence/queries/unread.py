"""How many threads of a mailbox somebody has not read to the end."""

from __future__ import annotations

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from correspondence.access import threads_for
from correspondence.models import ReadPosition
from correspondence.queries.inbox import COUNT_CAP
from portal.models import User


def unread_count(user: User, mailbox: int) -> int:
    """Capped at 100."""
    position = ReadPosition.objects.filter(thread=OuterRef("pk"), user=user).values("message")
    threads = threads_for(user).filter(mailbox=mailbox).annotate(read_to=Coalesce(Subquery(position), Value(0)))
    return threads.filter(latest_received__gt=F("read_to")).order_by()[:COUNT_CAP].count()
