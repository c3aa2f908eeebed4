"""What comes in goes where the rules say: the first that fits, once, and never in the way of receiving."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from correspondence.actions.distribute import distribute
from correspondence.letters import letter as wire
from correspondence.models import AutoReply, Mailbox, RoutingRule, RuleApplied, Thread, ThreadEvent, ThreadStep
from correspondence.queries.routing import rule_rows
from correspondence.states import RawState
from tests.cast import Cast, thread_in
from tests.correspondence.outside import HOSPITAL, PRACTICE, come, letter_to, reply_to


def rule(box: Mailbox, name: str = "Regel", **fields: Any) -> RoutingRule:
    return RoutingRule.objects.create(mailbox=box, name=name, position=box.routing_rules.count(), **fields)


def received(box: Mailbox, **changes: Any) -> Thread:
    assert come(letter_to(box, **changes)).state == RawState.ACCEPTED
    return Thread.objects.filter(home=box).latest("pk")


def routed(thread: Thread) -> list[str]:
    return list(thread.events.filter(kind=ThreadStep.ROUTED).values_list("detail", flat=True))


def to(box: Mailbox, given: str, family: str) -> wire.Author:
    unit = wire.Organisation(box.organisation.sor_code, box.organisation.effective_gln, box.organisation.name)
    return wire.Author((given,), family, job_text="Sagsbehandler", organisation=unit)


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return cast.social_psychiatry


def test_the_first_rule_that_fits_is_used(cast: Cast, box: Mailbox) -> None:
    rule(box, "Ikke i kraft", assignee=cast.gorm, is_active=False)
    rule(box, "Medicin", category="medicine", assignee=cast.gorm)
    rule(box, "Udskrivelser", category="discharge", assignee=cast.anna)
    rule(box, "Resten", assignee=cast.bo)
    thread = received(box)
    assert thread.assignee == cast.anna
    assert routed(thread) == ["Udskrivelser"]
    assert RuleApplied.objects.get().rule.name == "Udskrivelser"


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"category": "DISCHARGE"}, True),
        ({"category": "medicine"}, False),
        ({"topic_contains": "udskrivelse FRE"}, True),
        ({"topic_contains": "mandag"}, False),
        ({"sender_sor_code": HOSPITAL.sor_code}, True),
        ({"sender_sor_code": PRACTICE.sor_code}, False),
        ({"recipient_contains": "mads fr"}, True),
        ({"recipient_contains": "sagsbeh"}, True),
        ({"recipient_contains": "Anna"}, False),
        ({"category": "discharge", "topic_contains": "mandag"}, False),
    ],
)
def test_every_condition_that_is_filled_in_has_to_hold(
    cast: Cast, box: Mailbox, conditions: dict[str, str], fits: bool
) -> None:
    rule(box, assignee=cast.anna, **conditions)
    thread = received(box, specific_recipient=to(box, "Mads", "Friis"))
    assert (thread.assignee == cast.anna) is fits


def test_a_sender_is_its_unit_and_all_below_it(cast: Cast, box: Mailbox) -> None:
    unit = cast.psychiatry.organisation
    above = type(unit).objects.create(
        sor_code="999111", path="999111/", name="Region Øst", kind=unit.kind, effective_gln=unit.effective_gln
    )
    type(unit).objects.filter(pk=unit.pk).update(path=f"999111/{unit.sor_code}/", parent=above)
    rule(box, assignee=cast.anna, sender_sor_code="999111")
    sender = wire.Organisation(unit.sor_code, unit.effective_gln, unit.name)
    author = wire.Author(("Cecilie",), "Holm", job_text="Sygeplejerske", organisation=sender)
    assert received(box, sender=sender, author=author).assignee == cast.anna


def test_it_gives_to_teams_and_puts_on_labels(box: Mailbox) -> None:
    team, label = box.teams.create(name="Medicinteam"), box.labels.create(name="Haster")
    rule(box, team=team, label=label)
    thread = received(box)
    assert thread.team == team
    assert list(thread.labels.all()) == [label]


def test_a_rule_whose_team_is_gone_is_passed_over(cast: Cast, box: Mailbox) -> None:
    team = box.teams.create(name="Medicinteam")
    rule(box, "Til teamet", team=team)
    rule(box, "Resten", assignee=cast.bo)
    team.delete()
    assert routed(received(box)) == ["Resten"]
    assert [one.trouble != "" for one in rule_rows(box)] == [True, False]


def test_what_is_moved_is_not_distributed_again(cast: Cast, box: Mailbox) -> None:
    """Each mailbox moves everything to the other: nothing goes round."""
    rule(box, "Videre", move_to=cast.psychiatry)
    rule(cast.psychiatry, "Tilbage", move_to=box)
    first = letter_to(box)
    come(first)
    thread = thread_in(cast.psychiatry)
    assert (thread.home, routed(thread)) == (box, ["Videre"])
    come(reply_to(first))
    thread.refresh_from_db()
    assert (thread.mailbox, routed(thread)) == (cast.psychiatry, ["Videre"])
    assert RuleApplied.objects.count() == 1


def test_nothing_is_taken_from_who_has_it(cast: Cast, box: Mailbox) -> None:
    label = box.labels.create(name="Haster")
    first = letter_to(box)
    come(first)
    Thread.objects.update(assignee=cast.bo)
    rule(box, assignee=cast.anna, label=label)
    come(reply_to(first))
    thread = thread_in(box)
    assert (thread.assignee, list(thread.labels.all())) == (cast.bo, [label])


def test_each_message_is_looked_at_once(cast: Cast, box: Mailbox) -> None:
    rule(box, category="medicine", assignee=cast.anna)
    letter = letter_to(box)
    come(letter)
    come(letter)
    applied = RuleApplied.objects.get()
    assert applied.rule is None
    with pytest.raises(IntegrityError):
        distribute(applied.message, box)


def closed_target(cast: Cast, box: Mailbox) -> RoutingRule:
    Mailbox.objects.filter(pk=cast.psychiatry.pk).update(is_open=False)
    return rule(box, "Videre", move_to=cast.psychiatry)


def who_has_left(cast: Cast, box: Mailbox) -> RoutingRule:
    cast.anna.memberships.all().delete()
    return rule(box, "Til Anna", assignee=cast.anna)


@pytest.mark.parametrize("broken", [closed_target, who_has_left])
def test_a_rule_that_cannot_be_applied_holds_nothing_up(
    cast: Cast, box: Mailbox, broken: Any, caplog: pytest.LogCaptureFixture
) -> None:
    name = broken(cast, box).name
    thread = received(box)
    assert (thread.mailbox, thread.assignee) == (box, None)
    assert routed(thread) == [f"{name}: kunne ikke udføres"]
    assert "not applied" in caplog.text
    assert not ThreadEvent.objects.exclude(kind=ThreadStep.ROUTED).exists()


def test_rules_that_break_down_hold_nothing_up(
    cast: Cast, box: Mailbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError("Bruno 250947-9989")

    monkeypatch.setattr("correspondence.actions.distribute.facts_of", broken)
    rule(box, assignee=cast.anna)
    received(box)
    assert "distribute failed for message" in caplog.text
    assert "Bruno" not in caplog.text


def statements(letter: wire.Letter) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert come(letter).state == RawState.ACCEPTED
    return len(captured)


def test_receiving_pays_only_for_what_is_set_up(cast: Cast, box: Mailbox) -> None:
    """Rules cost their own question and one row, in a savepoint of their own; none in force cost nothing."""
    come(letter_to(box))
    nothing = statements(letter_to(box))
    rule(box, "Ikke i kraft", is_active=False, assignee=cast.anna)
    AutoReply.objects.create(mailbox=box, is_active=False)
    assert statements(letter_to(box)) == nothing
    for number in range(20):
        rule(box, f"nr. {number}", category="medicine", assignee=cast.anna)
    assert statements(letter_to(box)) == nothing + 4
