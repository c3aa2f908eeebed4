"""The steps of a sent message, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from correspondence.models import Delivery, DeliveryEvent
from correspondence.states import DeliveryState, Step

_GOOD = {Step.OK}
_BAD = {Step.FATAL, Step.UNDELIVERABLE, Step.GIVEN_UP, Step.FAULT}


@dataclass(frozen=True, slots=True)
class ShownStep:
    at: datetime
    text: str
    detail: str
    mark: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """``resend_url`` and ``handled_url`` are there when the sender can do something about a failure."""

    steps: tuple[ShownStep, ...]
    resend_url: str = ""
    handled_url: str = ""
    handled: bool = False

    @property
    def tells(self) -> bool:
        """Whether there is anything to show beside the sentence about the delivery."""
        return bool(self.steps or self.resend_url or self.handled_url or self.handled)


def timeline(delivery: Delivery) -> Timeline:
    """What the sender sees; answers that changed nothing are for the operator only (transport.md 2.9)."""
    open_failure = delivery.state == DeliveryState.FAILED and delivery.handled_at is None
    return Timeline(
        steps=shown_steps(one for one in delivery.events.all() if one.kind != Step.IGNORED),
        resend_url=reverse("delivery-resend", args=[delivery.pk]) if delivery.may_be_resent else "",
        handled_url=reverse("delivery-handled", args=[delivery.pk]) if open_failure else "",
        handled=delivery.handled_at is not None,
    )


def shown_steps(events: Iterable[DeliveryEvent]) -> tuple[ShownStep, ...]:
    return tuple(ShownStep(one.at, one.get_kind_display(), one.detail, _mark(one.kind)) for one in events)


def _mark(kind: str) -> str:
    return "ok" if kind in _GOOD else "failed" if kind in _BAD else ""
