"""The views of a mailbox and of all mailboxes: what they hold, in which order, and what their counters say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.access import mailboxes_for, threads_for
from correspondence.actions.assign import assign
from correspondence.actions.finish import finish
from correspondence.actions.label import put_label
from correspondence.models import Membership, Role, Thread
from correspondence.queries.inbox import inbox_page, mailbox_counts
from correspondence.queries.lists import TEAM, VIEWS, Wanted, listed, unread_of
from correspondence.queries.sidebar import own_desk, view_counts
from portal import clock
from portal.compiled import forget_all
from tests.cast import Cast, answer, write
from tests.correspondence.outside import come, letter_to
from tests.teamwork.crew import label, second_mailbox, team, threads_in


def keys(user, boxes, **wanted) -> list[int]:
    return [row.pk for row in inbox_page(user, boxes, wanted=Wanted(**wanted)).rows]


def test_each_view_holds_its_threads(cast: Cast) -> None:
    box = cast.social_psychiatry
    new, mine, answered, done, teams = threads_in(box, 5)
    north = team(box, "Team Nord", cast.anna)
    assign(user=cast.anna, threads=[mine], assignee=cast.anna)
    assign(user=cast.anna, threads=[teams], team=north)
    answer(cast.anna, answered)
    finish(user=cast.anna, threads=[done])
    theirs = write(cast).thread
    assert set(keys(cast.anna, box)) >= {new.pk, mine.pk, answered.pk, teams.pk}
    assert done.pk not in keys(cast.anna, box)
    assert keys(cast.anna, box, show="mine") == [mine.pk]
    assert keys(cast.bo, box, show="mine") == []
    assert mine.pk not in keys(cast.anna, box, show="unassigned")
    assert teams.pk not in keys(cast.anna, box, show="unassigned")
    assert keys(cast.anna, box, show=TEAM, team=north.pk) == [teams.pk]
    assert keys(cast.anna, box, show="awaiting-us")[:3] == [new.pk, mine.pk, teams.pk]
    assert keys(cast.anna, box, show="awaiting-them") == [answered.pk]
    assert keys(cast.anna, box, show="sent") == [answered.pk]
    assert keys(cast.anna, box, show="finished") == [done.pk]
    assert keys(cast.cecilie, cast.psychiatry) == []
    assert keys(cast.cecilie, cast.psychiatry, show="sent") == [theirs.pk]


def test_the_longest_waiting_comes_first_with_its_age_in_working_days(cast: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=14)):
        (old,) = threads_in(cast.social_psychiatry, 1)
    threads_in(cast.social_psychiatry, 1)
    rows = inbox_page(cast.anna, cast.social_psychiatry, wanted=Wanted("awaiting-us")).rows
    assert rows[0].pk == old.pk
    assert rows[0].age is not None
    assert 6 <= rows[0].age <= 10
    assert rows[1].age == 0


def test_filters_narrow_and_can_be_bookmarked(cast: Cast) -> None:
    box = cast.social_psychiatry
    first, second, third = threads_in(box, 3)
    urgent = label(box)
    put_label(user=cast.anna, threads=[first, second], label=urgent)
    assign(user=cast.anna, threads=[second, third], assignee=cast.bo)
    Thread.objects.filter(pk=first.pk).update(category="medicine")
    assert set(keys(cast.anna, box, label=urgent.pk)) == {first.pk, second.pk}
    assert set(keys(cast.anna, box, assignee=cast.bo.pk)) == {second.pk, third.pk}
    assert keys(cast.anna, box, label=urgent.pk, assignee=cast.bo.pk) == [second.pk]
    assert keys(cast.anna, box, category="medicine") == [first.pk]
    wanted = Wanted("awaiting-us", category="medicine", label=urgent.pk, assignee=cast.bo.pk)
    assert Wanted.of_text(wanted.query) == wanted


@pytest.mark.parametrize(
    "query", ["show=x", "show=team", "team=3", "label=x&assignee=-1", "label=²", "assignee=" + "9" * 30, "category=%00"]
)
def test_a_damaged_address_shows_the_inbox(client: Client, cast: Cast, query: str) -> None:
    client.force_login(cast.anna)
    assert Wanted.of_text(query).query == ""
    assert client.get(f"{reverse('mailbox', args=[cast.social_psychiatry.pk])}?{query}").status_code == 200


@pytest.fixture
def built_anew() -> Iterator[None]:
    """For constants that queries are built with once in a process."""
    forget_all()
    yield
    forget_all()


@pytest.mark.usefixtures("built_anew")
def test_page_by_page_every_thread_comes_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.queries.inbox.PAGE", 2)
    boxes = [cast.social_psychiatry, second_mailbox(cast, cast.anna)]
    for at in range(7):
        threads_in(boxes[at % 2], 1)
    Thread.objects.filter(mailbox=boxes[0]).update(latest_at=clock.now(), awaiting_since=clock.now())
    for show in ("inbox", "awaiting-us"):
        for chosen in (boxes, boxes[:1]):
            everything, cursor = [], ""
            for _ in range(5):
                page = inbox_page(cast.anna, chosen, wanted=Wanted(show), before=cursor)
                everything += [row.pk for row in page.rows]
                if not (cursor := page.older):
                    break
            expected = listed(cast.anna, Wanted(show)).filter(mailbox__in=chosen)
            assert everything == list(expected.values_list("pk", flat=True))


@pytest.fixture
def crowd(cast: Cast):
    """Threads that stand in every way, in three mailboxes."""
    boxes = [cast.social_psychiatry, cast.psychiatry, cast.neighbour]
    for box in boxes:
        threads_in(box, 4)
    write(cast)
    return cast, boxes


def shuffle(dice: random.Random, cast: Cast, boxes: list) -> None:
    """Everybody is a member somewhere; every thread stands as the dice say."""
    Membership.objects.all().delete()
    people = [cast.anna, cast.bo, cast.erik]
    for person in people:
        for box in boxes:
            if role := dice.choice(["", *Role.values]):
                Membership.objects.create(user=person, mailbox=box, role=role)
    for thread in Thread.objects.all():
        Thread.objects.filter(pk=thread.pk).update(
            assignee=dice.choice([None, *people]),
            team=dice.choice([None, *thread.mailbox.teams.all()]),
            finished_at=dice.choice([None, None, clock.now()]),
            has_failed_delivery=dice.choice([False, False, True]),
            category=dice.choice(["discharge", "medicine"]),
        )
        thread.labels.set(dice.sample(list(thread.mailbox.labels.all()), dice.randint(0, 1)))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_listed_counted_and_openable_is_the_same(crowd, seed: int) -> None:
    cast, boxes = crowd
    dice = random.Random(seed)
    for box in boxes:
        team(box, "Team Nord", cast.anna)
        label(box, "Haster")
    shuffle(dice, cast, boxes)
    user = dice.choice([cast.anna, cast.bo, cast.erik])
    mine = list(mailboxes_for(user))
    client = Client()
    client.force_login(user)
    openable = {
        pk
        for pk in Thread.objects.values_list("pk", flat=True)
        if client.get(reverse("thread", args=[pk])).status_code == 200
    }
    assert openable == set(threads_for(user).values_list("pk", flat=True))
    seen: set[int] = set()
    for box in mine:
        counts = view_counts(user, box.pk)
        for show in VIEWS:
            for filters in ({}, {"category": "medicine"}, {"label": box.labels.get().pk}, {"assignee": cast.bo.pk}):
                chosen = {"team": box.teams.get().pk} if show == TEAM else {}
                found = keys(user, box, show=show, **chosen, **filters)
                assert len(found) == len(set(found))
                assert set(found) <= openable
                seen |= set(found)
                if not filters and show in counts:
                    assert counts[show] == len(found)
    assert seen == openable
    unread = {one.pk: one.unread for one in mailbox_counts(user)}
    assert unread == {box.pk: unread_of(user).filter(mailbox=box).count() for box in mine}
    if mine:
        everywhere = own_desk(user, None, everything=True)
        assert everywhere
        for link in (*everywhere.work, *everywhere.kept):
            together = keys(user, mine, show=Wanted.of_text(link.query).show)
            assert set(together) <= openable
            assert link.count in (None, len(together))


@pytest.mark.usefixtures("built_anew")
def test_counters_come_in_one_query_and_stop_at_the_cap(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("correspondence.queries.lists.COUNT_CAP", 2)
    threads_in(cast.social_psychiatry, 4)
    with CaptureQueriesContext(connection) as asked:
        counts = view_counts(cast.anna, cast.social_psychiatry.pk)
    assert len(asked) == 1
    assert counts["inbox"] == counts["awaiting-us"] == 2
    assert mailbox_counts(cast.anna)[0].unread == 2


def test_what_waits_is_asked_for_only_where_it_is_shown(client: Client, cast: Cast) -> None:
    second_mailbox(cast, cast.anna)
    client.force_login(cast.anna)
    for url, asked_for in ((reverse("mailboxes"), False), (reverse("mailbox", args=[cast.social_psychiatry.pk]), True)):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        assert any("correspondence_reminder" in one["sql"] for one in asked.captured_queries) is asked_for


def test_all_mailboxes_together_newest_first(client: Client, cast: Cast) -> None:
    there = second_mailbox(cast, cast.anna)
    come(letter_to(cast.social_psychiatry))
    come(letter_to(there))
    come(letter_to(cast.neighbour))
    client.force_login(cast.anna)
    page = client.get(reverse("mailboxes")).content.decode()
    newest, oldest = Thread.objects.get(mailbox=there), Thread.objects.get(mailbox=cast.social_psychiatry)
    assert page.index(f"/samtale/{newest.pk}/") < page.index(f"/samtale/{oldest.pk}/")
    assert f"/samtale/{Thread.objects.get(mailbox=cast.neighbour).pk}/" not in page


@pytest.mark.parametrize("show", [*VIEWS, ""])
def test_queries_do_not_grow_with_the_rows_of_any_view(client: Client, cast: Cast, show: str) -> None:
    box = cast.social_psychiatry
    north, urgent = team(box, "Team Nord", cast.anna), label(box)
    client.force_login(cast.anna)
    address = reverse("mailboxes") if not show else reverse("mailbox", args=[box.pk])
    query = {"show": show, "team": north.pk} if show == TEAM else {"show": show}

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address, query)
        return len(captured)

    def more(number: int) -> None:
        threads = threads_in(box, number)
        Thread.objects.filter(pk__in=[one.pk for one in threads]).update(
            assignee=None if show == "unassigned" else cast.anna,
            team=None if show == "unassigned" else north,
            finished_at=clock.now() if show == "finished" else None,
            has_failed_delivery=True,
            last_sent_at=clock.now(),
            awaiting=show.removeprefix("awaiting-") if show.startswith("awaiting") else "us",
        )
        put_label(user=cast.anna, threads=threads, label=urgent)

    more(1)
    few = asked()
    more(5)
    assert asked() == few <= 20


def test_the_bar_tells_of_what_others_change_and_not_of_what_is_shown(client: Client, cast: Cast) -> None:
    box = cast.social_psychiatry
    (thread,) = threads_in(box, 1)
    client.force_login(cast.anna)
    shown = client.get(reverse("mailbox", args=[box.pk]))
    poll = shown.context["poll_url"]
    assert client.get(poll).status_code == 204
    assign(user=cast.bo, threads=[thread], assignee=cast.bo)
    assert 'id="inbox-news-link"' in client.get(poll).content.decode()
    after = client.get(reverse("mailbox", args=[box.pk])).context["poll_url"]
    assert client.get(after).status_code == 204
    threads_in(box, 1)
    assert client.get(after).status_code == 200
    assert client.get(f"{reverse('mailbox', args=[box.pk])}?before=9999999999999999.1").context["poll_url"] is None
