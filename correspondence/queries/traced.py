"""What most threads have none of. Whether one has any is asked together with the thread, instead of one by one."""

from __future__ import annotations

from django.db.models import Exists, Model, OuterRef, QuerySet

from correspondence.models import Draft, Note, Presence, Reminder, Thread, ThreadEvent
from correspondence.queries.traces import column


def with_traces(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Each with what ``queries.traces.has_any`` then knows."""
    here = OuterRef("pk")
    rows: dict[str, QuerySet[Model]] = {
        "notes": Note.objects.filter(thread=here),
        "events": ThreadEvent.objects.filter(thread=here),
        "reminders": Reminder.objects.filter(thread=here),
        "drafts": Draft.objects.filter(thread=here, message=None),
        "presences": Presence.objects.filter(thread=here),
        "passed_on": Thread.objects.filter(forwarded_from=here),
    }
    return threads.annotate(**{column(trace): Exists(found) for trace, found in rows.items()})
