"""How PostgreSQL finds each list and counter: by the index made for it, never by reading the whole table.

``PLAN_THREADS`` says with how many threads (20000), spread over a hundred mailboxes, one of eight in the first. One of
five is open. Anna works in ten of them and has read everything but a third of the first.
"""

from __future__ import annotations

import json
import os
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.test import Client
from django.urls import reverse

from correspondence.access import mailboxes_for
from correspondence.actions.search import remember_query
from correspondence.models import Mailbox, Membership, Thread
from correspondence.queries.inbox import _after, _shown, mailbox_counts
from correspondence.queries.lists import TEAM, VIEWS, Capped, Wanted, unread_of
from correspondence.queries.sidebar import _places
from tests.cast import Cast, mailbox
from tests.teamwork.crew import team, threads_in

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are PostgreSQL's")
NUMBER = int(os.environ.get("PLAN_THREADS", "20000"))

_COPY = """
INSERT INTO correspondence_thread ({columns})
SELECT {values} FROM correspondence_thread t, generate_series(1, %s) n,
       LATERAL (SELECT %s::bigint[] AS boxes, now() - n * interval '2 minutes' AS at) x
WHERE t.id = %s
"""


@pytest.fixture
def laid(cast: Cast) -> tuple[Cast, list[Mailbox], int]:
    boxes = [cast.social_psychiatry, *(mailbox(7400 + at, f"Postkasse {at}") for at in range(99))]
    Membership.objects.bulk_create([Membership(user=cast.anna, mailbox=box) for box in boxes[1:10]])
    (pattern,) = threads_in(boxes[0], 1)
    north = team(boxes[0], "Team Nord", cast.anna)
    changes = {
        "id": "nextval('correspondence_thread_id_seq')",
        "communication_identifier": "'c' || n",
        "mailbox_id": "x.boxes[CASE WHEN n %% 8 = 0 THEN 1 ELSE 1 + n %% 99 END]",
        "home_id": "x.boxes[CASE WHEN n %% 8 = 0 THEN 1 ELSE 1 + n %% 99 END]",
        "latest_at": "x.at",
        "last_received_at": "x.at",
        "last_sent_at": "CASE WHEN n %% 3 > 0 THEN x.at END",
        "awaiting": "CASE WHEN n %% 3 > 0 THEN 'them' ELSE 'us' END",
        "awaiting_since": "x.at",
        "finished_at": "CASE WHEN (n * 7919) %% 100 > 20 THEN x.at END",
        "assignee_id": f"(ARRAY[{cast.anna.pk}, {cast.bo.pk}, NULL, NULL, NULL])[1 + (n * 31) %% 97 %% 5]",
        "team_id": f"CASE WHEN (n * 17) %% 89 < 4 AND n %% 8 = 0 THEN {north.pk} END",
        "has_failed_delivery": "(n * 13) %% 1000 = 0",
        "category": "(ARRAY['discharge', 'medicine', 'other'])[1 + n %% 3]",
    }
    names = [field.column for field in Thread._meta.concrete_fields]
    sql = _COPY.format(
        columns=", ".join(f'"{name}"' for name in names),
        values=", ".join(changes.get(name, f't."{name}"') for name in names),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [NUMBER, [box.pk for box in boxes], pattern.pk])
        cursor.execute(
            "INSERT INTO correspondence_readposition (user_id, thread_id, message, note) "
            "SELECT %s, id, latest_received, 0 FROM correspondence_thread WHERE id %% 3 > 0 OR mailbox_id <> %s",
            [cast.anna.pk, boxes[0].pk],
        )
        cursor.execute("ANALYZE")
    return cast, boxes, north.pk


def plan(rows: QuerySet[Any]) -> tuple[str, float]:
    """(the plan as text, milliseconds it took)."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        for _ in range(2):  # the first fills the cache
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
            (found,) = cursor.fetchone()
    found = found[0] if not isinstance(found, str) else json.loads(found)[0]
    return json.dumps(found), found["Execution Time"]


def whole_tables(text: str) -> list[str]:
    """The big tables that are read from end to end."""
    nodes, found = [json.loads(text)["Plan"]], []
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in (
            "correspondence_thread",
            "correspondence_readposition",
        ):
            found.append(f"{node['Relation Name']}: {node}")
    return found


def test_every_list_and_counter_is_found_by_its_index(laid) -> None:
    cast, boxes, north = laid
    told = []
    for show in VIEWS:
        wanted = Wanted(show, team=north if show == TEAM else None)
        for name, before in (("first page", ""), ("far down", f"{10**15}.1")):
            text, took = plan(_shown(_after(cast.anna, boxes[0], wanted, before), cast.anna)[:51])
            told.append(f"{show}, {name}: {took:.2f} ms")
            assert whole_tables(text) == [], show
    text, took = plan(_places(cast.anna.pk, boxes[0].pk))
    told.append(f"counters of one mailbox: {took:.2f} ms")
    assert whole_tables(text) == []
    text, took = plan(_places(cast.anna.pk))
    told.append(f"counters of ten mailboxes: {took:.2f} ms")
    assert whole_tables(text) == []
    text, took = unread_plan(cast.anna)
    told.append(f"unread of ten mailboxes: {took:.2f} ms")
    assert whole_tables(text) == []
    print("\n".join(told))


def unread_plan(user) -> tuple[str, float]:
    unread = Capped(unread_of(user).filter(mailbox=OuterRef("pk")))
    return plan(mailboxes_for(user).annotate(unread=unread))


def test_unread_counters_of_ten_mailboxes(laid, django_assert_num_queries) -> None:
    cast, _, _ = laid
    assert mailboxes_for(cast.anna).count() == 10
    with django_assert_num_queries(1):
        counts = mailbox_counts(cast.anna)
    assert [one.unread for one in counts if one.pk == cast.social_psychiatry.pk] == [100]
    assert {one.unread for one in counts if one.pk != cast.social_psychiatry.pk} == {0}


def test_no_page_reads_a_whole_table(laid, client: Client) -> None:
    """Every statement of the pages that are open all day, as they are sent."""
    cast, boxes, north = laid
    thread = Thread.objects.filter(mailbox=boxes[0]).latest("pk")
    client.force_login(cast.anna)
    here = reverse("mailbox", args=[boxes[0].pk])
    pages = {show: f"{here}?{Wanted(show, team=north if show == TEAM else None).query}" for show in VIEWS}
    pages |= {
        "thread": reverse("thread", args=[thread.pk]),
        "everywhere": reverse("mailboxes"),
        "news": reverse("mailbox-news", args=[boxes[0].pk]),
        "news everywhere": reverse("mailboxes-news"),
        "citizen": reverse("citizen", args=[thread.pk]),
        "search": reverse("search-results", args=[remember_query(user=cast.anna, text="bruno elmer").pk]),
    }
    for page, url in pages.items():
        read: list[str] = []
        with connection.execute_wrapper(partial(_explained, read)):
            assert client.get(url).status_code in (200, 204), page
        assert read == [], page


def _explained(read: list[str], execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Run the statement; the big tables that it reads from end to end are added to ``read``."""
    if sql.startswith("SELECT"):
        with context["connection"].connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            read += whole_tables(json.dumps(cursor.fetchone()[0][0]))
    return execute(sql, params, many, context)
