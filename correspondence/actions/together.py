"""What every step with one thread or many shares: hold them, ask whether the user may, tell history and trail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from correspondence.access import WRITERS
from correspondence.models import Membership, Thread, ThreadEvent, ThreadStep
from correspondence.search.index import follow
from portal import audit, clock
from portal.models import User

Threads = QuerySet[Thread] | Collection[Thread]
# How many threads one step takes: what one transaction can hold without keeping others waiting.
AT_MOST = 5_000
_HELD = ("mailbox", "assignee", "team", "finished_at", "has_failed_delivery", "latest_received", "last_received_at")


@dataclass(frozen=True, slots=True)
class Done:
    """How many threads were changed, how many could not be, and the token that takes it back (None: nobody's)."""

    changed: int
    skipped: int = 0
    undo: UUID | None = None


@dataclass(slots=True)
class Changes:
    """Some threads' columns ``before`` and ``after``, by primary key; only threads that really changed."""

    threads: list[Thread] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    after: dict[int, dict[str, Any]] = field(default_factory=dict)


def hold(user: User | None, threads: Threads) -> list[Thread]:
    """The threads as they are now, locked in the order of their keys, at most :data:`AT_MOST` of them.

    Call inside a transaction. ``user`` is None when the portal does it. Raises PermissionDenied unless the user may
    write in the mailbox of every one.
    """
    keys: Any = threads.values("pk") if isinstance(threads, QuerySet) else [one.pk for one in threads]
    rows = Thread.objects.filter(pk__in=keys).only(*_HELD).order_by("pk").select_for_update()
    held = list(rows[:AT_MOST])
    if user is not None:
        demand_writer_everywhere(user, {one.mailbox_id for one in held})
    return held


def demand_writer_everywhere(user: User, mailboxes: set[int]) -> None:
    """Raise PermissionDenied unless the user may write in all of ``mailboxes`` (primary keys)."""
    if mailboxes - writable_of(user, mailboxes):
        raise PermissionDenied("not a caseworker of every mailbox")


def writable_of(user: User, mailboxes: Iterable[int]) -> set[int]:
    """Those of ``mailboxes`` that the user may write in."""
    memberships = Membership.objects.filter(user=user, mailbox__in=mailboxes, role__in=WRITERS)
    return set(memberships.values_list("mailbox", flat=True))


def change(held: Iterable[Thread], wanted: Callable[[Thread], dict[str, Any]]) -> Changes:
    """Set columns of threads that are held: ``wanted`` tells each one's. One statement for each set of values."""
    changes = Changes()
    alike: dict[tuple, list[int]] = {}
    for thread in held:
        after = wanted(thread)
        before = {name: getattr(thread, name) for name in after}
        if before == after:
            continue
        changes.threads.append(thread)
        changes.before[thread.pk], changes.after[thread.pk] = before, after
        alike.setdefault(tuple(after.items()), []).append(thread.pk)
    for values, keys in alike.items():
        Thread.objects.filter(pk__in=keys).update(**dict(values))
        if "mailbox_id" in dict(values):
            follow(keys)
    return changes


def write_down(
    user: User | None, threads: Collection[Thread], step: ThreadStep, action: str, *, words: str = "", **details: Any
) -> None:
    """A line in each thread's history and an audit event for each, in two statements."""
    now, detail = clock.now(), words[:255]
    ThreadEvent.objects.bulk_create(
        ThreadEvent(thread_id=one.pk, at=now, actor=user, kind=step, detail=detail) for one in threads
    )
    audit.record_all(user, action, threads, **details)
