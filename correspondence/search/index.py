"""Keeping the search index: one row a message, written in the transaction that files it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from correspondence.letters.letter import party_from_data
from correspondence.models import Attachment, CitizenIdentifier, Direction, Message, SearchRow, Segment, Thread
from correspondence.search.words import code_token, name_tokens, number_token, word_tokens

BATCH = 1000
# PostgreSQL takes no more than 1 MB of words in one row; nobody searches for the last word of such a text.
_MOST_BYTES = 500_000
_MANY = 20_000
# As migration 0014 made it; and PostgreSQL chooses how to read by statistics.
_INDEX = (
    "SET maintenance_work_mem = '256MB'",
    "CREATE INDEX IF NOT EXISTS search_tokens ON correspondence_searchrow USING gin (tokens)"
    " WITH (gin_pending_list_limit = 1024)",
    "RESET maintenance_work_mem",
    "ANALYZE correspondence_searchrow",
)
_MESSAGE = (
    "pk", "thread", "thread__mailbox", "direction", "at", "occurred_at", "category", "topic", "specific_sender",
    "specific_recipient", "organisation__name", "organisation__sor_code", "receiver__name", "thread__citizen_name",
    "thread__category", "thread__own_party__sor_code",
)  # fmt: skip
_SEGMENT = ("message", "author_name", "organisation__name", "text", "attachment__title")

Filed = tuple[Segment, Attachment | None]


@dataclass(slots=True)
class _Facts:
    """What one message is found by, before it is taken apart into words."""

    message: int
    thread: int
    mailbox: int
    at: datetime
    sent: bool
    category: str
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    numbers: Collection[str] = ()

    def add_segment(self, author: str, organisation: str, text: str, title: str | None) -> None:
        self.names += author, organisation
        self.texts += text, title or ""

    def row(self) -> SearchRow:
        return SearchRow(
            message_id=self.message,
            mailbox_id=self.mailbox,
            thread_id=self.thread,
            at=self.at,
            tokens=" ".join(self._tokens()),
        )

    def _tokens(self) -> Iterator[str]:
        """Each once, with the mailbox before it; those of long texts as far as there is room."""
        room, prefix = _MOST_BYTES, str(self.mailbox)
        for token in dict.fromkeys(self._all()):
            room -= len(prefix) + len(token.encode()) + 1
            if room < 0:
                return
            yield prefix + token

    def _all(self) -> Iterator[str]:
        yield code_token("d", Direction.SENT if self.sent else Direction.RECEIVED)
        yield code_token("c", self.category)
        yield from map(number_token, self.numbers)
        for name in self.names:
            yield from name_tokens(name)
        for text in self.texts:
            yield from word_tokens(text)


def rows_of(new: Iterable[Message], filed: Sequence[Filed], numbers: Collection[str]) -> list[Callable[[], SearchRow]]:
    """How the rows of ``new`` messages are made, by what is at hand, once these are written.

    ``filed`` is what they brought, ``numbers`` are the citizen's.
    """
    facts = {id(one): _facts_of(one, numbers) for one in new}
    for segment, attachment in filed:
        if its := facts.get(id(segment.message)):
            title = attachment.title if attachment else None
            its.add_segment(segment.author_name, segment.organisation.name, segment.text, title)
    return [partial(_row, message, facts[id(message)]) for message in new]


def _row(message: Message, facts: _Facts) -> SearchRow:
    facts.message, facts.thread = message.pk, message.thread_id
    return facts.row()


def _facts_of(message: Message, numbers: Collection[str]) -> _Facts:
    """Without the keys that the message does not have yet."""
    thread = message.thread
    facts = _Facts(
        message=0,
        thread=0,
        mailbox=thread.mailbox_id,
        at=message.at or message.occurred_at,
        sent=_sent(message.direction, message.organisation.sor_code, lambda: thread.own_party.sor_code),
        category=message.category or thread.category,
        numbers=numbers,
    )
    receiver = message.receiver.name if message.receiver else ""
    _add_heading(
        facts, thread.citizen_name, message.organisation.name, receiver, message.specific_sender,
        message.specific_recipient, message.topic,
    )  # fmt: skip
    return facts


def _sent(direction: str, sender: str, own: Any) -> bool:
    """Of a message known only from a later one: whether it was ours."""
    return direction == Direction.SENT or (direction == Direction.CARRIED and sender == own())


def _add_heading(
    facts: _Facts, citizen: str, sender: str, receiver: str, from_: dict | None, to: dict | None, topic: str
) -> None:
    people = [party.name for party in (party_from_data(from_), party_from_data(to)) if party]
    facts.names += citizen, sender, receiver, *people
    facts.texts.append(topic)


def refresh(messages: Collection[int]) -> None:
    """Index these messages (primary keys) anew, from what the database says. Call inside a transaction."""
    if messages:
        SearchRow.objects.filter(message__in=messages).delete()
        SearchRow.objects.bulk_create([one.row() for one in _read(messages)])


def refresh_thread(thread: Thread) -> None:
    """Its citizen has another name or number, by which each of its messages is found."""
    refresh(list(thread.messages.values_list("pk", flat=True)))


def follow(threads: Collection[int]) -> None:
    """Threads (primary keys) have been moved to another mailbox: their messages are found there from now on.

    Two statements, however many threads. Call in the transaction that moved them.
    """
    mailbox = "(SELECT t.mailbox_id FROM correspondence_thread t WHERE t.id = thread_id)"
    if connection.vendor == "postgresql":
        words = "SELECT m.id || substr(one, length(mailbox_id::text) + 1) FROM unnest(tsvector_to_array(tokens)) one"
        tokens = f"array_to_tsvector(ARRAY({words}))".replace("m.id", mailbox)
    else:
        tokens = f"substr(replace(' ' || tokens, ' ' || mailbox_id, ' ' || {mailbox}), 2)"
    places = ", ".join(["%s"] * len(threads)) or "NULL"
    sql = (
        f"UPDATE correspondence_searchrow SET tokens = {tokens}, mailbox_id = {mailbox}"  # noqa: S608
        f" WHERE thread_id IN ({places}) AND mailbox_id <> {mailbox}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(threads))


def rebuild(*, everything: bool = True) -> Iterator[int]:
    """Index all messages anew, or only those that are not indexed, batch by batch; yields how many so far.

    Each batch is a transaction of its own: the portal can be used meanwhile.
    """
    done, last = 0, 0
    messages = Message.objects.order_by("pk")
    if not everything:
        messages = messages.filter(~Exists(SearchRow.objects.filter(message=OuterRef("pk"))))
    with _first_filled():
        while some := list(messages.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                # Whoever files into one of these threads waits, so that nothing is indexed as it was before.
                list(Thread.objects.filter(messages__in=some).order_by("pk").select_for_update().values_list("pk"))
                refresh(some)
            done, last = done + len(some), some[-1]
            yield done


@contextmanager
def _first_filled() -> Iterator[None]:
    """Inside, an empty PostgreSQL table that gets many rows has no index, which is made at the end: much faster so.

    Nothing can be found in it yet anyway. A run that was killed is made good by the next one.
    """
    if connection.vendor != "postgresql" or not Message.objects.all()[_MANY:].exists():
        yield
        return
    if SearchRow.objects.exists():
        try:
            yield
        finally:
            _make_index()
        return
    with filled_anew():
        yield


@contextmanager
def filled_anew() -> Iterator[None]:
    """Inside, PostgreSQL's table has no index. Only where nobody searches meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS search_tokens")
    try:
        yield
    finally:
        _make_index()


