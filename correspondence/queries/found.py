"""What a search shows: threads, the newest hit first, each with the passage where it was found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from correspondence.access import mailboxes_for, messages_for, threads_for
from correspondence.letters.letter import party_from_data
from correspondence.models import Direction, Message, SearchRow, Segment
from correspondence.queries.cursor import cursor_of, place_of
from correspondence.queries.thread_rows import ThreadRow, thread_rows
from correspondence.search.asked import Asked, category, direction
from correspondence.search.find import Hit, Limits, find
from correspondence.search.passages import has_hit, marked, passage
from portal.models import User

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search. Empty ones narrow nothing; ``since`` and ``until`` are days, both included."""

    mailbox: int | None = None
    category: str = ""
    direction: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A thread with its newest hit: the row's own words marked, the passage, and what else of it was found."""

    thread: ThreadRow
    at: datetime
    sent: bool
    citizen_name: SafeString
    citizen_identifier: str
    identifier_found: bool
    other_party: SafeString
    topic: SafeString
    passage: SafeString
    authors: list[SafeString] = field(default_factory=list)
    files: list[SafeString] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """``older`` is the cursor of the next page, "" at the end; ``mailboxes`` the primary keys of those searched."""

    rows: list[FoundRow]
    older: str
    mailboxes: list[int]


def found_page(user: User, asked: Asked, filters: Filters, *, before: str = "") -> FoundPage:
    """One page of 25 threads in the user's mailboxes as they are now."""
    mine = mailboxes_for(user)
    wanted = mine.filter(pk=filters.mailbox) if filters.mailbox else mine
    mailboxes = list(wanted.values_list("pk", flat=True))
    limits = _limits(filters, before)
    found = find(_narrowed(asked, filters), mailboxes, limits, PAGE + 1) if asked else []
    shown = found[:PAGE]
    return FoundPage(
        rows=_rows(user, asked, shown),
        older=_cursor(shown[-1]) if len(found) > PAGE else "",
        mailboxes=mailboxes,
    )


def _narrowed(asked: Asked, filters: Filters) -> Asked:
    narrowing = [direction(filters.direction)] if filters.direction else []
    narrowing += [category(filters.category)] if filters.category else []
    return Asked(asked.groups, asked.by_number, tuple(narrowing))


def _limits(filters: Filters, before: str) -> Limits:
    return Limits(
        since=_midnight(filters.since),
        until=_midnight(filters.until + timedelta(days=1)) if filters.until else None,
        state=filters.state,
        before=place_of(SearchRow, before) if before else None,
    )


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _cursor(hit: Hit) -> str:
    return cursor_of(SearchRow.objects.only("at").get(pk=hit.message), "at")


def _rows(user: User, asked: Asked, hits: Sequence[Hit]) -> list[FoundRow]:
    """In the order of the hits. Read through the one door again: what it does not return is not shown."""
    threads = {one.pk: one for one in thread_rows(user, threads_for(user).filter(pk__in=[hit.thread for hit in hits]))}
    keys = [hit.message for hit in hits if hit.thread in threads]
    messages = {
        one.pk: one for one in messages_for(user).filter(pk__in=keys).select_related("organisation", "receiver")
    }
    contents = _contents(messages)
    return [
        _row(asked, threads[hit.thread], messages[hit.message], contents.get(hit.message, []))
        for hit in hits
        if hit.message in messages
    ]


def _contents(messages: Collection[int]) -> dict[int, list[Segment]]:
    segments = Segment.objects.filter(message__in=messages).select_related("attachment", "organisation")
    found: dict[int, list[Segment]] = {}
    for segment in segments.only("message", "text", "author_name", "organisation__name", "attachment__title"):
        found.setdefault(segment.message_id, []).append(segment)
    return found


def _row(asked: Asked, thread: ThreadRow, message: Message, segments: list[Segment]) -> FoundRow:
    return FoundRow(
        thread=thread,
        at=message.at or message.occurred_at,
        sent=message.direction == Direction.SENT,
        citizen_name=marked(thread.citizen_name, asked, name=True),
        citizen_identifier=thread.citizen_identifier,
        identifier_found=has_hit(thread.citizen_identifier, asked, name=True),
        other_party=marked(thread.other_party, asked, name=True),
        topic=marked(message.topic or thread.topic, asked),
        passage=_passage(segments, asked),
        authors=_found(_names(message, segments, thread.other_party), asked, name=True),
        files=_found(_titles(segments), asked),
    )


def _passage(segments: list[Segment], asked: Asked) -> SafeString:
    """Of the first text with a hit; without one the beginning of the message tells what it is about."""
    passages = [passage(one.text, asked) for one in segments if one.text]
    return next((html for html, hit in passages if hit), passages[0][0] if passages else SafeString())


def _names(message: Message, segments: list[Segment], shown: str) -> Iterator[str]:
    """Everybody the message names beside the citizen and the other party, which the row shows anyway."""
    parties: list[Any] = [party_from_data(one) for one in (message.specific_sender, message.specific_recipient)]
    names = [one.name for one in (message.organisation, message.receiver, *parties) if one]
    names += [name for one in segments for name in (one.author_name, one.organisation.name)]
    yield from (name for name in dict.fromkeys(names) if name and name != shown)


def _titles(segments: list[Segment]) -> Iterator[str]:
    attachments = (getattr(one, "attachment", None) for one in segments)
    yield from (one.title for one in attachments if one)


def _found(texts: Iterator[str], asked: Asked, *, name: bool = False) -> list[SafeString]:
    return [marked(text, asked, name=name) for text in texts if has_hit(text, asked, name=name)]
