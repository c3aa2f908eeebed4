"""How the exchange is doing, in a few numbers: for the operator's page and for /metrics. Nothing about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from correspondence.models import Delivery, RawDelivery, WorkerHeartbeat
from correspondence.states import UNANSWERED, UNSENT, UNSETTLED, DeliveryState, RawState
from portal import clock


@dataclass(frozen=True, slots=True)
class Figures:
    """``failed`` counts deliveries nobody has dealt with yet; ``unread`` documents wait for the worker,
    ``quarantined`` ones for the operator, ``unrouted`` ones for a mailbox. Ages are those of the documents,
    not of their latest attempt."""

    unsent: int
    oldest_unsent: datetime | None
    unacknowledged: int
    oldest_unacknowledged: datetime | None
    failed: int
    failed_today: int
    unread: int
    oldest_unread: datetime | None
    quarantined: int
    unrouted: int
    oldest_unrouted: datetime | None
    refused_today: int
    sent_last_hour: int
    received_last_hour: int
    worker_seen: datetime | None


def figures() -> Figures:
    """Three small queries: only what is open, of today, or of the last hour is looked at."""
    now = clock.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Figures(**_outgoing(today), **_incoming(today), **_last_hour(now - timedelta(hours=1)), **_worker())


def _outgoing(today: datetime) -> dict[str, Any]:
    unsent, unanswered = Q(state__in=UNSENT), Q(state__in=UNANSWERED)
    failed = Q(state=DeliveryState.FAILED)
    return Delivery.objects.filter(state__in=(*UNSETTLED, DeliveryState.FAILED)).aggregate(
        unsent=Count("pk", filter=unsent),
        oldest_unsent=Min("created_at", filter=unsent),
        unacknowledged=Count("pk", filter=unanswered),
        oldest_unacknowledged=Min("created_at", filter=unanswered),
        failed=Count("pk", filter=failed & Q(handled_at=None)),
        failed_today=Count("pk", filter=failed & Q(settled_at__gte=today)),
    )


def _incoming(today: datetime) -> dict[str, Any]:
    unread, unrouted = Q(state__in=(RawState.WAITING, RawState.CLAIMED)), Q(state=RawState.UNROUTED)
    refused = Q(state=RawState.REJECTED, received_at__gte=today)
    open_ones = Q(state__in=(RawState.WAITING, RawState.CLAIMED, RawState.FAILED, RawState.UNROUTED))
    return RawDelivery.objects.filter(open_ones | refused).aggregate(
        unread=Count("pk", filter=unread),
        oldest_unread=Min("received_at", filter=unread),
        quarantined=Count("pk", filter=Q(state=RawState.FAILED)),
        unrouted=Count("pk", filter=unrouted),
        oldest_unrouted=Min("received_at", filter=unrouted),
        refused_today=Count("pk", filter=refused),
    )


def _last_hour(since: datetime) -> dict[str, Any]:
    return {
        "sent_last_hour": Delivery.objects.filter(created_at__gte=since, sent_at__isnull=False).count(),
        "received_last_hour": RawDelivery.objects.filter(received_at__gte=since).count(),
    }


def _worker() -> dict[str, Any]:
    return WorkerHeartbeat.objects.aggregate(worker_seen=Max("seen_at"))
