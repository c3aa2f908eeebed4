"""Put a mailbox's labels on its threads and take them off."""

from __future__ import annotations

from django.db import transaction

from correspondence.actions.take_back import remember
from correspondence.actions.together import Changes, Done, Threads, hold, write_down
from correspondence.models import Label, Thread, ThreadStep
from portal.models import User


class NotOfThisMailbox(Exception):
    """The label is another mailbox's than one of the threads."""


@transaction.atomic
def put_label(*, user: User | None, threads: Threads, label: Label) -> Done:
    """Put ``label`` on ``threads``. ``user`` None: the portal by a rule. Raises PermissionDenied, NotOfThisMailbox."""
    held = _held(user, threads, label)
    labelled = _labelled(held, label)
    new = [one for one in held if one.pk not in labelled]
    through = Thread.labels.through
    through.objects.bulk_create([through(thread_id=one.pk, label_id=label.pk) for one in new], ignore_conflicts=True)
    write_down(user, new, ThreadStep.LABELLED, "thread.label", words=label.name, label=label.pk)
    undo = remember(user, ThreadStep.LABELLED, Changes(new), on=[(one.pk, label.pk) for one in new])
    return Done(len(new), undo=undo)


@transaction.atomic
def take_label_off(*, user: User | None, threads: Threads, label: Label) -> Done:
    """Take ``label`` off ``threads``. Raises PermissionDenied, NotOfThisMailbox."""
    held = _held(user, threads, label)
    labelled = _labelled(held, label)
    old = [one for one in held if one.pk in labelled]
    Thread.labels.through.objects.filter(thread__in=old, label=label).delete()
    write_down(user, old, ThreadStep.UNLABELLED, "thread.unlabel", words=label.name, label=label.pk)
    undo = remember(user, ThreadStep.UNLABELLED, Changes(old), off=[(one.pk, label.pk) for one in old])
    return Done(len(old), undo=undo)


def _held(user: User | None, threads: Threads, label: Label) -> list[Thread]:
    held = hold(user, threads)
    if any(one.mailbox_id != label.mailbox_id for one in held):
        raise NotOfThisMailbox
    return held


def _labelled(held: list[Thread], label: Label) -> set[int]:
    on = Thread.labels.through.objects.filter(thread__in=held, label=label)
    return set(on.values_list("thread_id", flat=True))
