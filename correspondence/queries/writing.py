"""What the writing page shows beside the form: messages to pass on, sizes, earlier citizens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import ngettext

from correspondence.access import threads_for
from correspondence.letters.envelope.sizes import MOST_ATTACHMENTS, enveloped_files
from correspondence.letters.letter import Activity
from correspondence.models import Attachment, Direction, Draft, Mailbox, Message, Thread, messages_of
from correspondence.queries.traces import has_any
from correspondence.words import identifier_words
from portal.compiled import Compiled
from portal.models import User
from portal.moments import moment_words

FOUND_AT_MOST = 8
_LOOKED_AT = 200


def seen_mark(thread: Thread) -> str:
    """Changes whenever a message comes in or goes out in the thread."""
    return f"{thread.latest_received}.{sum(one.direction == Direction.SENT for one in messages_of(thread))}"


@dataclass(frozen=True, slots=True)
class Passable:
    """One message that can be passed on. ``here``: its own document came or went here, not only its traces."""

    pk: int
    header: str
    words: str
    here: bool
    file_bytes: int
    files: int


def passable(thread: Thread) -> list[Passable]:
    """Every message with its files, in the order of time."""
    messages = thread.messages.select_related("organisation").order_by("occurred_at", "id")
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(segment__thread=thread).select_related("segment"):
        files.setdefault(file.segment.message_id, []).append(file)
    return [
        Passable(
            pk=one.pk,
            header=one.message_header_id,
            words=_message_words(str(one.organisation), one.occurred_at, len(files.get(one.pk, []))),
            here=one.direction != Direction.CARRIED,
            file_bytes=sum(file.size for file in files.get(one.pk, [])),
            files=len(files.get(one.pk, [])),
        )
        for one in messages
    ]


def _message_words(organisation: str, at: datetime, files: int) -> str:
    attached = ngettext("%(number)s attachment", "%(number)s attachments", files) % {"number": files} if files else ""
    return ", ".join(part for part in (organisation, moment_words(at), attached) if part)


@dataclass(frozen=True, slots=True)
class Meter:
    """How large the message is as it will travel, in bytes, and how many attachments it has."""

    size: int
    most: int
    count: int
    most_count: int = MOST_ATTACHMENTS

    @property
    def room(self) -> int:
        """Bytes of one more file that still fit."""
        return max(0, (self.most - self.size) * 9 // 16)

    @property
    def full(self) -> bool:
        return self.size > self.most or self.count > self.most_count


def meter(draft: Draft | None, *, text: str, carried: tuple[int, int], most: int) -> Meter:
    """``carried`` is (bytes, number) of the files that a forward takes along."""
    own = draft.files.aggregate(size=Sum("size"))["size"] or 0 if draft else 0
    count = draft.files.count() if draft else 0
    return Meter(enveloped_files(own + carried[0] + 2 * len(text.encode())), most, count + carried[1])


@dataclass(frozen=True, slots=True)
class EarlierCitizen:
    thread: int
    name: str
    numbers: list[tuple[str, str]]


def numbers_of(thread: Thread) -> list[tuple[str, str]]:
    return [(identifier_words(one.system), one.value) for one in thread.citizen_identifiers.all()]


def earlier_citizens(user: User, mailbox: Mailbox, name: str) -> list[EarlierCitizen]:
    """Citizens the mailbox has corresponded about, by parts of their name; each once, the latest first."""
    words = name.split()
    if not words:
        return []
    threads = threads_for(user).filter(mailbox=mailbox)
    for word in words:
        # Upper case beside what was typed: SQLite folds only A-Z.
        threads = threads.filter(
            Q(citizen_name__icontains=word)
            | Q(citizen_name__contains=word.capitalize())
            | Q(citizen_name__contains=word.lower())
        )
    found: dict[tuple, EarlierCitizen] = {}
    for thread in threads.prefetch_related("citizen_identifiers").order_by("-latest_at")[:_LOOKED_AT]:
        numbers = numbers_of(thread)
        found.setdefault(tuple(sorted(numbers)), EarlierCitizen(thread.pk, thread.citizen_name, numbers))
    return list(found.values())[:FOUND_AT_MOST]


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Where a thread was passed on to, and when."""

    url: str
    to: str
    at: datetime


def forwards_of(thread: Thread) -> list[Forwarded]:
    """The threads of the same mailbox that pass this one on, in the order of time."""
    if not has_any(thread, "passed_on"):
        return []
    return [
        Forwarded(reverse("thread", args=[one.thread_id]), str(one.thread.other_party), one.occurred_at)
        for one in _FORWARDS(thread.pk)
    ]


_FORWARDS = Compiled(
    lambda thread: (
        Message.objects.filter(thread__forwarded_from=thread, direction=Direction.SENT, activity=Activity.FORWARD)
        .select_related("thread__other_party")
        .order_by("occurred_at", "pk")
    )
)
