"""Take back what was just done to one thread or many: exactly what they were before, where nobody was there since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_datetime

from correspondence.actions.draft import move_drafts
from correspondence.actions.together import Changes, Done, hold, write_down
from correspondence.models import Label, ReadPosition, Thread, ThreadStep, UndoStep
from correspondence.search.index import follow
from portal import clock
from portal.compiled import Compiled
from portal.models import User

# How long the page offers it, and how long it is still taken: whoever reads slowly is not too late.
OFFERED = timedelta(seconds=10)
TAKEN = timedelta(seconds=60)
_BATCH = 500
Pairs = Iterable[tuple[int, int]]


class NothingToTakeBack(Exception):
    """It was another person's, it has been taken back, or it is too long ago."""


def remember(
    user: User | None,
    kind: str,
    changes: Changes,
    *,
    on: Pairs = (),
    off: Pairs = (),
    positions: dict[int, int | None] | None = None,
) -> UUID | None:
    """Keep what is needed to take a step back, and forget the user's old ones. None when there is nothing.

    ``on`` and ``off`` are the labels put on and taken off, as (thread, label); ``positions`` how far the user had read.
    """
    if user is None or not (changes.threads or positions):
        return None
    UndoStep.objects.filter(user=user, at__lt=clock.now() - TAKEN).delete()
    fields = {pk: [_plain(before), _plain(changes.after[pk])] for pk, before in changes.before.items()}
    labels = {"on": [*map(list, on)], "off": [*map(list, off)]}
    step = UndoStep.objects.create(
        user=user, at=clock.now(), kind=kind, fields=fields, labels=labels, positions=positions or {}
    )
    return step.token


def last_step(user: User) -> UndoStep | None:
    """The user's newest step that the page still offers to take back."""
    return next(iter(_LAST(user.pk, clock.now() - OFFERED)), None)


_LAST = Compiled(lambda user, since: UndoStep.objects.filter(user=user, at__gte=since).order_by("-at")[:1])


@transaction.atomic
def take_back(*, user: User, token: UUID) -> Done:
    """Undo the step with ``token``. Threads that somebody has changed since are left as they are.

    Raises NothingToTakeBack, PermissionDenied.
    """
    step = UndoStep.objects.select_for_update().filter(user=user, token=token, at__gte=clock.now() - TAKEN).first()
    if step is None:
        raise NothingToTakeBack
    step.delete()
    if step.positions:
        return Done(_restore_positions(user, step.positions))
    keys = {*map(int, step.fields), *(pk for pairs in step.labels.values() for pk, _ in pairs)}
    held = hold(user, Thread.objects.filter(pk__in=keys))
    able = [one for one in held if _untouched(one, step)]
    _restore_fields(able, step)
    _restore_labels({one.pk for one in able}, step)
    words = str(ThreadStep(step.kind).label)
    write_down(user, able, ThreadStep.UNDONE, "thread.undo", words=words, undone=step.kind)
    return Done(len(able), len(held) - len(able))


def _untouched(thread: Thread, step: UndoStep) -> bool:
    before, after = step.fields.get(str(thread.pk), ({}, {}))
    if _plain({name: getattr(thread, name) for name in after}) != after:
        return False
    if before.get("finished_at") is None:
        return True
    # It would be finished again: not when something has come since, or did not arrive.
    came = thread.last_received_at
    return not thread.has_failed_delivery and not (came and came > step.at)


def _restore_fields(threads: list[Thread], step: UndoStep) -> None:
    if not step.fields:
        return
    names: list[str] = []
    for thread in threads:
        before = _read(step.fields[str(thread.pk)][0])
        names = list(before)
        for name, value in before.items():
            setattr(thread, name, value)
    columns = [name.removesuffix("_id") for name in names]
    if columns:
        Thread.objects.bulk_update(threads, columns, batch_size=_BATCH)
    if "mailbox" in columns:
        follow([one.pk for one in threads])
        _return_drafts(threads)


def _return_drafts(threads: list[Thread]) -> None:
    came_from: dict[int, list[Thread]] = {}
    for thread in threads:
        came_from.setdefault(thread.mailbox_id, []).append(thread)
    for same in came_from.values():
        move_drafts(same, same[0].mailbox)


def _restore_labels(able: set[int], step: UndoStep) -> None:
    through = Thread.labels.through
    put_on = [pair for pair in step.labels.get("on", []) if pair[0] in able]
    taken_off = [pair for pair in step.labels.get("off", []) if pair[0] in able]
    for label in {label for _, label in put_on}:
        through.objects.filter(label=label, thread__in=[pk for pk, one in put_on if one == label]).delete()
    existing = set(Label.objects.filter(pk__in={one for _, one in taken_off}).values_list("pk", flat=True))
    rows = [through(thread_id=pk, label_id=label) for pk, label in taken_off if label in existing]
    through.objects.bulk_create(rows, ignore_conflicts=True)


def _restore_positions(user: User, positions: dict[str, int | None]) -> int:
    mine = ReadPosition.objects.filter(user=user, thread__in=list(map(int, positions)))
    mine.filter(thread__in=[pk for pk, was in positions.items() if was is None]).delete()
    kept = list(mine.filter(thread__in=[pk for pk, was in positions.items() if was is not None]))
    for row in kept:
        row.message = positions[str(row.thread_id)] or 0
    ReadPosition.objects.bulk_update(kept, ["message"], batch_size=_BATCH)
    return len(positions)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: one.astimezone(UTC).isoformat() if isinstance(one, datetime) else one for name, one in values.items()}


def _read(values: dict[str, Any]) -> dict[str, Any]:
    return {name: parse_datetime(one) if isinstance(one, str) else one for name, one in values.items()}
