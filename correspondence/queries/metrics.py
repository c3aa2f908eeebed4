"""The figures as Prometheus reads them (text format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from correspondence.queries.figures import Figures
from portal import clock

_COUNTS = {
    "unsent": "Documents waiting to be sent.",
    "unacknowledged": "Messages sent and not acknowledged yet.",
    "failed": "Messages not delivered that nobody has dealt with.",
    "failed_today": "Deliveries that failed since midnight.",
    "unread": "Incoming documents waiting for the worker.",
    "quarantined": "Incoming documents that failed here and wait for the operator.",
    "unrouted": "Incoming documents that wait for a mailbox.",
    "refused_today": "Incoming documents refused since midnight.",
    "sent_last_hour": "Documents made and sent within the last hour.",
    "received_last_hour": "Documents received within the last hour.",
}
_AGES = {
    "oldest_unsent": "Age of the oldest document waiting to be sent.",
    "oldest_unacknowledged": "Age of the oldest message sent and not acknowledged.",
    "oldest_unread": "Age of the oldest incoming document waiting for the worker.",
    "oldest_unrouted": "Age of the oldest incoming document that waits for a mailbox.",
    "worker_seen": "Time since a worker was last heard from.",
}


def exposition(figures: Figures) -> str:
    """Every figure as a gauge. An age is 0 when there is nothing; without any worker its line is missing."""
    return "".join(_lines(figures))


def _lines(figures: Figures) -> Iterator[str]:
    for name, help_text in _COUNTS.items():
        yield from _gauge(f"korrespondance_{name}", help_text, getattr(figures, name))
    for name, help_text in _AGES.items():
        since = getattr(figures, name)
        if since is not None or name != "worker_seen":
            yield from _gauge(f"korrespondance_{name}_seconds", help_text, _age(since))


def _gauge(name: str, help_text: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {help_text}\n# TYPE {name} gauge\n{name} {value:g}\n"


def _age(since: datetime | None) -> float:
    return max(0.0, round((clock.now() - since).total_seconds(), 1)) if since else 0.0
