"""Giving threads to people and teams."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from correspondence.actions.assign import NotAssignable, assign
from correspondence.models import Thread
from portal.models import AuditEvent
from tests.cast import Cast, thread_in
from tests.teamwork.crew import history, make_reader, second_mailbox, team, threads_in


def test_a_colleague_gets_the_thread_and_history_and_trail_say_so(cast: Cast) -> None:
    thread, other = threads_in(cast.social_psychiatry, 2)
    done = assign(user=cast.anna, threads=[thread], assignee=cast.bo)
    thread.refresh_from_db()
    other.refresh_from_db()
    assert (thread.assignee, thread.team, other.assignee, done.changed) == (cast.bo, None, None, 1)
    assert history(thread) == [("anna", "assigned", "Bo Lindskov")]
    event = AuditEvent.objects.get(action="thread.assign")
    assert (event.actor, event.subject_id, event.details) == (
        cast.anna,
        str(thread.pk),
        {"assignee": cast.bo.pk, "team": None},
    )


def test_what_is_so_already_leaves_no_trace(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    assign(user=cast.anna, threads=[thread], assignee=cast.bo)
    assert assign(user=cast.anna, threads=[thread], assignee=cast.bo).changed == 0
    assert len(history(thread)) == 1


def test_a_team_gets_it_and_one_of_the_team_takes_it_without_the_team_losing_it(cast: Cast) -> None:
    box = cast.social_psychiatry
    north = team(box, "Team Nord", cast.anna)
    (thread,) = threads_in(box, 1)
    assign(user=cast.bo, threads=box.threads.all(), team=north)
    assign(user=cast.anna, threads=[thread], assignee=cast.anna)
    thread.refresh_from_db()
    assert (thread.assignee, thread.team) == (cast.anna, north)
    assign(user=cast.anna, threads=[thread], assignee=cast.bo)
    thread.refresh_from_db()
    assert (thread.assignee, thread.team) == (cast.bo, None)


def test_let_go_it_is_nobodys(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    assign(user=cast.anna, threads=[thread], assignee=cast.anna)
    assign(user=cast.bo, threads=[thread])
    thread.refresh_from_db()
    assert (thread.assignee, thread.team) == (None, None)
    assert [what for _, what, _ in history(thread)] == ["assigned", "released"]


def test_a_rule_assigns_without_a_person(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    done = assign(user=None, threads=[thread], assignee=cast.bo)
    assert (done.changed, done.undo) == (1, None)
    assert history(thread) == [("", "assigned", "Bo Lindskov")]


def test_only_who_writes_in_the_mailbox_gives_or_gets(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    north = team(second_mailbox(cast), "Team Nord")
    for wrong in ({"assignee": cast.erik}, {"assignee": cast.freja}, {"team": north}):
        with pytest.raises(NotAssignable):
            assign(user=cast.anna, threads=[thread], **wrong)
    make_reader(cast.bo)
    with pytest.raises(NotAssignable):
        assign(user=cast.anna, threads=[thread], assignee=cast.bo)
    for who in (cast.bo, cast.erik, cast.freja, cast.ivan):
        with pytest.raises(PermissionDenied):
            assign(user=who, threads=[thread], assignee=cast.anna)
    assert history(thread) == []


def test_one_foreign_thread_among_many_stops_them_all(cast: Cast) -> None:
    (mine,) = threads_in(cast.social_psychiatry, 1)
    threads_in(cast.neighbour, 1)
    with pytest.raises(PermissionDenied):
        assign(user=cast.anna, threads=Thread.objects.all(), assignee=None)
    assert thread_in(cast.neighbour).events.count() == mine.events.count() == 0
