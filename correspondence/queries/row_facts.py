"""What every line of a list tells of a thread beside the thread's own columns, in the same statement."""

from __future__ import annotations

from typing import cast

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from correspondence.models import CitizenIdentifier, ReadPosition, Thread
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
    return bool(thread.latest_received > thread.read_to)  # type: ignore[attr-defined]


def first_identifier(thread: Thread) -> str:
    """Of a thread with its facts."""
    return cast(str, thread.first_identifier)  # type: ignore[attr-defined]


def party_in_force(thread: Thread) -> str:
    """The other party's name in SOR today, or as it wrote itself. Of a thread with its facts."""
    return thread.party_in_force or str(thread.other_party)  # type: ignore[attr-defined]
