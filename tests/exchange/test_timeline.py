"""What the sender sees under a sent message, and can do about a failure."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from correspondence.letters.issues import Issue, Severity
from correspondence.models import Membership, Role
from correspondence.queries.inbox import mailbox_counts
from correspondence.states import DeliveryState, Failure
from portal.models import AuditEvent
from tests.exchange.sent import FATAL, OK, START, answer, envelopes, minutes, work, write


@pytest.fixture
def sent(cast):
    return work(write(cast))


@pytest.fixture
def given_up(sent):
    for waited in (30, 60, 90):
        work(sent, START + minutes(waited))
    return sent


def page(client, user, delivery):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    user.language = "en"
    user.save()
    shown = client.get(reverse("thread", args=[delivery.message.thread_id])).content.decode()
    return shown.partition('id="content"')[2]


def test_each_step_is_told_in_words(cast, client, sent):
    work(sent, START + minutes(30))
    answer(sent, OK, at=START + minutes(40))
    shown = page(client, cast.anna, sent)
    told = [shown.index(word) for word in ("Written<", "Sent<", "No acknowledgement in time", "Sent again<")]
    assert told == sorted(told)
    assert "Acknowledged by the receiver" in shown


def test_what_changes_nothing_is_not_told(cast, client, sent):
    answer(sent, OK)
    answer(sent, FATAL)
    shown = page(client, cast.anna, sent)
    assert "changes nothing" not in shown
    assert "Refused by the receiver" not in shown


UNKNOWN_UNIT = "The unit is not known at the receiver, or is closed."


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("MSG_Receiver_Identifier_UNKNOWN", "", UNKNOWN_UNIT),
        (
            "MSG_Receiver_Identifier_UNKNOWN",
            "MessageHeader.destination[0].receiver: Afdelingen er lukket.",
            f"{UNKNOWN_UNIT} They write: Afdelingen er lukket.",
        ),
        ("MSG_OF_THEIR_OWN", "Bundle.entry[2].resource.ofType(Patient): Nej tak.", "Nej tak."),
        ("MSG_Receiver_Identifier_UNKNOWN", "MessageHeader.destination: ", UNKNOWN_UNIT),
        ("MSG_OF_THEIR_OWN", "", "MSG_OF_THEIR_OWN"),
        ("", "OBS: ring til os", "OBS: ring til os"),
        ("", "", "The receiver has given no reason."),
    ],
)
def test_the_receiver_s_reasons_are_told_in_plain_words(cast, client, sent, code, text, shown):
    answer(sent, FATAL, issues=(Issue(code=code, path="", text=text or " "),))
    assert f"<li>{shown}</li>" in page(client, cast.anna, sent)


def test_remarks_of_one_who_took_it_in_are_no_reasons(cast, client, sent):
    remark = Issue(code="MSG_LOCAL_FAIL", path="", text="Dublet.", severity=Severity.INFORMATION)
    answer(sent, OK, issues=(remark,))
    assert "Dublet." not in page(client, cast.anna, sent)


def test_ids_and_counters_are_not_for_the_sender(cast, client, sent):
    shown = page(client, cast.anna, sent)
    assert str(sent.envelope_id) not in shown
    assert sent.bundle_id not in shown


def test_the_sender_sends_a_given_up_message_again(cast, client, given_up):
    assert "Send again" in page(client, cast.anna, given_up)
    client.post(reverse("delivery-resend", args=[given_up.pk]))
    given_up.refresh_from_db()
    assert (given_up.state, given_up.resends) == (DeliveryState.QUEUED, 3)
    given_up.message.thread.refresh_from_db()
    assert not given_up.message.thread.has_failed_delivery
    assert AuditEvent.objects.filter(actor=cast.anna, action="delivery.retry").count() == 1


def test_a_second_press_sends_no_second_time(cast, client, given_up):
    client.force_login(cast.anna)
    for _ in range(2):
        client.post(reverse("delivery-resend", args=[given_up.pk]))
    given_up.refresh_from_db()
    assert given_up.resends == 3
    run = work(given_up, START + minutes(60 * 24 * 3000))
    assert run.state == DeliveryState.AWAITING
    assert len(envelopes()) == 4


def test_the_standard_s_ceiling_holds_for_people_too(cast, client, given_up):
    given_up.resends = 3
    given_up.save()
    assert "Send again" not in page(client, cast.anna, given_up)
    client.post(reverse("delivery-resend", args=[given_up.pk]))
    given_up.refresh_from_db()
    assert given_up.state == DeliveryState.FAILED


def test_what_the_receiver_refused_is_not_sent_again_unchanged(cast, client, sent):
    answer(sent, FATAL)
    shown = page(client, cast.anna, sent)
    assert "Send again" not in shown
    assert "Dealt with by phone" in shown
    client.post(reverse("delivery-resend", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.state == DeliveryState.FAILED


def test_dealt_with_by_phone_the_thread_is_no_longer_undelivered(cast, client, given_up):
    client.force_login(cast.anna)
    client.post(reverse("delivery-handled", args=[given_up.pk]))
    given_up.refresh_from_db()
    given_up.message.thread.refresh_from_db()
    assert given_up.handled_at
    assert (given_up.state, given_up.failure) == (DeliveryState.FAILED, Failure.SILENCE)
    assert not given_up.message.thread.has_failed_delivery
    assert "Dealt with another way" in page(client, cast.anna, given_up)


@pytest.mark.parametrize("name", ["delivery-resend", "delivery-handled"])
def test_a_reader_may_not(cast, client, given_up, name):
    Membership.objects.filter(user=cast.bo).update(role=Role.READER)
    assert "Send again" not in page(client, cast.bo, given_up)
    assert client.post(reverse(name, args=[given_up.pk])).status_code == 403


def test_an_undelivered_message_does_not_look_finished(cast, client, given_up):
    client.force_login(cast.anna)
    row = client.get(reverse("mailbox", args=[cast.social_psychiatry.pk]), {"show": "sent"}).content.decode()
    assert "row--failed" in row
    assert "count--alarm" in row


def test_the_list_of_undelivered_holds_it_until_somebody_has_dealt_with_it(cast, client, given_up):
    fine = work(write(cast))
    client.force_login(cast.anna)
    url = reverse("mailbox", args=[cast.social_psychiatry.pk]) + "?show=undelivered"

    def listed():
        return [row.url for row in client.get(url).context["rows"]]

    assert listed() == [reverse("thread", args=[given_up.message.thread_id])]
    assert mailbox_counts(cast.anna)[0].undelivered == 1
    client.post(reverse("delivery-handled", args=[given_up.pk]))
    assert listed() == []
    assert mailbox_counts(cast.anna)[0].undelivered == 0
    assert fine.state == DeliveryState.AWAITING


def test_without_a_mail_server_nobody_is_written_to(given_up):
    assert mail.outbox == []


def test_sender_and_coordinator_are_told_without_a_word_about_the_citizen(
    cast, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.example", "https://portal.example"
    for person in (cast.anna, cast.gorm, cast.erik):
        person.email = f"{person.username}@fjordby.example"
        person.save()
    delivery = work(write(cast))
    with django_capture_on_commit_callbacks(execute=True):
        answer(delivery, FATAL)
    assert sorted(one.to[0] for one in mail.outbox) == ["anna@fjordby.example", "gorm@fjordby.example"]
    for one in mail.outbox:
        text = f"{one.subject} {one.body}"
        assert f"https://portal.example{reverse('thread', args=[delivery.message.thread_id])}" in text
        assert not any(word in text for word in ("Bruno", "Elmer", "250947", "Udskrivelse", "Sygehus"))


def test_a_mail_server_that_is_away_disturbs_nothing(cast, settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.EMAIL_HOST = "mail.example"
    cast.anna.email = "anna@fjordby.example"
    cast.anna.save()

    def away(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    delivery = work(write(cast))
    with django_capture_on_commit_callbacks(execute=True):
        assert answer(delivery, FATAL).state == DeliveryState.FAILED
