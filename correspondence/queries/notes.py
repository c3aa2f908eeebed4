"""Internal notes as the thread page shows them, and the list of where somebody is mentioned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator

from correspondence.access import threads_for
from correspondence.models import Note, ReadPosition, Thread
from correspondence.queries.colleagues import Colleague, text_with_names
from correspondence.queries.traces import has_any
from correspondence.words import citizen_words
from portal.compiled import Compiled
from portal.models import User

AT_MOST = 50
_BEGINNING = 140
COUNT_CAP = 100


@dataclass(frozen=True, slots=True)
class ShownNote:
    """``new``: by somebody else, and not seen before. ``for_me``: it mentions the reader."""

    pk: int
    author: str
    at: datetime
    html: str
    new: bool
    for_me: bool
    removable: bool


def shown_notes(user: User, thread: Thread, people: Iterable[Colleague]) -> list[ShownNote]:
    """In the order of time."""
    if not has_any(thread, "notes"):
        return []
    people = list(people)
    return [
        ShownNote(
            pk=one.pk,
            author=str(one.author),
            at=one.at,
            html=text_with_names(one.text, people),
            new=one.pk > one.read_to and one.author_id != user.pk,
            for_me=one.for_me,
            removable=one.author_id == user.pk and one.removable,
        )
        for one in _NOTES(user.pk, thread.pk)
    ]


def _notes(user: int, thread: int) -> QuerySet[Note]:
    mine = Note.mentions.through.objects.filter(note=OuterRef("pk"), user=user)
    notes = Note.objects.filter(thread=thread).select_related("author")
    return notes.annotate(read_to=_read_to(User(pk=user), "thread"), for_me=Exists(mine))


_NOTES = Compiled(_notes)


def _read_to(user: User, thread: str) -> Coalesce:
    position = ReadPosition.objects.filter(thread=OuterRef(thread), user=user).values("note")
    return Coalesce(Subquery(position), Value(0))


@dataclass(frozen=True, slots=True)
class MentionRow:
    url: str
    author: str
    at: datetime
    citizen: str
    mailbox: str
    beginning: str


def mention_rows(user: User) -> list[MentionRow]:
    """Where the user is mentioned and has not looked since, the latest first, in all their mailboxes."""
    notes = _unseen_mentions(user).select_related("author", "thread__mailbox__organisation").order_by("-at", "-pk")
    return [
        MentionRow(
            url=reverse("thread", args=[one.thread_id]) + "#notes",
            author=str(one.author),
            at=one.at,
            citizen=citizen_words(one.thread),
            mailbox=str(one.thread.mailbox),
            beginning=Truncator(" ".join(one.text.split())).chars(_BEGINNING),
        )
        for one in notes[:AT_MOST]
    ]


def mention_count(user: User) -> int:
    """How many such notes there are, capped at 100."""
    return len(_COUNTED(user.pk))


def _unseen_mentions(user: User) -> QuerySet[Note]:
    notes = Note.objects.filter(mentions=user, thread__in=threads_for(user))
    return notes.annotate(read_to=_read_to(user, "thread")).filter(pk__gt=F("read_to"))


_COUNTED = Compiled(lambda user: _unseen_mentions(User(pk=user)).values_list("pk")[:COUNT_CAP])
