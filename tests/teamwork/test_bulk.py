"""Doing something with many threads at once, with one, with the next; and taking it back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.access import threads_for
from correspondence.actions.marks import mark
from correspondence.models import Label, Membership, ReadPosition, Role, SavedView, Team, Thread, ThreadEvent, UndoStep
from correspondence.queries.inbox import mailbox_counts
from portal import clock
from tests.cast import Cast
from tests.teamwork.crew import history, label, make_reader, second_mailbox, team, threads_in

Post = Any


@pytest.fixture
def post(client: Client, cast: Cast) -> Post:
    """``post(user, name, key, field=…)``: one press of a button."""

    def press(user, address: str, /, *args: object, **fields: object):
        client.force_login(user)
        return client.post(reverse(address, args=args), fields)

    return press


def stand(threads: list[Thread]) -> list:
    return list(
        Thread.objects.filter(pk__in=[one.pk for one in threads]).order_by("pk").values_list("assignee", flat=True)
    )


def test_the_ticked_ones_and_no_others(cast: Cast, post: Post) -> None:
    box = cast.social_psychiatry
    threads = threads_in(box, 3)
    ticked = [one.pk for one in threads[:2]]
    answered = post(cast.anna, "mailbox-bulk", box.pk, do=f"assign:{cast.bo.pk}", thread=ticked, list="show=unassigned")
    assert answered["Location"] == reverse("mailbox", args=[box.pk]) + "?show=unassigned"
    assert stand(threads) == [cast.bo.pk, cast.bo.pk, None]


def test_every_step_has_its_button(cast: Cast, post: Post) -> None:
    box = cast.social_psychiatry
    (thread,) = threads_in(box, 1)
    there, north, urgent = second_mailbox(cast, cast.anna), team(box, "Team Nord", cast.bo), label(box)
    steps = ["take", f"team:{north.pk}", "release", "finish", "reopen", "read", "unread"]
    steps += [f"label:{urgent.pk}", f"unlabel:{urgent.pk}", f"move:{there.pk}"]
    for step in steps:
        post(cast.anna, "mailbox-bulk", box.pk, do=step, thread=[thread.pk])
    kinds = [kind for _, kind, _ in history(thread)]
    expected = ["assigned", "assigned", "released", "finished", "reopened", "labelled", "unlabelled", "moved"]
    assert kinds == expected
    thread.refresh_from_db()
    assert thread.mailbox == there


def test_a_whole_list_is_asked_about_first(cast: Cast, client: Client, post: Post) -> None:
    box = cast.social_psychiatry
    threads = threads_in(box, 3)
    post(cast.anna, "mailbox-bulk", box.pk, do="take", thread=[threads[0].pk])
    asked = post(cast.anna, "mailbox-bulk", box.pk, do="finish", all="1", list="show=unassigned")
    assert "2" in re.findall(r"\d+", asked.content.decode().partition("<h1>")[2].partition("</p>")[0])
    assert ThreadEvent.objects.filter(kind="finished").count() == 0
    post(cast.anna, "mailbox-bulk", box.pk, do="finish", all="1", sure="1", list="show=unassigned")
    assert set(ThreadEvent.objects.filter(kind="finished").values_list("thread", flat=True)) == {
        threads[1].pk,
        threads[2].pk,
    }


def test_it_costs_the_same_for_one_and_for_many(cast: Cast, client: Client) -> None:
    box = cast.social_psychiatry
    there, urgent = second_mailbox(cast, cast.anna), label(box)
    client.force_login(cast.anna)
    few, many = threads_in(box, 2), threads_in(box, 12)
    many = [one for one in many if one not in few]
    for step in ("take", "finish", "reopen", "read", "unread", f"label:{urgent.pk}", f"move:{there.pk}"):
        Thread.objects.update(finished_at=clock.now() if step == "reopen" else None)
        if step == "unread":
            mark(user=cast.anna, threads=Thread.objects.all(), read=True)
        costs = []
        for chosen in (few, many):
            with CaptureQueriesContext(connection) as captured:
                client.post(reverse("mailbox-bulk", args=[box.pk]), {"do": step, "thread": [one.pk for one in chosen]})
            with CaptureQueriesContext(connection) as back:
                client.post(reverse("take-back", args=[UndoStep.objects.latest("at").pk]))
            costs.append((len(captured), len(back)))
            UndoStep.objects.all().delete()
        assert costs[0] == costs[1], step


def test_undo_is_offered_on_the_next_page_and_works(cast: Cast, client: Client, post: Post) -> None:
    box = cast.social_psychiatry
    threads = threads_in(box, 2)
    post(cast.anna, "mailbox-bulk", box.pk, do="finish", thread=[one.pk for one in threads])
    page = client.get(reverse("mailbox", args=[box.pk])).content.decode()
    action = re.search(r'action="(/fortryd/[^"]+)"', page)
    assert action
    assert "<strong>Afsluttet</strong> Du kan fortryde" in page
    client.force_login(cast.bo)
    assert "/fortryd/" not in client.get(reverse("mailbox", args=[box.pk])).content.decode()
    client.post(action[1])
    assert box.threads.filter(finished_at=None).count() == 0
    client.force_login(cast.anna)
    back = client.post(action[1], {"back": "https://example.org/"})
    assert back["Location"] == reverse("inbox")
    assert [str(one) for one in get_messages(back.wsgi_request)][-1] == "Fortrudt. 2 samtaler er ændret."
    assert box.threads.filter(finished_at=None).count() == 2


def said(response: HttpResponse) -> list[str]:
    """What the last answer tells; a browser that shows no page keeps what was told before."""
    return [str(one) for one in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def test_undo_says_when_a_colleague_was_there_first(cast: Cast, client: Client, post: Post) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    post(cast.anna, "thread-work", thread.pk, do="take")
    step = UndoStep.objects.get()
    post(cast.bo, "thread-work", thread.pk, do="take")
    client.force_login(cast.anna)
    client.get(reverse("thread", args=[thread.pk]))
    told = said(client.post(reverse("take-back", args=[step.pk])))
    assert told == ["Det, en anden har ændret siden, er ladt i fred."]


def test_whoever_takes_over_is_told_from_whom(cast: Cast, client: Client, post: Post) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    assert len(said(post(cast.anna, "thread-work", thread.pk, do="take"))) == 1
    client.get(reverse("thread", args=[thread.pk]))
    told = said(post(cast.bo, "thread-work", thread.pk, do="take"))
    assert "Anna Vestergaard havde den indtil nu: Sig til, at du har overtaget." in told


def test_one_thread_on_its_page(cast: Cast, client: Client, post: Post) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    there = second_mailbox(cast)
    answered = post(cast.anna, "thread-work", thread.pk, do="take")
    assert answered["Location"] == reverse("thread", args=[thread.pk])
    assert "Anna Vestergaard" in client.get(reverse("thread", args=[thread.pk])).content.decode()
    assert post(cast.anna, "thread-work", thread.pk, do=f"move:{there.pk}").status_code == 404
    assert post(cast.anna, "thread-work", thread.pk, do="x").status_code == 404
    Membership.objects.create(user=cast.anna, mailbox=there)
    assert post(cast.anna, "thread-work", thread.pk, do=f"move:{there.pk}").status_code == 302
    page = client.get(reverse("thread", args=[thread.pk])).content.decode()
    assert "Fjordby Socialpsykiatri" in page


def test_the_next_one_is_opened(cast: Cast, client: Client, post: Post) -> None:
    first, second = threads_in(cast.social_psychiatry, 2)
    box = cast.social_psychiatry
    assert post(cast.anna, "take-next", box.pk)["Location"] == reverse("thread", args=[first.pk])
    assert post(cast.bo, "take-next", box.pk)["Location"] == reverse("thread", args=[second.pk])
    assert post(cast.bo, "take-next", box.pk)["Location"] == reverse("mailbox", args=[box.pk])


def test_what_they_may_not_do_is_not_there_and_does_not_work(cast: Cast, client: Client, post: Post) -> None:
    box = cast.social_psychiatry
    (thread,) = threads_in(box, 1)
    make_reader(cast.bo)
    client.force_login(cast.bo)
    for url in (reverse("mailbox", args=[box.pk]), reverse("thread", args=[thread.pk])):
        page = client.get(url).content.decode()
        assert not re.findall(r'value="(take|finish|release|reopen|assign:|move:)', page)
        assert reverse("take-next", args=[box.pk]) not in page
    for step in ("take", "finish"):
        assert post(cast.bo, "mailbox-bulk", box.pk, do=step, thread=[thread.pk]).status_code == 403
        assert post(cast.bo, "thread-work", thread.pk, do=step).status_code == 403
    assert post(cast.bo, "take-next", box.pk).status_code == 403
    assert post(cast.bo, "mailbox-bulk", box.pk, do="read", thread=[thread.pk]).status_code == 302
    assert mailbox_counts(cast.bo)[0].unread == 0
    assert history(thread) == []


def test_what_is_not_theirs_cannot_be_ticked(cast: Cast, post: Post) -> None:
    (foreign,) = threads_in(cast.neighbour, 1)
    post(cast.anna, "mailbox-bulk", cast.social_psychiatry.pk, do="finish", thread=[foreign.pk, "x", "9" * 30])
    post(cast.anna, "mailboxes-bulk", do="finish", all="1", sure="1")
    assert post(cast.erik, "mailbox-bulk", cast.social_psychiatry.pk, do="finish", all="1").status_code == 404
    assert history(foreign) == []


def test_in_all_mailboxes_what_one_may_only_read_is_passed_over(cast: Cast, post: Post) -> None:
    there = second_mailbox(cast, cast.anna, role=Role.READER)
    (mine,), (read,) = threads_in(cast.social_psychiatry, 1), threads_in(there, 1)
    assert {mine, read} == set(threads_for(cast.anna))
    post(cast.anna, "mailboxes-bulk", do="finish", all="1", sure="1")
    assert ([kind for _, kind, _ in history(mine)], history(read)) == (["finished"], [])
    post(cast.anna, "mailboxes-bulk", do="read", thread=[mine.pk, read.pk])
    assert ReadPosition.objects.filter(user=cast.anna).count() == 2


def test_a_list_is_saved_shared_renamed_and_removed(cast: Cast, client: Client, post: Post) -> None:
    box = cast.social_psychiatry
    saved = post(cast.anna, "saved-views", box.pk, name="Mine udskrivelser", query="show=mine&category=discharge&x=1")
    assert saved["Location"] == reverse("mailbox", args=[box.pk]) + "?show=mine&category=discharge"
    assert post(cast.anna, "saved-views", box.pk, name="Fælles", query="", shared="1").status_code == 403
    post(cast.gorm, "saved-views", box.pk, name="Fælles", query="show=awaiting-us", shared="1")
    mine, ours = SavedView.objects.order_by("pk")
    client.force_login(cast.bo)
    page = client.get(reverse("mailbox", args=[box.pk])).content.decode()
    assert ("Fælles" in page, "Mine udskrivelser" in page) == (True, False)
    assert post(cast.bo, "saved-view", mine.pk, remove="1").status_code == 404
    assert post(cast.bo, "saved-view", ours.pk, remove="1").status_code == 403
    post(cast.anna, "saved-views", box.pk, name="Mine udskrivelser", query="")
    post(cast.anna, "saved-view", mine.pk, name="Udskrivelser")
    post(cast.gorm, "saved-view", ours.pk, remove="1")
    assert list(SavedView.objects.values_list("name", "query")) == [("Udskrivelser", "show=mine&category=discharge")]


def test_coordinators_make_teams_and_labels(cast: Cast, client: Client, post: Post) -> None:
    box = cast.social_psychiatry
    members = [cast.anna.pk, cast.erik.pk]
    assert post(cast.anna, "teams", box.pk, kind="team", name="Team Nord").status_code == 403
    post(cast.gorm, "teams", box.pk, kind="team", name="Team Nord", members=members)
    post(cast.gorm, "teams", box.pk, kind="team", name="Team Nord")
    post(cast.gorm, "teams", box.pk, kind="label", name="Haster")
    one, tag = Team.objects.get(), Label.objects.get()
    assert list(one.members.all()) == [cast.anna], "Erik does not work here"
    post(cast.gorm, "team", one.pk, name="Team Syd", members=[cast.bo.pk])
    post(cast.gorm, "label", tag.pk, name="Vigtig")
    one.refresh_from_db()
    tag.refresh_from_db()
    assert (one.name, list(one.members.all()), tag.name) == ("Team Syd", [cast.bo], "Vigtig")
    client.force_login(cast.anna)
    assert "Team Syd" in client.get(reverse("teams", args=[box.pk])).content.decode()
    for name, key in (("team", one.pk), ("label", tag.pk)):
        assert post(cast.anna, name, key, remove="1").status_code == 403
        assert post(cast.erik, name, key, remove="1").status_code == 404
        post(cast.gorm, name, key, remove="1")
    assert (Team.objects.count(), Label.objects.count()) == (0, 0)
