"""Somebody searches: what they wrote is kept for them, out of the address, and every search is in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from correspondence.models import SearchQuery, Thread
from correspondence.search.asked import Asked
from portal import audit, clock
from portal.models import User


def remember_query(*, user: User, text: str) -> SearchQuery:
    """Keep ``text`` for a login's time; the same words again are the same query."""
    forget_queries()
    known = SearchQuery.objects.filter(user=user, text=text).first()
    return known or SearchQuery.objects.create(user=user, text=text, at=clock.now())


def forget_queries() -> None:
    """Remove everybody's expired queries."""
    SearchQuery.objects.filter(at__lt=expired_before()).delete()


def expired_before():  # type: ignore[no-untyped-def]
    return clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)


def record_search(*, user: User, asked: Asked, mailboxes: Sequence[int], hits: int) -> None:
    """One event a page of hits: how and where was searched, and how many were shown. Never for what."""
    audit.record(user, "search", by="number" if asked.by_number else "words", mailboxes=list(mailboxes), hits=hits)


def record_citizen(*, user: User, thread: Thread, hits: int) -> None:
    """Somebody looked at all threads about the citizen of ``thread``."""
    audit.record(user, "citizen.read", thread, hits=hits)
