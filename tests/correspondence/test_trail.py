"""The auditor reads who did what: narrowed down, page by page, recorded, and without a word about citizens."""

from __future__ import annotations

import ast
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from correspondence.queries.trail import PAGE, Asked, trail_page
from correspondence.trail_words import ACTIONS, detail_words
from portal import audit, clock
from portal.models import AuditEvent, User
from tests.cast import Cast, answer, thread_in, write
from tests.correspondence.outside import PLAN, come, letter_to


@pytest.fixture
def frejas(client: Client, cast: Cast) -> Client:
    client.force_login(cast.freja)
    AuditEvent.objects.all().delete()  # her login
    return client


def rows(client: Client, **asked: Any) -> list[tuple[str, str, str]]:
    """(person, what, about) of each line shown."""
    return [(one.person, one.words, one.about) for one in client.get(reverse("trail"), asked).context["rows"]]


def done(actor: User | None, action: str, subject: Any = None, *, days_ago: int = 0, **details: Any) -> AuditEvent:
    audit.record(actor, action, subject, **details)
    event = AuditEvent.objects.latest("pk")
    AuditEvent.objects.filter(pk=event.pk).update(at=clock.now() - timedelta(days=days_ago))
    return event


def test_the_newest_comes_first_in_plain_words(frejas: Client, cast: Cast) -> None:
    write(cast)
    thread = thread_in(cast.social_psychiatry)
    AuditEvent.objects.all().delete()
    done(cast.anna, "thread.read", thread)
    done(None, "mailbox.closed", cast.psychiatry, sor_code="123")
    assert rows(frejas) == [
        ("", "Lukkede en postkasse", f"postkasse {cast.psychiatry}"),
        ("Anna Vestergaard", "Læste en samtale", f"samtale {thread.pk}"),
    ]


def test_reading_the_trail_is_in_the_trail(frejas: Client, cast: Cast) -> None:
    rows(frejas, person=cast.anna.pk, since="2026-03-01")
    (event,) = AuditEvent.objects.all()
    assert (event.actor, event.action) == (cast.freja, "trail.read")
    assert event.details == {"person": cast.anna.pk, "since": "2026-03-01T00:00:00+01:00"}


@pytest.mark.parametrize("who", ["anna", "gorm", "dorte", "ivan"])
def test_only_an_auditor_reads_it(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(reverse("trail")).status_code == 404
    assert "Revisionsspor" not in client.get("/", follow=True).content.decode()


def test_by_person_action_and_mailbox(frejas: Client, cast: Cast) -> None:
    done(cast.anna, "search", hits=3)
    done(cast.anna, "label.save", cast.social_psychiatry)
    done(cast.bo, "label.save", cast.psychiatry)
    assert [one[1] for one in rows(frejas, person=cast.anna.pk)] == ["Gemte et mærke", "Søgte"]
    assert len(rows(frejas, action="label.save")) == 2
    assert [one[0] for one in rows(frejas, mailbox=cast.psychiatry.pk)] == ["Bo Lindskov"]
    assert rows(frejas, person=cast.bo.pk, action="search") == []


def test_by_period_both_days_included(frejas: Client, cast: Cast, settings: Any) -> None:
    for hour in ("2026-03-01T23:59:59", "2026-03-02T00:00:00", "2026-03-03T23:59:59", "2026-03-04T00:00:00"):
        audit.record(cast.anna, "login", hour=hour)
        AuditEvent.objects.filter(details={"hour": hour}).update(at=datetime.fromisoformat(f"{hour}+01:00"))
    found = frejas.get(reverse("trail"), {"since": "2026-03-02", "until": "2026-03-03"}).context["rows"]
    assert [one.details for one in found] == [["hour: 2026-03-03T23:59:59"], ["hour: 2026-03-02T00:00:00"]]


def test_a_thread_with_its_attachments_and_what_was_sent(frejas: Client, cast: Cast) -> None:
    come(letter_to(cast.social_psychiatry, attachments=(PLAN,)))
    thread = thread_in(cast.social_psychiatry)
    delivery = answer(cast.anna, thread).delivery
    attachment = thread.messages.earliest("pk").segments.exclude(attachment=None).get().attachment
    AuditEvent.objects.all().delete()
    done(cast.anna, "attachment.open", attachment)
    done(cast.ivan, "delivery.opened", delivery, reason="250947-9989 mangler")
    done(cast.bo, "thread.read", thread)
    done(cast.bo, "label.save", cast.social_psychiatry)
    assert [one[0] for one in rows(frejas, thread=thread.pk)] == ["Bo Lindskov", "Ivan Dahl", "Anna Vestergaard"]
    page = frejas.get(reverse("trail")).content.decode()
    for secret in ("Bruno", "250947", "Udskrivelse fredag"):
        assert secret not in page


def test_a_line_leads_to_all_about_the_same(frejas: Client, cast: Cast) -> None:
    done(cast.anna, "profile.changed", cast.anna, fields=["phone"])
    done(cast.bo, "profile.changed", cast.bo)
    page = frejas.get(reverse("trail"), {"subject": f"user-{cast.anna.pk}"})
    assert [one.about for one in page.context["rows"]] == ["person Anna Vestergaard"]
    assert f'href="?subject=user-{cast.anna.pk}"' in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"thread": "2509479989"},
        {"thread": "250947-9989"},
        {"thread": "²"},
        {"person": "x"},
        {"action": "thread.burn"},
        {"since": "i går"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"subject": "user-1' OR 1=1"},
        {"mailbox": "9" * 30},
    ],
)
def test_what_cannot_be_meant_is_said_and_shows_nothing(frejas: Client, asked: dict[str, str]) -> None:
    response = frejas.get(reverse("trail"), asked)
    assert response.context["form"].errors
    assert response.context["rows"] == []
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("before", ["x", "1.x", ".", "²", "nan.1", "9" * 40 + ".1", "\x00"])
def test_a_damaged_place_shows_the_beginning(frejas: Client, cast: Cast, before: str) -> None:
    done(cast.anna, "search")
    assert len(rows(frejas, before=before)) == 1


