"""Ten seconds in which a message can be taken back, and not one longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from correspondence.actions.undo import TooLate, undo_send
from correspondence.exchange.worker import run_once
from correspondence.models import CitizenIdentifier, Delivery, DraftFile, Message, Segment, Thread
from correspondence.states import DeliveryState
from portal.models import AuditEvent
from tests.cast import answer, thread_in
from tests.correspondence.outside import come, letter_to
from tests.writing.pages import PDF, drafts, new_page, open_page


@pytest.fixture(autouse=True)
def ten_seconds(settings):
    settings.UNDO_SECONDS = 10


@pytest.fixture
def page(cast, client):
    return new_page(client, cast.anna, cast.social_psychiatry, receiver=cast.psychiatry.organisation.sor_code)


def take_back(client, message: Message):
    return client.post(reverse("undo", args=[message.pk]))


def test_nothing_leaves_before_the_time_and_everything_after_it(cast, page):
    page.send()
    run_once()
    assert Delivery.objects.get().state == DeliveryState.QUEUED
    run_once(now=timezone.now() + timedelta(seconds=11))
    assert cast.social_psychiatry.threads.get().messages.get().delivery.state == DeliveryState.DELIVERED


def test_the_thread_offers_it(client, page):
    page.send()
    message = Message.objects.get()
    assert reverse("undo", args=[message.pk]) in client.get(page.response["Location"]).content.decode()


def test_a_new_message_is_a_draft_again_and_nothing_else(client, page):
    page.attach(("plan.pdf", PDF)).send()
    response = take_back(client, Message.objects.get())
    (draft,) = drafts()
    assert response["Location"] == reverse("draft", args=[draft.token])
    for gone in (Thread, Message, Segment, Delivery, CitizenIdentifier):
        assert not gone.objects.exists()
    assert DraftFile.objects.get().draft == draft
    assert AuditEvent.objects.filter(action="message.undo").count() == 1


def test_it_can_be_mended_and_sent(cast, client, page):
    page.send()
    take_back(client, Message.objects.get())
    again = open_page(client, cast.anna, reverse("draft", args=[drafts()[0].token]))
    assert again.send(text="Rettet.").new_segments[0].text == "Rettet."


def test_a_reply_leaves_the_thread_as_it_was(cast, client):
    come(letter_to(cast.social_psychiatry))
    thread = thread_in(cast.social_psychiatry)
    before = Thread.objects.filter(pk=thread.pk).values().get()
    page = open_page(client, cast.anna, reverse("reply", args=[thread.pk]))
    page.fill(text="Ups", category="medicine", topic="Andet").attach(("plan.pdf", PDF)).send()
    take_back(client, thread.messages.get(direction="out"))
    assert Thread.objects.filter(pk=thread.pk).values().get() == before
    assert thread.messages.count() == 1
    assert drafts()[0].thread == thread


def test_too_late_when_the_time_is_up(cast, client, page, settings):
    settings.UNDO_SECONDS = 0
    page.send()
    message = Message.objects.get()
    assert take_back(client, message)["Location"] == reverse("thread", args=[message.thread_id])
    assert Message.objects.exists()


def test_too_late_when_a_worker_has_it(cast, page):
    page.send()
    Delivery.objects.update(state=DeliveryState.CLAIMED, attempts=1)
    with pytest.raises(TooLate):
        undo_send(user=cast.anna, message=Message.objects.get())
    assert Message.objects.exists()


def test_colleagues_take_back_nothing_of_hers(cast, client, page):
    page.send()
    message = Message.objects.get()
    client.force_login(cast.bo)
    take_back(client, message)
    client.force_login(cast.erik)
    assert take_back(client, message).status_code == 404
    assert Message.objects.count() == 1


def test_what_was_not_written_on_the_page_is_not_held(cast):
    come(letter_to(cast.social_psychiatry))
    answer(cast.anna, thread_in(cast.social_psychiatry))
    run_once()
    assert Delivery.objects.get(message__isnull=False).state == DeliveryState.AWAITING


def test_an_undone_message_can_be_sent_only_once(client, page):
    page.send()
    message = Message.objects.get()
    take_back(client, message)
    assert take_back(client, message).status_code == 404