def _make_index() -> None:
    with connection.cursor() as cursor:
        for statement in _INDEX:
            cursor.execute(statement)


def _read(messages: Collection[int]) -> Iterable[_Facts]:
    found = Message.objects.filter(pk__in=messages).values_list(*_MESSAGE)
    facts = {row[0]: _facts_from(row) for row in found}
    numbers = _numbers({one.thread for one in facts.values()})
    for one in facts.values():
        one.numbers = numbers.get(one.thread, ())
    for message, *segment in Segment.objects.filter(message__in=messages).order_by("pk").values_list(*_SEGMENT):
        if message in facts:
            facts[message].add_segment(*segment)
    return facts.values()


def _facts_from(row: tuple[Any, ...]) -> _Facts:
    (
        pk, thread, mailbox, direction, at, occurred_at, category, topic, from_, to, sender, sender_code, receiver,
        citizen, thread_category, own_code,
    ) = row  # fmt: skip
    facts = _Facts(
        message=pk,
        thread=thread,
        mailbox=mailbox,
        at=at or occurred_at,
        sent=_sent(direction, sender_code, lambda: own_code),
        category=category or thread_category,
    )
    _add_heading(facts, citizen, sender, receiver or "", from_, to, topic)
    return facts


def _numbers(threads: Collection[int]) -> dict[int, list[str]]:
    rows = CitizenIdentifier.objects.filter(thread__in=threads).order_by("thread").values_list("thread", "value")
    return {thread: [value for _, value in some] for thread, some in groupby(rows, key=lambda row: row[0])}
