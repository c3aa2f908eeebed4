"""Who else is at a thread right now, and what they have done with it since the page was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from correspondence.models import Direction, Message, Note, Presence, Thread, ThreadEvent, messages_of
from correspondence.queries.drafts import others_drafts
from correspondence.queries.traces import has_any
from portal import clock
from portal.compiled import Compiled
from portal.models import User
from portal.moments import moment_words

STALE = timedelta(minutes=1)
_MOST_NEWS = 4


@dataclass(frozen=True, slots=True)
class AtThread:
    """``known`` is how the thread stood when the page was shown; the rest are sentences."""

    known: str
    writing: list[str]
    reading: str
    news: list[str]

    @property
    def told(self) -> str:
        """All of it: a page is answered only when it says something else than last time."""
        return " ".join([*self.writing, self.reading, *self.news])[:2000]


def at_thread(user: User, thread: Thread, *, known: str = "") -> AtThread:
    """``known`` is what the page came with; without it the page is being shown now, and nothing is news."""
    people = list(_PRESENT(thread.pk, clock.now() - STALE, user.pk)) if has_any(thread, "presences") else []
    writing = _writing(user, thread, [one.user for one in people if one.writing])
    reading = [str(one.user) for one in people if one.user_id not in writing]
    mark = _mark(user, thread)
    if not known:
        mark = _as_shown(user, thread, mark)
    return AtThread(
        known=known or _text(mark),
        writing=list(writing.values()),
        reading=_reading_words(reading),
        news=_news(user, thread, _parsed(known), mark),
    )


def _writing(user: User, thread: Thread, now: list[User]) -> dict[int, str]:
    """A sentence for each colleague who is writing now, or has begun lately and not sent it."""
    sentence = gettext("%(name)s is writing in this thread too. Agree on who sends.")
    found = {one.pk: sentence % {"name": one} for one in now}
    latest = {draft.user_id: draft for draft in reversed(others_drafts(user, thread))}
    sentence = gettext("%(name)s is writing in this thread too (latest %(time)s). Agree on who sends.")
    for draft in latest.values():
        if str(draft.fields.get("text", "")).strip():
            found.setdefault(draft.user_id, sentence % {"name": draft.user, "time": moment_words(draft.updated_at)})
    return found


def _reading_words(names: list[str]) -> str:
    if not names:
        return ""
    sentence = ngettext("%(names)s has this thread open too.", "%(names)s have this thread open too.", len(names))
    return sentence % {"names": get_text_list(names, gettext("and"))}


@dataclass(frozen=True, slots=True)
class _Mark:
    """Changes when others do something: the newest message received, messages sent, events and notes."""

    received: int
    sent: int
    event: int
    note: int


def _mark(user: User, thread: Thread) -> _Mark:
    if not (has_any(thread, "events") or has_any(thread, "notes")):
        return _Mark(0, 0, 0, 0)  # of a page being shown, which knows its messages itself
    return _Mark(*next(iter(_MARKS(thread.pk, user.pk)), (0, 0, 0, 0)))


def _marks(thread: int, user: int) -> QuerySet[Thread, tuple]:
    here = OuterRef("pk")
    sent = Message.objects.filter(thread=here, direction=Direction.SENT).exclude(written_by=user).order_by()
    events = ThreadEvent.objects.filter(thread=here).exclude(actor=user).order_by("-pk")
    notes = Note.objects.filter(thread=here).exclude(author=user).order_by("-pk")
    counted = sent.values("thread").annotate(number=Count("pk")).values("number")
    parts = (counted, events.values("pk")[:1], notes.values("pk")[:1])
    return Thread.objects.filter(pk=thread).values_list(
        "latest_received", *(Coalesce(Subquery(part), Value(0)) for part in parts)
    )


_MARKS = Compiled(_marks)
_PRESENT = Compiled(
    lambda thread, since, user: (
        Presence.objects.filter(thread=thread, seen_at__gt=since)
        .exclude(user=user)
        .select_related("user")
        .order_by("user__first_name", "user_id")
    )
)


def _as_shown(user: User, thread: Thread, mark: _Mark) -> _Mark:
    """As the page shows the thread: what came in since that was read is then told as news, not passed over."""
    sent = (one for one in messages_of(thread) if one.direction == Direction.SENT and one.written_by_id != user.pk)
    return replace(mark, received=thread.latest_received, sent=sum(1 for _ in sent))


def _text(mark: _Mark) -> str:
    return f"{mark.received}.{mark.sent}.{mark.event}.{mark.note}"


def _parsed(text: str) -> _Mark | None:
    numbers = text.split(".")
    fit = len(numbers) == 4 and all(one.isascii() and one.isdigit() and len(one) < 19 for one in numbers)
    return _Mark(*map(int, numbers)) if fit else None


def _news(user: User, thread: Thread, known: _Mark | None, now: _Mark) -> list[str]:
    """What others have done since the page was shown with ``known``."""
    if known is None or known == now:
        return []
    news = []
    if now.received > known.received or now.sent > known.sent:
        news.append(gettext("A new message has come."))
    elif now.sent < known.sent:
        news.append(gettext("A message has been taken back."))
    if now.note > known.note:
        news.append(gettext("There is a new internal note."))
    return news + (_event_words(user, thread, known.event) if now.event > known.event else [])


def _event_words(user: User, thread: Thread, since: int) -> list[str]:
    events = thread.events.filter(pk__gt=since).exclude(actor=user).select_related("actor").order_by("pk")
    portal = gettext("The portal")
    return [
        f"{one.actor or portal}: {one.get_kind_display()}{f' ({one.detail})' if one.detail else ''}."
        for one in events[:_MOST_NEWS]
    ]
