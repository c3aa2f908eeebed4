"""The auditor's list: who did what, and when. Names of staff, mailboxes and units; nothing of citizens or messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from correspondence.models import Attachment, Delivery, Mailbox
from correspondence.queries.cursor import cursor_of, older
from correspondence.trail_words import action_words, detail_words, subject_words
from portal.models import AuditEvent, User
from sor.models import Organisation

PAGE = 50
# What audit.record itself calls something else by the same name.
_TOLD = {"action": "what", "subject": "about"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to show: all that is given must hold. ``until`` is the moment after the last day."""

    person: int | None = None
    action: str = ""
    mailbox: int | None = None
    thread: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject: str = ""

    def as_details(self) -> dict[str, Any]:
        """For the trail of reading the trail."""
        told = {_TOLD.get(name, name): value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """``about_query`` is the query string that shows everything about the same subject."""

    at: datetime
    person: str
    person_query: str
    words: str
    about: str
    about_query: str
    details: list[str]


def trail_page(asked: Asked, before: str = "") -> tuple[list[Row], str]:
    """(the newest ``PAGE`` events after the cursor ``before``, the next page's cursor or "")."""
    events = list(older(_asked(asked), "at", before)[: PAGE + 1])
    names = _names(events[:PAGE])
    rows = [_row(event, names) for event in events[:PAGE]]
    return rows, cursor_of(events[PAGE - 1], "at") if len(events) > PAGE else ""


def _asked(asked: Asked) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.select_related("actor").order_by("-at", "-id")
    given = {"actor": asked.person, "action": asked.action, "at__gte": asked.since, "at__lt": asked.until}
    found = found.filter(**{name: value for name, value in given.items() if value})
    if asked.thread:
        found = found.filter(_about_thread(asked.thread))
    if asked.mailbox:
        found = found.filter(_about("mailbox", [asked.mailbox]))
    if asked.subject:
        kind, _, key = asked.subject.partition("-")
        found = found.filter(_about(kind, [key]))
    return found


def _about(kind: str, keys: Iterable[Any]) -> Q:
    return Q(subject_type=kind, subject_id__in=[str(key) for key in keys])


def _about_thread(pk: int) -> Q:
    """The thread itself, its attachments and what was sent of it."""
    attachments = Attachment.objects.filter(segment__thread=pk).values_list("pk", flat=True)
    deliveries = Delivery.objects.filter(message__thread=pk).values_list("pk", flat=True)
    return _about("thread", [pk]) | _about("attachment", attachments) | _about("delivery", deliveries)


def _names(events: list[AuditEvent]) -> dict[tuple[str, str], str]:
    """Names of the subjects that have one: three queries, however many events."""
    found: dict[tuple[str, str], str] = {}
    for kind, rows in (
        ("user", User.objects.all()),
        ("mailbox", Mailbox.objects.select_related("organisation")),
        ("organisation", Organisation.objects.all()),
    ):
        keys = {one.subject_id for one in events if one.subject_type == kind and one.subject_id.isdigit()}
        if keys:
            found |= {(kind, str(one.pk)): str(one) for one in rows.filter(pk__in=keys)}
    return found


def _row(event: AuditEvent, names: dict[tuple[str, str], str]) -> Row:
    return Row(
        at=event.at,
        person=str(event.actor) if event.actor else "",
        person_query=urlencode({"person": event.actor_id}) if event.actor_id else "",
        words=action_words(event.action),
        about=subject_words(event.subject_type, event.subject_id, names),
        about_query=_about_query(event),
        details=detail_words(event.details),
    )


def _about_query(event: AuditEvent) -> str:
    if event.subject_type in ("thread", "mailbox"):
        return urlencode({event.subject_type: event.subject_id})
    return urlencode({"subject": f"{event.subject_type}-{event.subject_id}"}) if event.subject_type else ""
