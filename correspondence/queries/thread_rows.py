"""Threads as lines of a list that goes across mailboxes: what a search finds, and all about one citizen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from correspondence.models import ReadPosition, Thread
from correspondence.words import category_words, citizen_words, kind_words
from portal.models import User
from sor.queries import names_by_sor_code


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One line. ``open`` is False for a finished thread; ``citizen_url`` leads to all about the citizen."""

    pk: int
    url: str
    citizen_url: str
    unread: bool
    kind: str
    kind_label: str
    citizen_name: str
    citizen_identifier: str
    other_party: str
    mailbox: str
    category_label: str
    topic: str
    has_attachments: bool
    priority: str
    latest_at: datetime
    failed: bool
    open: bool


def thread_rows(user: User, threads: QuerySet[Thread]) -> list[ThreadRow]:
    """The lines of ``threads`` in their order, in three statements, however many. They are the user's to see."""
    found = list(_shown(threads, user))
    return _rows(found)


def _shown(threads: QuerySet[Thread], user: User) -> QuerySet[Thread]:
    position = ReadPosition.objects.filter(thread=OuterRef("pk"), user=user).values("message")
    return (
        threads.select_related("other_party", "mailbox__organisation")
        .prefetch_related("citizen_identifiers")
        .annotate(read_to=Coalesce(Subquery(position), Value(0)), newest_received=F("latest_received"))
    )


def _rows(threads: Iterable[Thread]) -> list[ThreadRow]:
    names = names_by_sor_code({one.other_sor_code for one in threads})
    return [_row(one, names) for one in threads]


def _row(thread: Thread, names: dict[str, str]) -> ThreadRow:
    first = next(iter(thread.citizen_identifiers.all()), None)
    return ThreadRow(
        pk=thread.pk,
        url=reverse("thread", args=[thread.pk]),
        citizen_url=reverse("citizen", args=[thread.pk]),
        unread=thread.newest_received > thread.read_to,  # type: ignore[attr-defined]
        kind=thread.latest_kind,
        kind_label=kind_words(thread.latest_kind),
        citizen_name=citizen_words(thread),
        citizen_identifier=first.value if first else "",
        other_party=names.get(thread.other_sor_code) or str(thread.other_party),
        mailbox=thread.mailbox.organisation.name,
        category_label=category_words(thread.category),
        topic=thread.topic,
        has_attachments=thread.has_attachments,
        priority=thread.priority,
        latest_at=thread.latest_at,
        failed=thread.has_failed_delivery,
        open=thread.finished_at is None,
    )
