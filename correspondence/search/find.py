"""From what is asked to messages: the queries behind the search, inside the mailboxes they are given.

A common word is found by reading a mailbox from its newest message down until the page is full, a rare one by the
index. Which it is shows by itself: what the first ``_READ`` messages have too few of is rare. So neither has to be
sorted out of a hundred thousand hits. Of each thread the newest hit is given: people look for a thread.

Undelivered threads are few, and far apart: they are looked through one by one, however common the word is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from correspondence.search.asked import Asked, Term

# A page of hits lies within so many messages when more than one message in forty is a hit.
_READ = 1000
# Mailboxes asked at once; the statement has a part for each.
_TOGETHER = 50

Sql = tuple[str, list[Any]]


class State(TextChoices):
    """How a thread stands."""

    OPEN = "open", pgettext_lazy("thread", "Open")
    FINISHED = "finished", pgettext_lazy("thread", "Finished")
    UNDELIVERED = "undelivered", pgettext_lazy("thread", "Not delivered")


_STATES = {
    State.OPEN: "t.finished_at IS NULL",
    State.FINISHED: "t.finished_at IS NOT NULL",
    State.UNDELIVERED: "t.has_failed_delivery",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """The newest message of ``thread`` that is found; ``at`` as the database writes it."""

    at: Any
    message: int
    thread: int


@dataclass(frozen=True, slots=True)
class Limits:
    """``since`` and ``until`` (not included) of a message. A page begins after the place ``before``: time, message."""

    since: datetime | None = None
    until: datetime | None = None
    state: str = ""
    before: tuple[datetime, int] | None = None


def find(asked: Asked, mailboxes: Sequence[int], limits: Limits, most: int) -> list[Hit]:
    """The newest ``most`` threads with a message that is asked for, in these mailboxes and no other."""
    found = []
    for at in range(0, len(mailboxes), _TOGETHER):
        some = mailboxes[at : at + _TOGETHER]
        newest = _run(_walk(asked, some, limits, most))
        found += newest if len(newest) == most else _run(_by_index(asked, some, limits, most))
    return sorted(found, key=lambda hit: (hit.at, hit.message), reverse=True)[:most]


def _postgresql() -> bool:
    return connection.vendor == "postgresql"


def _run(statement: Sql) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return [Hit(*row) for row in cursor.fetchall()]


def _walk(asked: Asked, mailboxes: Sequence[int], limits: Limits, most: int) -> Sql:
    """Down the newest messages of all mailboxes together, each mailbox read from its index as far as needed."""
    arms, values = _arms(mailboxes, lambda mailbox: _newest(asked, mailbox, limits))
    hit, hit_values = _all(_matches("s", asked), _state(limits))
    newer, newer_values = _all(_before("n", limits.until), _matches("n", asked))
    sql = (
        "SELECT s.at, s.message_id, s.thread_id FROM"  # noqa: S608
        f" (SELECT * FROM ({arms}) AS every ORDER BY at DESC, message_id DESC LIMIT {_READ}) AS newest"
        f" JOIN correspondence_searchrow s ON s.message_id = newest.message_id WHERE {hit} AND NOT EXISTS"
        " (SELECT 1 FROM correspondence_searchrow n WHERE n.thread_id = s.thread_id"
        f" AND (n.at, n.message_id) > (s.at, s.message_id) AND {newer})"
        f" ORDER BY newest.at DESC, newest.message_id DESC LIMIT {most}"
    )
    return sql, [*values, *hit_values, *newer_values]


def _newest(asked: Asked, mailbox: int, limits: Limits) -> Sql:
    """On PostgreSQL each row brings the question of its mailbox along: all in one would be asked of every row."""
    question, asks = (", %s::tsquery AS asked", [_tsquery(asked, mailbox)]) if _postgresql() else ("", [])
    within, values = _all(_since("s", limits.since), _before("s", limits.until), _place("s", limits))
    sql = (
        f"SELECT * FROM (SELECT s.at, s.message_id{question} FROM correspondence_searchrow s"  # noqa: S608
        f" WHERE s.mailbox_id = %s AND {within} ORDER BY s.at DESC, s.message_id DESC LIMIT {_READ}) AS one"
    )
    return sql, [*asks, mailbox, *values]


def _by_index(asked: Asked, mailboxes: Sequence[int], limits: Limits, most: int) -> Sql:
    """Every hit, and of each thread the newest."""
    arms, values = _arms(mailboxes, lambda mailbox: _indexed(asked, mailbox, limits))
    place, its = _place("found", limits)
    sql = (
        "SELECT at, message_id, thread_id FROM (SELECT at, message_id, thread_id, ROW_NUMBER() OVER"  # noqa: S608
        f" (PARTITION BY thread_id ORDER BY at DESC, message_id DESC) AS place FROM ({arms}) AS every) AS found"
        f" WHERE place = 1 AND {place} ORDER BY at DESC, message_id DESC LIMIT {most}"
    )
    return sql, [*values, *its]


def _indexed(asked: Asked, mailbox: int, limits: Limits) -> Sql:
    if limits.state == State.UNDELIVERED and _postgresql():
        return _undelivered(asked, mailbox, limits)
    return _in_tokens(asked, mailbox, limits)


def _undelivered(asked: Asked, mailbox: int, limits: Limits) -> Sql:
    """OFFSET 0 keeps PostgreSQL from beginning with the words."""
    within, values = _all(_in_index(asked, mailbox), _since("s", limits.since), _before("s", limits.until))
    sql = (
        "SELECT s.at, s.message_id, s.thread_id FROM (SELECT r.* FROM correspondence_thread t"  # noqa: S608
        " JOIN correspondence_searchrow r ON r.thread_id = t.id"
        f" WHERE t.mailbox_id = %s AND {_STATES[State.UNDELIVERED]} OFFSET 0) AS s WHERE {within}"
    )
    return sql, [mailbox, *values]


def _in_tokens(asked: Asked, mailbox: int, limits: Limits) -> Sql:
    """No condition on ``mailbox_id``, which would let PostgreSQL read the mailbox instead: the tokens hold it."""
    within, values = _all(
        _in_index(asked, mailbox), _since("s", limits.since), _before("s", limits.until), _state(limits)
    )
    return f"SELECT s.at, s.message_id, s.thread_id FROM correspondence_searchrow s WHERE {within}", values  # noqa: S608


def _arms(mailboxes: Sequence[int], arm: Callable[[int], Sql]) -> Sql:
    parts = [arm(mailbox) for mailbox in mailboxes]
    return " UNION ALL ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _all(*conditions: Sql) -> Sql:
    return " AND ".join(sql for sql, _ in conditions), [value for _, values in conditions for value in values]


def _since(table: str, since: datetime | None) -> Sql:
    return (f"{table}.at >= %s", [_moment(since)]) if since else ("1 = 1", [])


def _before(table: str, until: datetime | None) -> Sql:
    return (f"{table}.at < %s", [_moment(until)]) if until else ("1 = 1", [])


def _place(table: str, limits: Limits) -> Sql:
    if limits.before is None:
        return "1 = 1", []
    at, message = limits.before
    return f"({table}.at, {table}.message_id) < (%s, %s)", [_moment(at), message]


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _state(limits: Limits) -> Sql:
    if limits.state not in _STATES:
        return "1 = 1", []
    condition = _STATES[State(limits.state)]
    return f"EXISTS (SELECT 1 FROM correspondence_thread t WHERE t.id = s.thread_id AND {condition})", []  # noqa: S608


def _matches(table: str, asked: Asked) -> Sql:
    """Whether one row is a hit, told from the row itself."""
    if _postgresql():
        return f"{table}.tokens @@ newest.asked", []
    return _all(*(_in_text(table, group) for group in asked.every_group))


def _in_text(table: str, group: tuple[Term, ...]) -> Sql:
    ends = ["" if term.prefix else " " for term in group]
    sql = " OR ".join([f"instr(' ' || {table}.tokens || ' ', ' ' || {table}.mailbox_id || %s) > 0"] * len(group))
    return f"({sql})", [term.token + end for term, end in zip(group, ends, strict=True)]


def _in_index(asked: Asked, mailbox: int) -> Sql:
    if _postgresql():
        return "s.tokens @@ %s::tsquery", [_tsquery(asked, mailbox)]
    rows = "SELECT rowid FROM correspondence_searchtext WHERE correspondence_searchtext MATCH %s"
    groups = [" OR ".join(f'"{mailbox}{one.token}"{"*" * one.prefix}' for one in group) for group in asked.every_group]
    return f"s.message_id IN ({rows})", [" AND ".join(f"({group})" for group in groups)]


def _tsquery(asked: Asked, mailbox: int) -> str:
    """Tokens hold letters and digits only: nothing in them can end the quotes."""
    groups = [" | ".join(f"'{mailbox}{one.token}'{':*' * one.prefix}" for one in group) for group in asked.every_group]
    return " & ".join(f"({group})" for group in groups)
