"""The pages of a list of threads, of one mailbox or of several together, and how many are unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from heapq import merge
from itertools import islice

from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from correspondence.access import WRITERS, mailboxes_for
from correspondence.models import Label, Mailbox, Thread
from correspondence.queries.cursor import cursor_of, newer, older
from correspondence.queries.lists import COUNT_CAP, Capped, Wanted, held_by, listed, unread_of
from correspondence.queries.row_facts import first_identifier, is_unread, party_in_force, with_facts
from correspondence.words import category_words, citizen_words, kind_words
from portal import clock
from portal.compiled import Compiled
from portal.models import User
from portal.workdays import workdays_between

PAGE = 50
# What others change in a row that is shown: when one of these is another, the list is not what it was.
_MARKED = ("pk", "latest_at", "mailbox_id", "assignee_id", "team_id", "finished_at", "has_failed_delivery")


@dataclass(frozen=True, slots=True)
class MailboxCount:
    """``writes``: whether the user may write in it."""

    pk: int
    name: str
    unread: int
    undelivered: int
    writes: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. ``age`` is for how many working days somebody has been waited for; None elsewhere."""

    pk: int
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
    at: datetime
    failed: bool
    finished: bool
    who: str
    labels: tuple[str, ...]
    mailbox: str
    age: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """``older`` is the cursor of the next page ("" at the end), ``newest`` of the first row; ``mark`` changes with
    whatever others change in it."""

    rows: list[Row]
    older: str
    newest: str
    mark: str


def mailbox_counts(user: User) -> list[MailboxCount]:
    """The user's mailboxes with their unread and undelivered threads, both capped at 100, in one query."""
    return [
        MailboxCount(pk, name, unread, undelivered, role in WRITERS)
        for pk, name, unread, undelivered, role in _COUNTS(user.pk)
    ]


def _counted(user: User) -> QuerySet[Mailbox, tuple]:
    failed = held_by(user, Wanted("undelivered"))
    counted = mailboxes_for(user).annotate(
        unread=Capped(unread_of(user).filter(mailbox=OuterRef("pk"))),
        undelivered=Capped(failed.filter(mailbox=OuterRef("pk"))),
    )
    return counted.values_list("pk", "organisation__name", "unread", "undelivered", "memberships__role")


_COUNTS = Compiled(lambda user: _counted(User(pk=user)))


def inbox_page(
    user: User, mailbox: Mailbox | Sequence[Mailbox], *, wanted: Wanted | None = None, before: str = ""
) -> Page:
    """50 threads of the list ``wanted`` (the inbox when None), after the cursor ``before``.

    Several mailboxes are asked one by one for their first 50 and merged (DESIGN.md section 6).
    """
    wanted = wanted or Wanted()
    boxes = [mailbox] if isinstance(mailbox, Mailbox) else mailbox
    found = _first(user, boxes, wanted, before)
    shown, order = found[:PAGE], wanted.view.order
    labels = _labels(shown)
    names = {one.pk: str(one) for one in boxes}
    return Page(
        rows=[_row(thread, labels.get(thread.pk, ()), names.get(thread.mailbox_id, ""), wanted) for thread in shown],
        older=cursor_of(shown[-1], order) if len(found) > PAGE else "",
        newest=cursor_of(shown[0], order) if shown else "",
        mark=_mark([tuple(getattr(one, name) for name in _MARKED) for one in shown]),
    )


def news_count(user: User, boxes: Sequence[Mailbox], *, wanted: Wanted, since: str) -> int:
    """How many threads have come in above the cursor ``since``, capped at 100; 0 for lists with the oldest on top."""
    if wanted.view.ascending:
        return 0
    count = 0
    for box in boxes:
        rows = newer(listed(user, wanted).filter(mailbox=box), wanted.view.order, since)
        count += len(rows.order_by().values_list("pk")[:COUNT_CAP])
    return min(count, COUNT_CAP)


def list_mark(user: User, boxes: Sequence[Mailbox], *, wanted: Wanted) -> str:
    """The mark that the first page has now."""
    rows = _merged([_keys(user, box, wanted, "") for box in boxes], wanted)
    return _mark([row[1:] for row in islice(rows, PAGE)])


