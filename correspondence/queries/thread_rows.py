"""Threads as lines of a list that goes across mailboxes: what a search finds, and all about one citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from correspondence.models import Thread
from correspondence.queries.row_facts import first_identifier, is_unread, party_in_force, with_facts
from correspondence.words import category_words, citizen_words, kind_words
from portal.models import User


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
    """The lines of ``threads`` in their order, in one statement, however many. They are the user's to see."""
    return [_row(one) for one in with_facts(threads, user).select_related("mailbox__organisation")]


def _row(thread: Thread) -> ThreadRow:
    return ThreadRow(
        pk=thread.pk,
        url=reverse("thread", args=[thread.pk]),
        citizen_url=reverse("citizen", args=[thread.pk]),
        unread=is_unread(thread),
        kind=thread.latest_kind,
        kind_label=kind_words(thread.latest_kind),
        citizen_name=citizen_words(thread),
        citizen_identifier=first_identifier(thread),
        other_party=party_in_force(thread),
        mailbox=thread.mailbox.organisation.name,
        category_label=category_words(thread.category),
        topic=thread.topic,
        has_attachments=thread.has_attachments,
        priority=thread.priority,
        latest_at=thread.latest_at,
        failed=thread.has_failed_delivery,
        open=thread.finished_at is None,
    )
