"""Move a delivery one step: its state, its timeline, its thread's mark, and the people who must know."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from correspondence.actions.finish import reopened_by_itself
from correspondence.actions.pending import Pending, writing
from correspondence.actions.tell import tell_undelivered
from correspondence.models import Delivery, DeliveryEvent, Thread
from correspondence.states import FAILURES, DeliveryState, Failure, Step, next_state


def lock(**which: Any) -> Delivery | None:
    """The delivery, held until the caller's transaction ends; None when there is none."""
    held = Delivery.objects.select_for_update(of=("self",)).select_related("message__thread", "message__written_by")
    return held.filter(**which).first()


def take(
    delivery: Delivery, step: Step, *, at: datetime, detail: str = "", pending: Pending | None = None, **changes: Any
) -> bool:
    """Take ``step`` with a delivery that is locked; ``changes`` are further fields to set.

    False when the step moves nothing in the delivery's state: the caller decides what that means.
    """
    before, state = delivery.state, next_state(delivery.state, step)
    if state is None:
        return False
    failure = FAILURES.get(step, "") if state == DeliveryState.FAILED else ""
    changes |= {"state": state, "failure": failure, "settled_at": _settled(state, at), "claimed_by": ""}
    with writing(pending) as pending:
        for name, value in changes.items():
            setattr(delivery, name, value)
        pending.change(delivery, tuple(changes))
        record(delivery, step, at=at, detail=detail, pending=pending)
        if DeliveryState.FAILED in (before, state):
            pending.after(partial(_failure_changed, delivery, before))
    return True


def record(
    delivery: Delivery, step: Step, *, at: datetime, detail: str = "", pending: Pending | None = None, **sent: Any
) -> None:
    """Write the step into the timeline. Acknowledgements have none: their row says it all."""
    if delivery.message_id:
        with writing(pending) as pending:
            event = DeliveryEvent(delivery=delivery, kind=step, at=at, detail=detail, **sent)
            pending.add(DeliveryEvent, event)


def note_failed_deliveries(thread: Thread) -> None:
    """Keep the thread's "not delivered" mark equal to its deliveries: it can not look finished, so it is opened again.

    The thread is held first, so that of two deliveries that change at once the second sees the first.
    """
    held = Thread.objects.select_for_update().filter(pk=thread.pk)
    finished = held.values_list("finished_at", flat=True).first()
    failed = Delivery.objects.filter(message__thread=thread, state=DeliveryState.FAILED, handled_at=None).exists()
    Thread.objects.filter(pk=thread.pk).exclude(has_failed_delivery=failed).update(has_failed_delivery=failed)
    if failed and finished:
        held.update(finished_at=None)
        reopened_by_itself(thread)


def _settled(state: DeliveryState, at: datetime) -> datetime | None:
    return at if state in (DeliveryState.DELIVERED, DeliveryState.FAILED) else None


def _failure_changed(delivery: Delivery, before: str) -> None:
    if not delivery.message:
        return
    note_failed_deliveries(delivery.message.thread)
    if before != DeliveryState.FAILED and delivery.failure != Failure.STOPPED:
        transaction.on_commit(partial(tell_undelivered, delivery.message), robust=True)
