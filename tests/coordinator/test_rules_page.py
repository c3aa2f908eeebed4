"""Coordinators write the rules, put them in order, switch them, and try them before they count."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.models import Mailbox, Membership, Role, RoutingRule
from tests.cast import Cast, mailbox, thread_in
from tests.correspondence.outside import HOSPITAL, come, letter_to
from tests.surface import contents

FORM = {"name": "Medicin", "is_active": "on", "category": "medicine"}


@pytest.fixture
def gorm(cast: Cast, client: Client) -> Client:
    client.force_login(cast.gorm)
    return client


def team_of(cast: Cast) -> Any:
    return cast.social_psychiatry.teams.get_or_create(name="Medicinteam")[0]


def rule(cast: Cast, name: str, **fields: Any) -> RoutingRule:
    box = cast.social_psychiatry
    position = box.routing_rules.count()
    return RoutingRule.objects.create(mailbox=box, name=name, position=position, **{"team": team_of(cast), **fields})


def save(client: Client, cast: Cast, **fields: Any) -> Any:
    url = reverse("rule-add", args=[cast.social_psychiatry.pk])
    return client.post(url, {**FORM, "team": team_of(cast).pk, **fields})


def names(cast: Cast) -> list[str]:
    return [one.name for one in cast.social_psychiatry.routing_rules.all()]


def test_a_rule_is_written_changed_and_deleted(gorm: Client, cast: Cast) -> None:
    assert save(gorm, cast, sender_sor_code=cast.psychiatry.organisation.sor_code).status_code == 302
    kept = RoutingRule.objects.get()
    assert (kept.category, kept.team, kept.is_active) == ("medicine", team_of(cast), True)
    gorm.post(reverse("rule", args=[kept.pk]), {**FORM, "name": "Ny", "assignee": cast.anna.pk})
    kept.refresh_from_db()
    assert (kept.name, kept.team, kept.assignee, kept.sender_sor_code) == ("Ny", None, cast.anna, "")
    gorm.post(reverse("rule-remove", args=[kept.pk]))
    assert names(cast) == []


def test_new_rules_come_last_and_are_moved_one_place_at_a_time(gorm: Client, cast: Cast) -> None:
    for name in ("a", "b", "c"):
        save(gorm, cast, name=name)
    last = RoutingRule.objects.get(name="c")
    for to, order in (("up", ["a", "c", "b"]), ("up", ["c", "a", "b"]), ("up", ["c", "a", "b"]), ("down", list("acb"))):
        gorm.post(reverse("rule-shift", args=[last.pk]), {"to": to})
        assert names(cast) == order


def test_a_rule_is_taken_out_of_force_and_put_back(gorm: Client, cast: Cast) -> None:
    one = rule(cast, "a")
    for to, active in (("off", False), ("on", True)):
        gorm.post(reverse("rule-switch", args=[one.pk]), {"to": to})
        one.refresh_from_db()
        assert one.is_active is active


def test_the_list_says_in_words_what_each_rule_does(gorm: Client, cast: Cast) -> None:
    rule(cast, "Medicin", category="medicine", sender_sor_code=cast.psychiatry.organisation.sor_code)
    rule(cast, "Flyttet", team=None, assignee=cast.erik)
    page = gorm.get(reverse("rules", args=[cast.social_psychiatry.pk])).content.decode()
    for words in ("Psykiatrien Øst", "Medicinteam", "Erik Toft arbejder ikke i denne postkasse", "Alle beskeder"):
        assert words in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"team": ""}, "team"),
        ({"assignee": "anna"}, "assignee"),
        ({"assignee": "erik", "team": ""}, "assignee"),
        ({"sender_sor_code": "findes ikke"}, "sender_sor_code"),
        ({"move_to": "neighbour", "team": ""}, "move_to"),
        ({"category": "findes-ikke"}, "category"),
        ({"name": " medicin "}, "name"),
    ],
)
def test_a_rule_that_cannot_be_is_told_where(gorm: Client, cast: Cast, fields: dict[str, str], field: str) -> None:
    rule(cast, "Medicin" if field == "name" else "En anden")
    keys = {name: getattr(getattr(cast, value, None), "pk", value) for name, value in fields.items()}
    response = save(gorm, cast, **keys)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert RoutingRule.objects.count() == 1


def test_threads_are_moved_only_to_mailboxes_one_coordinates(gorm: Client, cast: Cast) -> None:
    other = cast.psychiatry
    place = Membership.objects.create(user=cast.gorm, mailbox=other)
    assert save(gorm, cast, team="", move_to=other.pk).status_code == 422
    place.role = Role.COORDINATOR
    place.save()
    both = save(gorm, cast, move_to=other.pk)
    assert list(both.context["form"].errors) == ["move_to"]
    assert save(gorm, cast, team="", move_to=other.pk).status_code == 302
    assert RoutingRule.objects.get().move_to == other


def test_trying_a_rule_shows_its_messages_and_keeps_nothing(gorm: Client, cast: Cast) -> None:
    rule(cast, "Alt andet")
    come(letter_to(cast.social_psychiatry, category="medicine", topic="Dosis"))
    come(letter_to(cast.social_psychiatry))
    before = contents()
    response = save(gorm, cast, do="try")
    trial = response.context["trial"]
    assert trial.counts == [("Alt andet", 2), ("Medicin", 0)]
    RoutingRule.objects.update(is_active=False)
    trial = save(gorm, cast, do="try").context["trial"]
    assert (trial.counts, trial.untouched) == ([("Medicin", 1)], 1)
    assert [(one.topic, one.rule) for one in trial.rows if one.rule] == [("Dosis", "Medicin")]
    RoutingRule.objects.update(is_active=True)
    assert contents() == before


def test_trying_a_changed_rule_counts_it_in_its_place(gorm: Client, cast: Cast) -> None:
    first = rule(cast, "Første", category="medicine")
    rule(cast, "Sidste")
    come(letter_to(cast.social_psychiatry))
    url = reverse("rule", args=[first.pk])
    trial = gorm.post(url, {**FORM, "name": "Først", "category": "", "team": team_of(cast).pk, "do": "try"})
    assert trial.context["trial"].counts == [("Først", 1), ("Sidste", 0)]


def test_the_whole_set_is_tried_on_what_one_may_see(gorm: Client, cast: Cast) -> None:
    rule(cast, "Sygehuset", sender_sor_code=HOSPITAL.sor_code)
    come(letter_to(cast.social_psychiatry))
    come(letter_to(cast.social_psychiatry))
    hidden = thread_in(cast.social_psychiatry)
    type(hidden).objects.filter(pk=hidden.pk).update(mailbox=cast.neighbour)  # moved on, where Gorm sees nothing
    trial = gorm.get(reverse("rules-trial", args=[cast.social_psychiatry.pk])).context["trial"]
    assert trial.counts == [("Sygehuset", 1)]
    assert reverse("thread", args=[hidden.pk]) not in [one.url for one in trial.rows]


def test_questions_do_not_grow_with_rules_and_messages(gorm: Client, cast: Cast) -> None:
    urls = [reverse(name, args=[cast.social_psychiatry.pk]) for name in ("rules", "rules-trial", "rule-add")]

    def asked() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert gorm.get(url).status_code == 200
            counts.append(len(captured))
        return counts

    rule(cast, "nr. 0", sender_sor_code=HOSPITAL.sor_code)
    come(letter_to(cast.social_psychiatry))
    few = asked()
    for number in range(1, 6):
        rule(cast, f"nr. {number}", sender_sor_code=HOSPITAL.sor_code, category="medicine")
        come(letter_to(cast.social_psychiatry))
    assert asked() == few


@pytest.mark.parametrize(("who", "refused"), [("anna", 403), ("erik", 404)])
def test_only_coordinators_get_in(cast: Cast, client: Client, who: str, refused: int) -> None:
    kept = rule(cast, "Regel")
    client.force_login(getattr(cast, who))
    box = cast.social_psychiatry.pk
    for name, key in (("rules", box), ("rules-trial", box), ("rule-add", box), ("rule", kept.pk)):
        assert client.get(reverse(name, args=[key])).status_code == refused
    before = contents()
    for name, key in (
        ("rule-add", box),
        ("rule", kept.pk),
        ("rule-remove", kept.pk),
        ("rule-shift", kept.pk),
        ("rule-switch", kept.pk),
    ):
        form = {**FORM, "team": team_of(cast).pk, "to": "off"}
        assert client.post(reverse(name, args=[key]), form).status_code == refused
    assert contents() == before


def test_coordinators_of_another_mailbox_see_nothing(cast: Cast, client: Client) -> None:
    kept = rule(cast, "Regel")
    Membership.objects.filter(user=cast.erik).update(role=Role.COORDINATOR)
    client.force_login(cast.erik)
    assert client.get(reverse("rule", args=[kept.pk])).status_code == 404
    assert client.get(reverse("rules", args=[cast.social_psychiatry.pk])).status_code == 404


def test_the_senders_offered_are_those_who_have_written_to_this_mailbox(cast: Cast, gorm: Client) -> None:
    """Whoever was offered others before, in this mailbox or in another."""
    other = mailbox(7990, "Fjordby Visitation")
    Membership.objects.create(user=cast.gorm, mailbox=other, role=Role.COORDINATOR)

    def offered(box: Mailbox) -> set[str]:
        page = gorm.get(reverse("rule-add", args=[box.pk])).content.decode()
        return set(re.findall(r'<option value="(\d{10,})"', page))

    assert offered(cast.social_psychiatry) == offered(other) == set()
    come(letter_to(cast.social_psychiatry))
    assert offered(cast.social_psychiatry) == {HOSPITAL.sor_code}
    assert offered(other) == set()


def test_looking_changes_nothing(gorm: Client, cast: Cast) -> None:
    kept = rule(cast, "Regel")
    come(letter_to(cast.social_psychiatry))
    gorm.get("/")
    before = {name: rows for name, rows in contents().items() if name != "sessions.Session"}
    for name in ("rules", "rules-trial", "rule-add"):
        gorm.get(reverse(name, args=[cast.social_psychiatry.pk]))
    gorm.get(reverse("rule", args=[kept.pk]))
    assert {name: rows for name, rows in contents().items() if name != "sessions.Session"} == before
