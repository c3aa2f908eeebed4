"""The inbox: a mailbox's threads, newest first, and how many of them are unread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse

from correspondence.access import mailboxes_for, threads_for
from correspondence.models import Mailbox, ReadPosition, Thread
from correspondence.queries.cursor import cursor_of, newer, older
from correspondence.words import category_words, citizen_words, kind_words
from portal.models import User
from sor.queries import names_by_sor_code

PAGE = 50
COUNT_CAP = 100

# Counting stops at the cap: 99+ is all the screen says, and a full count costs a hundred times more.
_UNREAD = """
    (SELECT COUNT(*) FROM (
        SELECT 1 FROM correspondence_thread t
        LEFT JOIN correspondence_readposition p ON p.thread_id = t.id AND p.user_id = %s
        WHERE t.mailbox_id = correspondence_mailbox.id AND t.latest_received > COALESCE(p.message, 0)
        LIMIT %s
    ) capped)
"""
_UNDELIVERED = """
    (SELECT COUNT(*) FROM (
        SELECT 1 FROM correspondence_thread t
        WHERE t.mailbox_id = correspondence_mailbox.id AND t.has_failed_delivery
        LIMIT %s
    ) capped)
"""


@dataclass(frozen=True, slots=True)
class MailboxCount:
    pk: int
    name: str
    unread: int
    undelivered: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the inbox."""

    url: str
    unread: bool
    kind: str
    kind_label: str
    citizen_name: str
    citizen_identifier: str
    other_party: str
    category_label: str
    topic: str
    has_attachments: bool
    priority: str
    latest_at: datetime
    failed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """``older`` is the cursor of the next page ("" at the end), ``newest`` of the first row."""

    rows: list[Row]
    older: str
    newest: str


def mailbox_counts(user: User) -> list[MailboxCount]:
    """The user's mailboxes with their unread and undelivered threads, both capped at 100, in one query."""
    boxes = mailboxes_for(user).annotate(
        unread=RawSQL(_UNREAD, (user.pk, COUNT_CAP)),  # noqa: S611 - no user input in it
        undelivered=RawSQL(_UNDELIVERED, (COUNT_CAP,)),  # noqa: S611 - no user input in it
    )
    return [MailboxCount(box.pk, box.organisation.name, box.unread, box.undelivered) for box in boxes]


def inbox_page(user: User, mailbox: Mailbox, *, before: str = "", undelivered: bool = False) -> Page:
    """One page of 50 threads, newest first, after the cursor ``before``; or only the undelivered ones."""
    threads = _threads(user, mailbox)
    if undelivered:
        threads = threads.filter(has_failed_delivery=True)
    threads = older(threads, "latest_at", before)
    found = list(_shown(threads, user)[: PAGE + 1])
    shown = found[:PAGE]
    names = names_by_sor_code({one.other_sor_code for one in shown}) if shown else {}
    return Page(
        rows=[_row(thread, names) for thread in shown],
        older=cursor_of(shown[-1], "latest_at") if len(found) > PAGE else "",
        newest=cursor_of(shown[0], "latest_at") if shown else "",
    )


def news_count(user: User, mailbox: Mailbox, *, since: str) -> int:
    """How many threads have moved above the cursor ``since``, capped at 100."""
    return len(newer(_threads(user, mailbox), "latest_at", since).order_by().values_list("pk")[:COUNT_CAP])


def _threads(user: User, mailbox: Mailbox) -> QuerySet[Thread]:
    return threads_for(user).filter(mailbox=mailbox).order_by("-latest_at", "-pk")


def _shown(threads: QuerySet[Thread], user: User) -> QuerySet[Thread]:
    position = ReadPosition.objects.filter(thread=OuterRef("pk"), user=user).values("message")
    return (
        threads.select_related("other_party")
        .prefetch_related("citizen_identifiers")
        .annotate(read_to=Coalesce(Subquery(position), Value(0)), newest_received=F("latest_received"))
    )


def _row(thread: Thread, names: dict[str, str]) -> Row:
    first = next(iter(thread.citizen_identifiers.all()), None)
    return Row(
        url=reverse("thread", args=[thread.pk]),
        unread=thread.newest_received > thread.read_to,  # type: ignore[attr-defined]
        kind=thread.latest_kind,
        kind_label=kind_words(thread.latest_kind),
        citizen_name=citizen_words(thread),
        citizen_identifier=first.value if first else "",
        other_party=names.get(thread.other_sor_code) or str(thread.other_party),
        category_label=category_words(thread.category),
        topic=thread.topic,
        has_attachments=thread.has_attachments,
        priority=thread.priority,
        latest_at=thread.latest_at,
        failed=thread.has_failed_delivery,
    )
