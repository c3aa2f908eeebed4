"""Somebody searches: what they wrote is kept for them, out of the address, and every search is in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from correspondence.models import SearchQuery, Thread
from correspondence.search.asked import Asked
from portal import audit, clock
from portal.models import User


def remember_query(*, user: User, text: str) -> SearchQuery:
    """Keep ``text`` for as long as a login lasts."""
    forget_queries()
    return SearchQuery.objects.create(user=user, text=text, at=clock.now())


def forget_queries() -> None:
    """Remove everybody's expired queries."""
    SearchQuery.objects.filter(at__lt=SearchQuery.expired()).delete()


def record_search(*, user: User, asked: Asked, mailboxes: Sequence[int], hits: int) -> None:
    """One event a page of hits: how and where was searched, and how many were shown. Never for what."""
    audit.record(user, "search", by="number" if asked.by_number else "words", mailboxes=list(mailboxes), hits=hits)


def record_citizen(*, user: User, thread: Thread, hits: int) -> None:
    """Somebody looked at the list of threads about the citizen of ``thread``."""
    audit.record(user, "citizen.read", thread, hits=hits)
