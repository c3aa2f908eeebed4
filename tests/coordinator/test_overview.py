"""How a mailbox is doing: what is counted, over which time, and for whom."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.models import AutoReply, Delivery, Mailbox, Membership, Message, Role, Thread
from correspondence.queries.overview import Overview, overview, percentile
from correspondence.queries.overview_shown import as_csv, chart
from correspondence.states import DeliveryState
from portal import clock
from portal.models import AuditEvent
from tests.cast import Cast, answer
from tests.correspondence.outside import come, letter_to, reply_to
from tests.surface import contents

# Tuesday of week 16; Easter Monday was the 6th of April 2026, so week 15 had four working days.
NOW = datetime(2026, 4, 14, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))
WEEK_14, WEEK_15, WEEK_16 = date(2026, 3, 30), date(2026, 4, 6), date(2026, 4, 13)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    return cast.social_psychiatry


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00").replace(tzinfo=NOW.tzinfo)


def enquiry(box: Mailbox, at: str, **changes: Any) -> Thread:
    """A new thread: the hospital writes at that time."""
    with clock.at(moment(at)):
        come(letter_to(box, written=moment(at).isoformat(), **changes))
    return box.home_threads.latest("pk")


def answered(cast: Cast, thread: Thread, at: str) -> Message:
    thread.refresh_from_db()
    with clock.at(moment(at)):
        return answer(cast.anna, thread)


def seen(cast: Cast, weeks: int = 4) -> Overview:
    return overview(cast.gorm, cast.social_psychiatry, weeks)


def test_received_and_answered_by_week_and_category(cast: Cast, box: Mailbox) -> None:
    first = enquiry(box, "04-01 10:00")
    enquiry(box, "04-08 10:00", category="medicine")
    answered(cast, first, "04-07 09:00")
    found = seen(cast)
    assert {day: (one.received, one.answered) for day, one in found.weeks.items()} == {
        date(2026, 3, 23): (0, 0),
        WEEK_14: (1, 0),
        WEEK_15: (1, 1),
        WEEK_16: (0, 0),
    }
    assert {code: (one.received, one.answered) for code, one in found.categories.items()} == {
        "discharge": (1, 1),
        "medicine": (1, 0),
    }
    assert (found.whole.received, found.whole.answered, found.open, found.awaiting) == (2, 1, 2, 1)


def test_days_of_rest_do_not_count(cast: Cast, box: Mailbox) -> None:
    """From Wednesday before Easter to Tuesday after it: one working day, that Tuesday."""
    answered(cast, enquiry(box, "04-01 10:00"), "04-07 09:00")
    assert (seen(cast).whole.median, seen(cast).whole.ninetieth) == (1, 1)


def test_the_first_answer_ends_the_wait_that_the_first_message_began(cast: Cast, box: Mailbox) -> None:
    letter = letter_to(box, written=moment("04-07 10:00").isoformat())
    with clock.at(moment("04-07 10:00")):
        come(letter)
    with clock.at(moment("04-08 10:00")):
        come(reply_to(letter, written=moment("04-08 10:00").isoformat()))
    thread = box.home_threads.get()
    answered(cast, thread, "04-10 10:00")
    answered(cast, thread, "04-13 10:00")  # one more thing: nobody was waiting for it
    whole = seen(cast).whole
    assert (whole.received, whole.answered, whole.times) == (2, 1, Counter({3: 1}))


def test_automatic_answers_answer_nothing(cast: Cast, box: Mailbox) -> None:
    AutoReply.objects.create(mailbox=box, is_active=True, text="Vi er her ikke.", phone="70123456")
    enquiry(box, "04-13 10:00")
    found = seen(cast)
    assert Message.objects.filter(automatic=True).count() == 1
    assert (found.whole.received, found.whole.answered, found.awaiting) == (1, 0, 1)


def test_what_lies_outside_the_period_is_left_out(cast: Cast, box: Mailbox) -> None:
    enquiry(box, "03-22 23:59")
    enquiry(box, "03-23 00:01")
    assert seen(cast, 4).whole.received == 1
    assert seen(cast, 12).whole.received == 2
    assert len(seen(cast, 12).weeks) == 12


def test_the_oldest_unanswered_come_first(cast: Cast, box: Mailbox) -> None:
    second, first = enquiry(box, "04-09 10:00"), enquiry(box, "04-01 10:00")
    answered(cast, enquiry(box, "03-30 10:00"), "03-31 10:00")
    assert [(one.pk, one.workdays) for one in seen(cast).oldest] == [(first.pk, 6), (second.pk, 3)]
    Thread.objects.filter(pk=first.pk).update(finished_at=NOW)
    assert [one.pk for one in seen(cast).oldest] == [second.pk]


def test_deliveries_that_failed(cast: Cast, box: Mailbox) -> None:
    message = answered(cast, enquiry(box, "04-08 10:00"), "04-09 10:00")
    Delivery.objects.filter(message=message).update(state=DeliveryState.FAILED)
    Thread.objects.update(has_failed_delivery=True)
    assert (seen(cast).failed, seen(cast).undelivered) == (1, 1)


def test_other_mailboxes_are_not_counted(cast: Cast, box: Mailbox) -> None:
    enquiry(cast.neighbour, "04-08 10:00")
    moved = enquiry(box, "04-08 10:00")
    Thread.objects.filter(pk=moved.pk).update(mailbox=cast.neighbour)
    found = seen(cast)
    assert (found.whole.received, found.open, found.oldest) == (0, 0, [])


@pytest.mark.parametrize(
    ("times", "percent", "days"),
    [({}, 50, None), ({3: 1}, 90, 3), ({0: 5, 9: 5}, 50, 0), ({0: 4, 1: 1, 9: 5}, 90, 9), ({0: 90, 9: 10}, 90, 0)],
)
def test_percentiles_are_of_the_nearest_rank(times: dict[int, int], percent: int, days: int | None) -> None:
    assert percentile(Counter(times), percent) == days


def test_the_page_shows_it_all(cast: Cast, client: Client, box: Mailbox) -> None:
    answered(cast, enquiry(box, "04-01 10:00"), "04-07 09:00")
    enquiry(box, "04-08 10:00", category="medicine")
    client.force_login(cast.gorm)
    page = client.get(reverse("overview", args=[box.pk])).content.decode()
    for words in ("Uge 15, fra 6. apr.", "Medicin, Sygehus Syd", "4 arbejdsdage", "1 arbejdsdag\n", "Seneste 52 uger"):
        assert words in page
    assert "Bruno" not in page
    assert "2509479989" not in page


def test_bars_are_drawn_to_one_scale(cast: Cast, box: Mailbox) -> None:
    for minute in range(3):
        enquiry(box, f"04-13 10:{minute:02}")
    drawn = chart(seen(cast).weeks)
    assert drawn.scale == [4, 2, 0]
    assert [(one.height, one.y) for one in drawn.bars if one.height] == [(135, 45)]
    assert all(one.x.endswith("%") and "," not in one.x for one in drawn.bars)
    assert len(chart(seen(cast, 52).weeks).labels) <= 13


def test_the_file_holds_the_numbers_and_no_people(cast: Cast, client: Client, box: Mailbox) -> None:
    answered(cast, enquiry(box, "04-01 10:00"), "04-07 09:00")
    client.force_login(cast.gorm)
    response = client.get(reverse("overview-csv", args=[box.pk]), {"uger": "4"})
    text = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1] == ["Hele perioden", "", "1", "1", "1", "1"]
    assert ["Uge", "2026-W15", "0", "1", "1", "1"] in rows
    assert ["Kategori", "Udskrivelse", "1", "1", "1", "1"] in rows
    figures = dict(rows[rows.index([]) + 2 :])
    assert figures == {
        "Åbne samtaler nu": "1",
        "Afventer svar fra os nu": "0",
        "Har ventet længst nu, arbejdsdage": "",
        "Beskeder der ikke er leveret i perioden": "0",
        "Ikke leverede samtaler der mangler opfølgning nu": "0",
    }
    for secret in ("Bruno", "Elmer", "250947", "Sygehus", "Anna"):
        assert secret not in text
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.details) == ("overview.downloaded", cast.gorm, {"weeks": 4})


@pytest.mark.parametrize("code", ["=1+1", "+A1", "-2", "@SUM(A1)", "\tx", " =x"])
def test_nothing_in_the_file_runs(cast: Cast, box: Mailbox, code: str) -> None:
    enquiry(box, "04-08 10:00")
    Message.objects.update(category=code)
    rows = list(csv.reader(io.StringIO(as_csv(seen(cast))), delimiter=";"))
    assert rows[rows.index([]) - 1][1] == f"'{code}"


def test_questions_do_not_grow_with_messages_or_weeks(cast: Cast, client: Client, box: Mailbox) -> None:
    client.force_login(cast.gorm)
    answered(cast, enquiry(box, "04-01 10:00"), "04-07 09:00")

    def asked(weeks: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("overview", args=[box.pk]), {"uger": weeks}).status_code == 200
        return len(captured)

    few = asked(4)
    for day in range(1, 8):
        answered(cast, enquiry(box, f"04-0{day} 11:00", category="medicine"), f"04-0{day} 15:00")
    assert asked(52) == few
    assert few <= 16


@pytest.mark.parametrize("name", ["overview", "overview-csv"])
@pytest.mark.parametrize(("who", "refused"), [("anna", 403), ("erik", 404), ("ivan", 404), ("freja", 404)])
def test_it_is_for_coordinators(cast: Cast, client: Client, box: Mailbox, name: str, who: str, refused: int) -> None:
    Membership.objects.filter(user=cast.erik).update(role=Role.COORDINATOR)
    client.force_login(getattr(cast, who))
    before = contents()
    assert client.get(reverse(name, args=[box.pk])).status_code == refused
    assert contents() == before


@pytest.mark.parametrize("weeks", ["", "0", "-1", "9" * 30, "x", "\x00"])
def test_a_made_up_period_is_the_shortest(cast: Cast, client: Client, box: Mailbox, weeks: str) -> None:
    client.force_login(cast.gorm)
    response = client.get(reverse("overview", args=[box.pk]), {"uger": weeks})
    assert response.context["weeks"] == 4


def test_looking_changes_nothing(cast: Cast, client: Client, box: Mailbox) -> None:
    enquiry(box, "04-08 10:00")
    client.force_login(cast.gorm)
    client.get("/")
    before = {name: rows for name, rows in contents().items() if name != "sessions.Session"}
    client.get(reverse("overview", args=[box.pk]))
    assert {name: rows for name, rows in contents().items() if name != "sessions.Session"} == before


def test_old_answers_are_timed_when_the_portal_is_brought_up_to_date(cast: Cast, box: Mailbox) -> None:
    """The migration's statement says what filing says."""
    letter = letter_to(box, written=moment("04-07 10:00").isoformat())
    with clock.at(moment("04-07 10:00")):
        come(letter)
    with clock.at(moment("04-08 10:00")):
        come(reply_to(letter, written=moment("04-08 10:00").isoformat()))
    thread = box.home_threads.get()
    answered(cast, thread, "04-10 10:00")
    answered(cast, thread, "04-13 10:00")
    filed = dict(Message.objects.values_list("pk", "waited_since"))
    assert set(filed.values()) == {None, moment("04-07 10:00")}
    Message.objects.update(waited_since=None)
    with connection.cursor() as cursor:
        cursor.execute(_migration()._WAITED)
    assert dict(Message.objects.values_list("pk", "waited_since")) == filed


def _migration() -> Any:
    from importlib import import_module
    from pathlib import Path

    import correspondence.migrations as migrations

    name = next(Path(migrations.__path__[0]).glob("*_how_long_answers_took.py")).stem
    return import_module(f"correspondence.migrations.{name}")


def test_a_week_is_seven_days_whatever_the_clocks_do(cast: Cast) -> None:
    """Summer time began on the 29th of March 2026, within the period."""
    days = list(seen(cast).weeks)
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(days=7)] * 3
