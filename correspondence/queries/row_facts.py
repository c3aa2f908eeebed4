"""What is told of a thread beside its own columns, fetched in the same statement."""

from __future__ import annotations

from typing import cast

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from correspondence.models import (
    CitizenIdentifier,
    Draft,
    Note,
    Presence,
    ReadPosition,
    Reminder,
    Thread,
    ThreadEvent,
)
from correspondence.queries.traces import column
from portal.models import User
from sor.models import Organisation


def with_facts(threads: QuerySet[Thread], user: User) -> QuerySet[Thread]:
    """Each with ``read_to`` (the arrival of the newest message the user has read), ``first_identifier`` (of the
    citizen, "" without one) and ``party_in_force`` (the other party's name in SOR today, "" when SOR has none)."""
    identifier = CitizenIdentifier.objects.filter(thread=OuterRef("pk")).order_by("pk").values("value")[:1]
    name = Organisation.objects.filter(sor_code=OuterRef("other_sor_code")).values("name")
    return (
        with_read_to(threads, user)
        .select_related("other_party")
        .annotate(
            first_identifier=Coalesce(Subquery(identifier), Value(""), output_field=CharField()),
            party_in_force=Coalesce(Subquery(name), Value(""), output_field=CharField()),
        )
    )


def with_read_to(threads: QuerySet[Thread], user: User) -> QuerySet[Thread]:
    """Each with ``read_to`` alone."""
    position = ReadPosition.objects.filter(thread=OuterRef("pk"), user=user).values("message")
    return threads.annotate(read_to=Coalesce(Subquery(position), Value(0)))


def is_unread(thread: Thread) -> bool:
    """Of a thread with its facts."""
    return thread.latest_received > read_to_of(thread)


def read_to_of(thread: Thread) -> int:
    """Of a thread with its facts, or with ``read_to`` alone."""
    return cast(int, thread.read_to)  # type: ignore[attr-defined]


def first_identifier(thread: Thread) -> str:
    """Of a thread with its facts."""
    return cast(str, thread.first_identifier)  # type: ignore[attr-defined]


def party_in_force(thread: Thread) -> str:
    """The other party's name in SOR today, or as it wrote itself. Of a thread with its facts."""
    return thread.party_in_force or str(thread.other_party)  # type: ignore[attr-defined]


def with_traces(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Each with whether it has any of what most have none of: ``queries.traces.has_any`` then knows."""
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