def test_page_by_page_nothing_is_left_out_or_shown_twice(frejas: Client, cast: Cast) -> None:
    at = clock.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(actor=cast.anna, action="thread.read", at=at - timedelta(minutes=number // 3))
        for number in range(2 * PAGE + 7)
    )
    seen, before = [], ""
    for length in (PAGE, PAGE, 7):
        found, before = trail_page(Asked(person=cast.anna.pk), before)
        assert len(found) == length
        seen += [one.at for one in found]
    assert before == ""
    assert seen == list(AuditEvent.objects.order_by("-at", "-id").values_list("at", flat=True))
    link = frejas.get(reverse("trail"), {"person": cast.anna.pk}).context["older_url"]
    assert f"person={cast.anna.pk}&before=" in link


def test_the_number_of_queries_does_not_grow(frejas: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for one in (cast.anna, cast.bo, cast.gorm):
        for subject in (cast.social_psychiatry, cast.psychiatry, one, cast.psychiatry.organisation):
            done(one, "search", subject)
    with django_assert_max_num_queries(14):
        frejas.get(reverse("trail"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are PostgreSQL's")
@pytest.mark.parametrize("asked", ["", "person", "action", "mailbox", "since", "place"])
def test_the_newest_are_read_from_an_index(cast: Cast, asked: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portal_auditevent (at, actor_id, action, subject_type, subject_id, details) "
            "SELECT now() - n * interval '1 minute', CASE WHEN n %% 50 = 0 THEN %s ELSE %s END,"
            " CASE WHEN n %% 5000 = 0 THEN 'sor.import' ELSE 'thread.read' END,"
            " CASE WHEN n %% 900 = 0 THEN 'mailbox' ELSE 'thread' END, (n %% 700)::text, '{}'"
            " FROM generate_series(1, 20000) n",
            [cast.anna.pk, cast.bo.pk],
        )
        cursor.execute("ANALYZE portal_auditevent")
    newest = AuditEvent.objects.latest("at").at
    given = {
        "": Asked(),
        "person": Asked(person=cast.anna.pk),
        "action": Asked(action="sor.import"),
        "mailbox": Asked(mailbox=200),
        "since": Asked(since=newest - timedelta(days=9), until=newest - timedelta(days=8)),
        "place": Asked(),
    }[asked]
    before = f"{int((newest - timedelta(days=7)).timestamp() * 1e6)}.1" if asked == "place" else ""
    from correspondence.queries import trail
    from correspondence.queries.cursor import older

    plan = older(trail._asked(given), "at", before)[: PAGE + 1].explain(analyze=True)
    assert "Seq Scan on portal_auditevent" not in plan
    assert max(map(int, re.findall(r"Rows Removed by Filter: (\d+)", plan)), default=0) < 200, plan


def test_every_action_that_is_recorded_has_its_words() -> None:
    root, found = Path(settings.BASE_DIR), set()
    for path in [path for app in ("correspondence", "sor", "portal") for path in (root / app).rglob("*.py")]:
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in ("record", "record_all") and len(call.args) > 1:
                found |= {one.value for one in ast.walk(call.args[1]) if isinstance(one, ast.Constant)}
            handed_on = [*call.args, *(one.value for one in call.keywords if one.arg == "action")]
            found |= {one.value for one in handed_on if isinstance(one, ast.Constant) and _is_action(one.value)}
    named = {one for one in found if isinstance(one, str) and re.fullmatch(r"[a-z_]+(\.[a-z_-]+)?", one)}
    assert len(named) > 60
    assert named - {"read", "unread", "thread.marked-"} <= set(ACTIONS)


def _is_action(value: object) -> bool:
    """By its look: handed on to what records it."""
    kinds = r"(thread|message|saved_view|draft|attachment)\.[a-z_-]+"
    return isinstance(value, str) and bool(re.fullmatch(kinds, value))


def test_details_in_words() -> None:
    told = {"hits": 3, "download": True, "team": None, "members": [1, 2], "reason": "070392-1VJ5 og 0703921VJ5", "x": 1}
    assert detail_words(told) == [
        "fund: 3",
        "som fil: ja",
        "medlemmer: 1, 2",
        "begrundelse: •••••••••• og ••••••••••",
        "x: 1",
    ]
