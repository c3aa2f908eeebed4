"""All threads about one citizen that the user may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from correspondence.access import threads_for
from correspondence.models import CitizenIdentifier, Thread
from correspondence.queries.cursor import cursor_of, older
from correspondence.queries.thread_rows import ThreadRow, thread_rows
from correspondence.words import citizen_words, identifier_words
from portal.models import User

PAGE = 50


@dataclass(frozen=True, slots=True)
class CitizenPage:
    """``identifiers`` are (kind, number) of the thread one came from; ``older`` the next page's cursor."""

    name: str
    identifiers: list[tuple[str, str]]
    rows: list[ThreadRow]
    older: str


def citizen_page(user: User, thread: Thread, *, before: str = "") -> CitizenPage:
    """One page of 50 threads about the citizen of ``thread``, in all mailboxes of the user, newest first."""
    threads = about_same_citizen(user, thread).order_by("-latest_at", "-pk")
    found = thread_rows(user, older(threads, "latest_at", before)[: PAGE + 1])
    last = Thread(pk=found[PAGE - 1].pk, latest_at=found[PAGE - 1].latest_at) if len(found) > PAGE else None
    return CitizenPage(
        name=citizen_words(thread),
        identifiers=[(identifier_words(one.system), one.value) for one in thread.citizen_identifiers.all()],
        rows=found[:PAGE],
        older=cursor_of(last, "latest_at") if last else "",
    )


def about_same_citizen(user: User, thread: Thread) -> QuerySet[Thread]:
    """Threads that share an identifier with ``thread``, system and value: a value alone may be two people's."""
    same = Q(pk__in=[])
    for one in thread.citizen_identifiers.all():
        same |= Q(system=one.system, value=one.value)
    return threads_for(user).filter(pk__in=CitizenIdentifier.objects.filter(same).values("thread"))
