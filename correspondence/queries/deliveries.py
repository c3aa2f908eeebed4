"""The operator's lists: documents in and out, their states and faults, never their content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from correspondence.models import Delivery, RawDelivery
from correspondence.queries.cursor import cursor_of, older
from correspondence.queries.identifiers import inbound_with, outbound_with
from correspondence.states import DeliveryState, RawState
from correspondence.words import document_words, transport_words

PAGE = 50


@dataclass(frozen=True, slots=True)
class InboundRow:
    received_at: datetime
    transport: str
    name: str
    size: int
    kind: str
    state_label: str
    state: str
    error: str
    issues: list[str]
    url: str
    retry_url: str


@dataclass(frozen=True, slots=True)
class OutboundRow:
    created_at: datetime
    kind_label: str
    receiver: str
    state_label: str
    state: str
    attempts: int
    error: str
    issues: list[str]
    url: str
    retry_url: str


def inbound_page(*, troubled: bool, before: str = "", identifier: str = "") -> tuple[list[InboundRow], str]:
    """(rows, cursor of the next page). ``troubled``: only what was refused or failed; ``identifier``: any id of it."""
    found = RawDelivery.objects.order_by("-received_at", "-id")
    if identifier:
        found = found.filter(inbound_with(identifier))
    elif troubled:
        found = found.filter(state__in=(RawState.REJECTED, RawState.FAILED))
    rows = list(older(found, "received_at", before)[: PAGE + 1])
    return [_inbound(row) for row in rows[:PAGE]], cursor_of(rows[PAGE - 1], "received_at") if len(rows) > PAGE else ""


def outbound_page(*, troubled: bool, before: str = "", identifier: str = "") -> tuple[list[OutboundRow], str]:
    found = Delivery.objects.order_by("-created_at", "-id")
    if identifier:
        found = found.filter(outbound_with(identifier))
    elif troubled:
        found = found.filter(state__in=(DeliveryState.FAILED, DeliveryState.RETRY), handled_at=None)
    rows = list(older(found, "created_at", before)[: PAGE + 1])
    return [_outbound(row) for row in rows[:PAGE]], cursor_of(rows[PAGE - 1], "created_at") if len(rows) > PAGE else ""


def _inbound(raw: RawDelivery) -> InboundRow:
    return InboundRow(
        received_at=raw.received_at,
        transport=transport_words(raw.transport),
        name=raw.name,
        size=raw.size,
        kind=document_words(raw.kind),
        state_label=raw.get_state_display(),
        state=raw.state,
        error=raw.error,
        issues=issue_texts(raw.issues),
        url=reverse("inbound-document", args=[raw.pk]),
        retry_url=reverse("retry-inbound", args=[raw.pk]) if raw.state == RawState.FAILED else "",
    )


def _outbound(delivery: Delivery) -> OutboundRow:
    waiting = delivery.state == DeliveryState.QUEUED and delivery.error
    return OutboundRow(
        created_at=delivery.created_at,
        kind_label=gettext("Message") if delivery.message_id else gettext("Acknowledgement"),
        receiver=delivery.receiver_name or delivery.receiver_gln,
        state_label=state_words(delivery),
        state=delivery.state,
        attempts=delivery.resends + delivery.attempts,
        error=delivery.error,
        issues=issue_texts(delivery.issues),
        url=reverse("outbound-document", args=[delivery.pk]),
        retry_url=reverse("retry-outbound", args=[delivery.pk]) if delivery.may_be_resent or waiting else "",
    )


def state_words(delivery: Delivery) -> str:
    """The state, and for a failure why."""
    state = delivery.get_state_display()
    return f"{state}: {delivery.get_failure_display()}" if delivery.failure else state


def issue_texts(issues: list[dict[str, str]]) -> list[str]:
    return [f"{one['path']}: {one['text']}" if one.get("path") else one["text"] for one in issues]
