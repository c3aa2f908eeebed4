"""Technical data expires (RAW_RETENTION_DAYS, TRACE_RETENTION_DAYS). Threads, messages and files stay as they are.

The rows of documents stay too: the duplicate tables need their ids as long as there are messages
(transport.md 2.3). What waits in quarantine for somebody never expires.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import F, QuerySet

from correspondence.actions.search import forget_queries
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.models import Delivery, DeliveryEvent, Presence, RawDelivery
from correspondence.states import DeliveryState, RawState
from portal import clock

PAGE = 500
_READ = (RawState.ACCEPTED, RawState.DUPLICATE, RawState.MATCHED, RawState.REJECTED, RawState.SET_ASIDE)
_SETTLED = (DeliveryState.DELIVERED, DeliveryState.DONE, DeliveryState.FAILED)


def forget_expired() -> int:
    """Remove what has expired; returns how many documents. Any number of workers may do it at once."""
    forget_queries()
    documents = clock.now() - timedelta(days=settings.RAW_RETENTION_DAYS)
    trace = clock.now() - timedelta(days=settings.TRACE_RETENTION_DAYS)
    earlier = DeliveryEvent.objects.exclude(stored_as=F("delivery__stored_as"))
    removed = _remove(RawDelivery.objects.filter(received_at__lt=documents, state__in=_READ))
    removed += _remove(earlier.filter(at__lt=documents))
    removed += _remove(Delivery.objects.filter(created_at__lt=documents, state__in=_SETTLED))
    # Not before their documents: nothing else knows the earlier transmissions'.
    gone = DeliveryEvent.objects.filter(at__lt=trace, delivery__state__in=_SETTLED)
    gone.exclude(pk__in=earlier.exclude(stored_as="").values("pk")).delete()
    yesterday = clock.now() - timedelta(days=1)
    Presence.objects.filter(seen_at__lt=yesterday).delete()
    FolderTransport().forget_unfinished(yesterday)
    return removed


def _remove(expired: QuerySet[Any]) -> int:
    """First the bytes, then the row's name for them: a worker that dies between the two is simply repeated."""
    removed = 0
    while page := list(expired.exclude(stored_as="").values_list("pk", "stored_as")[:PAGE]):
        for _, stored_as in page:
            default_storage.delete(stored_as)
        removed += expired.model.objects.filter(pk__in=[pk for pk, _ in page]).update(stored_as="")
    return removed
