"""Reminders: of oneself, of everybody, due, done and put off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from correspondence.actions.reminder import NotAhead, finish_reminder, set_reminder
from correspondence.models import Membership, Reminder, Role, Thread, ThreadEvent
from correspondence.queries.reminders import quick_dates, reminder_rows, shown_reminders
from portal import clock
from portal.models import AuditEvent
from tests.cast import PETER, thread_in
from tests.correspondence.outside import come, letter_to


@pytest.fixture
def thread(cast):
    come(letter_to(cast.social_psychiatry))
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def annas(cast, client):
    client.force_login(cast.anna)
    return client


def today() -> date:
    return timezone.localdate()


def due(thread, user=None, set_by=None) -> Reminder:
    return Reminder.objects.create(thread=thread, user=user, set_by=set_by or user, due_on=today())


def remind(client, thread, **fields):
    return client.post(reverse("remind", args=[thread.pk]), fields)


def test_a_reminder_is_for_oneself_unless_one_says_otherwise(cast, annas, thread):
    remind(annas, thread, due_on=(today() + timedelta(days=3)).isoformat())
    found = Reminder.objects.get()
    assert (found.user, found.due_on) == (cast.anna, today() + timedelta(days=3))
    assert shown_reminders(cast.bo, thread) == []
    assert not ThreadEvent.objects.exists()
    assert AuditEvent.objects.get(action="reminder.set").details["for_all"] is False


def test_one_for_all_is_seen_by_all_and_stands_in_the_history(cast, annas, thread):
    remind(annas, thread, on=(today() + timedelta(days=1)).isoformat(), for_all="on")
    assert [one.set_by for one in shown_reminders(cast.bo, thread)] == ["Anna Vestergaard"]
    assert ThreadEvent.objects.get().actor == cast.anna
    assert "Påmindelse til alle" in annas.get(reverse("thread", args=[thread.pk])).content.decode()


def test_a_new_day_replaces_the_old(cast, thread):
    for days in (2, 5):
        set_reminder(user=cast.anna, thread=thread, due_on=today() + timedelta(days=days), for_all=False)
        set_reminder(user=cast.anna, thread=thread, due_on=today() + timedelta(days=days), for_all=True)
    assert Reminder.objects.count() == 2
    assert {one.due_on for one in Reminder.objects.all()} == {today() + timedelta(days=5)}


@pytest.mark.parametrize("day", ["", "i morgen", "2020-01-01", "2026-02-30", "today"])
def test_a_day_that_cannot_be_comes_back_with_a_sentence(annas, thread, day):
    response = remind(annas, thread, due_on=today().isoformat() if day == "today" else day)
    assert response.status_code == 422
    assert "due_on" in response.context["reminder_form"].errors
    assert not Reminder.objects.exists()


def test_today_is_too_late(cast, thread):
    with pytest.raises(NotAhead):
        set_reminder(user=cast.anna, thread=thread, due_on=today(), for_all=False)


def test_a_reader_reminds_only_themselves(cast, annas, thread):
    Membership.objects.filter(user=cast.anna).update(role=Role.READER)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert remind(annas, thread, on=tomorrow).status_code == 302
    assert remind(annas, thread, on=tomorrow, for_all="on").status_code == 403
    assert [one.user for one in Reminder.objects.all()] == [cast.anna]
    with pytest.raises(PermissionDenied):
        finish_reminder(user=cast.anna, reminder=due(thread, set_by=cast.bo))


def test_what_is_due_lies_on_top_of_the_inbox_even_when_finished(cast, annas, thread):
    Thread.objects.update(finished_at=clock.now())
    due(thread, cast.anna)
    shown = annas.get(reverse("mailbox", args=[thread.mailbox_id])).content.decode()
    assert "Påmindelser i dag" in shown
    assert "samtalen er afsluttet" in shown
    assert shown.index("Påmindelser i dag") < shown.index('class="empty"')


def test_only_what_is_due_and_ones_own(cast, thread):
    due(thread, cast.bo)
    set_reminder(user=cast.anna, thread=thread, due_on=today() + timedelta(days=1), for_all=False)
    assert reminder_rows(cast.anna, due=True) == []
    assert len(reminder_rows(cast.anna)) == 1
    with clock.at(clock.now() + timedelta(days=1)):
        assert len(reminder_rows(cast.anna, thread.mailbox_id, due=True)) == 1
    assert reminder_rows(cast.erik) == []


def test_done_is_done_and_back_in_the_list(cast, annas, thread):
    reminder = due(thread, set_by=cast.bo)
    response = annas.post(reverse("reminder-done", args=[reminder.pk]), {"list": "1"})
    assert response["Location"] == reverse("mailbox", args=[thread.mailbox_id])
    annas.post(reverse("reminder-done", args=[reminder.pk]))
    assert reminder_rows(cast.bo) == []
    assert ThreadEvent.objects.count() == 1
    assert AuditEvent.objects.filter(action="reminder.done").count() == 1


def test_put_off_is_another_day_for_the_same(cast, annas, thread):
    due(thread, set_by=cast.bo)
    shown = annas.get(reverse("mailbox", args=[thread.mailbox_id])).context["waiting"].due[0]
    remind(annas, thread, on=shown.next.isoformat(), for_all="on", list="1")
    assert Reminder.objects.get().due_on == shown.next > today()


def test_nobody_sees_or_ends_what_another_has_for_themselves(cast, annas, thread):
    reminder = due(thread, cast.bo)
    assert annas.post(reverse("reminder-done", args=[reminder.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        finish_reminder(user=cast.anna, reminder=reminder)


def test_days_people_choose():
    thursday, friday, wednesday = date(2026, 3, 5), date(2026, 3, 6), date(2026, 4, 1)
    assert [day for day, _ in quick_dates(thursday)] == [date(2026, 3, 6), date(2026, 3, 12)]
    assert [day for day, _ in quick_dates(friday)] == [date(2026, 3, 7), date(2026, 3, 9), date(2026, 3, 13)]
    assert date(2026, 4, 7) in dict(quick_dates(wednesday))  # over Easter


def test_at_midnight_it_is_the_danish_day(cast, thread):
    just_after = datetime(2026, 3, 2, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
    with clock.at(just_after):  # half past midnight in Denmark
        with pytest.raises(NotAhead):
            set_reminder(user=cast.anna, thread=thread, due_on=date(2026, 3, 3), for_all=False)
        set_reminder(user=cast.anna, thread=thread, due_on=date(2026, 3, 4), for_all=False)


def test_many_are_cut_short_and_cost_no_more_queries(cast, annas, thread):
    def asked(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            annas.get(reverse(name, args=[thread.mailbox_id]))
        return len(found)

    due(thread, cast.anna)
    few = [asked("mailbox"), asked("reminders")]
    for _ in range(7):
        come(letter_to(cast.social_psychiatry, citizen=PETER))
        due(thread_in(cast.social_psychiatry), cast.anna)
    assert [asked("mailbox"), asked("reminders")] == few
    shown = annas.get(reverse("mailbox", args=[thread.mailbox_id])).content.decode()
    assert shown.count('class="due__row"') == 5
    assert "3 påmindelser mere" in shown