def _first(user: User, boxes: Sequence[Mailbox], wanted: Wanted, before: str) -> list[Thread]:
    if len(boxes) == 1:
        return list(_one_box(user, boxes[0], wanted, before))
    merged = _merged([_keys(user, box, wanted, before) for box in boxes], wanted)
    keys = [row[1] for row in islice(merged, PAGE + 1)]
    threads = _shown(listed(user, wanted).filter(pk__in=keys), user).in_bulk()
    return [threads[key] for key in keys if key in threads]


def _one_box(user: User, box: Mailbox, wanted: Wanted, before: str) -> QuerySet[Thread]:
    if not before and wanted.plain:
        return _FIRST(user.pk, box.pk, wanted=wanted)
    return _shown(_after(user, box, wanted, before), user)[: PAGE + 1]


def _first_page(user: int, box: int, wanted: Wanted) -> QuerySet[Thread]:
    person = User(pk=user)
    return _shown(listed(person, wanted).filter(mailbox=box), person)[: PAGE + 1]


_FIRST = Compiled(_first_page)


def _after(user: User, box: Mailbox, wanted: Wanted, before: str) -> QuerySet[Thread]:
    beyond = newer if wanted.view.ascending else older
    return beyond(listed(user, wanted).filter(mailbox=box), wanted.view.order, before)


def _keys(user: User, box: Mailbox, wanted: Wanted, before: str) -> list[tuple]:
    """The place of each of a mailbox's first threads in the list, and what a mark is made of."""
    if not before and wanted.plain:
        return list(_FIRST_KEYS(user.pk, box.pk, wanted=wanted))
    return list(_with_marks(_after(user, box, wanted, before), wanted))


def _with_marks(threads: QuerySet[Thread], wanted: Wanted) -> QuerySet[Thread, tuple]:
    return threads.values_list(wanted.view.order, *_MARKED)[: PAGE + 1]


_FIRST_KEYS = Compiled(lambda user, box, wanted: _with_marks(listed(User(pk=user), wanted).filter(mailbox=box), wanted))


def _merged(sorted_rows: list[list[tuple]], wanted: Wanted) -> list[tuple]:
    return list(merge(*sorted_rows, key=lambda row: row[:2], reverse=not wanted.view.ascending))


def _mark(rows: list[tuple]) -> str:
    plain = [[one.timestamp() if isinstance(one, datetime) else one for one in row] for row in rows]
    return sha256(repr(plain).encode()).hexdigest()[:16]


def _shown(threads: QuerySet[Thread], user: User) -> QuerySet[Thread]:
    return with_facts(threads, user).select_related("assignee", "team")


def _labels(threads: Sequence[Thread]) -> dict[int, tuple[str, ...]]:
    """By thread, as the labels are sorted."""
    stuck = Label.objects.filter(threads__in=[one.pk for one in threads])
    found: dict[int, tuple[str, ...]] = {}
    for thread, name in stuck.values_list("threads", "name") if threads else ():
        found[thread] = (*found.get(thread, ()), name)
    return found


def _row(thread: Thread, labels: tuple[str, ...], mailbox: str, wanted: Wanted) -> Row:
    waits = wanted.view.order == "awaiting_since"
    return Row(
        pk=thread.pk,
        url=reverse("thread", args=[thread.pk]),
        unread=is_unread(thread),
        kind=thread.latest_kind,
        kind_label=kind_words(thread.latest_kind),
        citizen_name=citizen_words(thread),
        citizen_identifier=first_identifier(thread),
        other_party=party_in_force(thread),
        category_label=category_words(thread.category),
        topic=thread.topic,
        has_attachments=thread.has_attachments,
        priority=thread.priority,
        at=getattr(thread, wanted.view.order),
        failed=thread.has_failed_delivery,
        finished=thread.finished_at is not None,
        who=str(thread.assignee or thread.team or ""),
        labels=labels,
        mailbox=mailbox,
        age=workdays_between(thread.awaiting_since, clock.now()) if waits and thread.awaiting_since else None,
    )
