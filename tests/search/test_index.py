"""The index follows what happens to messages, and can be made anew."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from correspondence.actions.draft import Written, save_draft
from correspondence.actions.move import move
from correspondence.actions.take_back import take_back
from correspondence.actions.undo import undo_send
from correspondence.models import Delivery, Draft, DraftKind, Membership, Role, SearchRow
from correspondence.search import find
from correspondence.search.asked import asked
from correspondence.search.find import Limits
from correspondence.search.index import rebuild
from portal import clock
from tests.cast import answer
from tests.correspondence.outside import PLAN, come, letter_to, reply_to
from tests.search.finding import arrived, found


def index() -> dict[int, tuple]:
    """Every row, its tokens in one order: PostgreSQL sorts them, SQLite keeps them as they came."""
    rows = SearchRow.objects.values_list("message", "mailbox", "thread", "at", "tokens")
    return {row[0]: (*row[:4], sorted(row[4].replace("'", "").split())) for row in rows}


def consistent() -> bool:
    """What the full-text table of SQLite says of itself; PostgreSQL's index cannot differ from its table."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO correspondence_searchtext (correspondence_searchtext) VALUES ('integrity-check')"
            )
    return True


@pytest.fixture
def filed(cast):
    """Received, answered, known from a later message only, with files."""
    first = letter_to(cast.social_psychiatry, attachments=(PLAN,))
    come(reply_to(first, text="Det andet."))
    thread = arrived(cast.social_psychiatry, text="Om kørslen.")
    answer(cast.anna, thread)
    return thread


def test_made_anew_it_is_what_filing_made(cast, filed):
    before = index()
    assert len(before) == 4
    assert [*rebuild()] == [4]
    assert index() == before
    assert consistent()


def test_the_command_adds_what_is_missing_and_makes_all_anew(cast, filed, capsys):
    before = index()
    SearchRow.objects.filter(thread=filed).delete()
    call_command("search_index")
    assert index() == before
    SearchRow.objects.all().update(tokens="")
    call_command("search_index", "--rebuild", "--verbosity", "2")
    assert index() == before
    assert "2 messages indexed" in capsys.readouterr().out
    assert consistent()


def test_many_are_made_anew_in_batches(cast, monkeypatch):
    monkeypatch.setattr("correspondence.search.index.BATCH", 2)
    for _ in range(5):
        arrived(cast.social_psychiatry)
    assert [*rebuild()] == [2, 4, 5]


def test_a_message_taken_back_is_not_found(cast):
    thread = arrived(cast.social_psychiatry)
    message = answer(cast.anna, thread, text="Fortrydes om lidt.")
    draft = save_draft(Written(cast.anna, thread.mailbox, DraftKind.REPLY, thread), token=uuid4(), fields={}, files={})
    Draft.objects.filter(pk=draft.pk).update(message=message)
    Delivery.objects.filter(message=message).update(due_at=clock.now() + timedelta(minutes=1))
    assert found(cast.anna, "fortrydes") == [thread.pk]
    undo_send(user=cast.anna, message=message)
    assert found(cast.anna, "fortrydes") == []
    assert found(cast.anna, "bruno") == [thread.pk]
    assert consistent()


def test_a_moved_thread_is_found_where_it_is_and_back_again(cast, filed):
    for box in (cast.social_psychiatry, cast.psychiatry):
        Membership.objects.get_or_create(user=cast.bo, mailbox=box, defaults={"role": Role.CASEWORKER})
    before = index()
    done = move(user=cast.bo, threads=[filed], mailbox=cast.psychiatry)
    assert filed.pk in found(cast.cecilie, "kørslen")
    assert found(cast.anna, "kørslen") == []
    come(letter_to(cast.psychiatry))
    take_back(user=cast.bo, token=done.undo)
    assert filed.pk in found(cast.anna, "kørslen")
    assert found(cast.cecilie, "kørslen") == []
    assert {pk: row for pk, row in index().items() if pk in before} == before
    assert consistent()


# How PostgreSQL reads: as much as a page needs, whatever is stored


QUESTIONS = ["medicin", "bru", "2509479989", "findesikke", "medicin bruno ord7", "kommune"]
ROW = ["din", "cdischarge", "wmedicin", "nkommune", "nbruno", *(f"w{word}{'x' * 30}" for word in range(20))]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's plans")
def test_no_table_is_read_from_end_to_end(cast):
    thread = arrived(cast.social_psychiatry)
    boxes = [cast.social_psychiatry.pk, cast.psychiatry.pk, cast.neighbour.pk]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # rows without messages of their own
        cursor.execute(
            "INSERT INTO correspondence_searchrow (message_id, mailbox_id, thread_id, at, tokens)"
            " SELECT 1000000 + i, (%s::bigint[])[1 + i %% 3], %s + i / 4, now() - i * interval '1 minute',"
            " array_to_tsvector(ARRAY(SELECT (%s::bigint[])[1 + i %% 3] || one"
            " FROM unnest(%s::text[] || ARRAY['word' || i %% 900, 'iid' || i / 4]) one))"
            " FROM generate_series(1, 20000) i",
            [boxes, thread.pk + 1000, boxes, ROW],
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE correspondence_searchrow")
        for text, limits in product(QUESTIONS, (Limits(), Limits(state="undelivered"), Limits(state="open"))):
            walk, by_index = find._walk(asked(text), boxes, limits, 26), find._by_index(asked(text), boxes, limits, 26)
            assert "search_newest" in plan(cursor, walk)
            # Where few threads stand so, such as the undelivered ones, they may be read one by one instead.
            assert "search_tokens" in plan(cursor, by_index) or (
                limits.state and "search_thread" in plan(cursor, by_index)
            )


def plan(cursor, statement) -> str:
    """How PostgreSQL will read; never a table from end to end."""
    cursor.execute(f"EXPLAIN {statement[0]}", statement[1])
    lines = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on correspondence_searchrow" not in lines
    return lines
