"""The e-mail of the morning: how much waits, once a day, nothing about anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse

from correspondence.actions.digest import send_digests, send_morning_digests
from correspondence.actions.note import add_note
from correspondence.models import Reminder
from portal import clock
from portal.models import Digest, User
from tests.cast import mailbox, thread_in
from tests.correspondence.outside import come, letter_to

ZONE = ZoneInfo("Europe/Copenhagen")
MONDAY = datetime(2026, 3, 2, 6, 30, tzinfo=ZONE)


@pytest.fixture
def thread(cast, settings):
    settings.EMAIL_HOST = "localhost"
    settings.PORTAL_URL = "https://portal.example"
    User.objects.filter(pk=cast.anna.pk).update(digest=Digest.DAILY, email="anna@example.org")
    User.objects.filter(pk=cast.bo.pk).update(email="bo@example.org")
    come(letter_to(cast.social_psychiatry))
    return thread_in(cast.social_psychiatry)


def test_it_says_how_much_and_where_and_nothing_more(cast, thread):
    come(letter_to(cast.social_psychiatry))
    add_note(user=cast.bo, thread=thread, text="@anna Bruno ringede")
    Reminder.objects.create(thread=thread, user=cast.anna, set_by=cast.anna, due_on=clock.now().date())
    assert send_digests() == 1
    letter = mail.outbox[0]
    assert letter.to == ["anna@example.org"]
    assert "Du har 2 ulæste samtaler i Fjordby Socialpsykiatri." in letter.body
    assert "Du er nævnt i 1 intern note." in letter.body
    assert "Du har 1 påmindelse i dag." in letter.body
    assert "https://portal.example/" in letter.body
    for secret in ("Bruno", "Elmer", "250947", "ringede", "Udskrivelse"):
        assert secret not in letter.subject + letter.body


def test_once_a_day_whoever_asks(cast, thread):
    assert [send_digests(), send_digests()] == [1, 0]
    call_command("digest")
    assert len(mail.outbox) == 1
    with clock.at(clock.now() + timedelta(days=1)):
        assert send_digests() == 1


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (MONDAY, 1),
        (MONDAY.replace(hour=5), 0),
        (MONDAY.replace(hour=14), 0),
        (MONDAY - timedelta(days=1), 0),  # Sunday
        (datetime(2026, 4, 6, 7, 0, tzinfo=ZONE), 0),  # Easter Monday
    ],
)
def test_the_worker_sends_in_the_morning_of_a_working_day(cast, thread, moment, sent):
    with clock.at(moment):
        assert send_morning_digests() == sent


def test_nothing_waits_nothing_is_sent(cast, client, thread):
    client.force_login(cast.anna)
    client.get(reverse("thread", args=[thread.pk]))
    assert send_digests() == 0
    assert mail.outbox == []


@pytest.mark.parametrize("changes", [{"digest": Digest.NEVER}, {"email": ""}, {"is_active": False}])
def test_only_who_wants_it_and_can_have_it(cast, thread, changes):
    User.objects.filter(pk=cast.anna.pk).update(**changes)
    assert send_digests() == 0


def test_without_a_mail_server_nobody_is_counted_as_told(cast, thread, settings):
    settings.EMAIL_HOST = ""
    assert send_digests() == 0
    assert User.objects.get(pk=cast.anna.pk).digest_sent_on is None


def test_a_mail_server_that_is_away_is_asked_again(cast, thread, monkeypatch):
    def away(*args):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", away)
        assert send_digests() == 0
    assert send_digests() == 1


def test_an_address_that_is_refused_keeps_nobody_else_from_theirs(cast, thread, monkeypatch):
    User.objects.filter(pk=cast.bo.pk).update(digest=Digest.DAILY)
    send = EmailBackend.send_messages

    def picky(backend, letters):
        if "anna@example.org" in letters[0].to:
            raise SMTPRecipientsRefused({})
        return send(backend, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    assert send_digests() == 1
    assert [one.to for one in mail.outbox] == [["bo@example.org"]]
    assert send_digests() == 0


def test_the_worker_takes_a_few_at_a_time(cast, thread):
    User.objects.filter(pk=cast.bo.pk).update(digest=Digest.DAILY)
    assert [send_digests(at_most=1) for _ in range(3)] == [1, 1, 0]


def test_in_ones_own_language_and_of_ones_own_mailboxes(cast, thread):
    come(letter_to(mailbox(7999, "En anden postkasse")))
    User.objects.filter(pk=cast.anna.pk).update(language="en")
    send_digests()
    assert "You have 1 unread thread in Fjordby Socialpsykiatri." in mail.outbox[0].body
    assert "En anden" not in mail.outbox[0].body
