"""The whole way of a message between two mailboxes of the portal, and back."""

from __future__ import annotations

from correspondence.exchange.worker import run_once
from correspondence.models import Delivery, Message, Thread
from correspondence.states import DeliveryState
from tests.cast import answer, thread_in, write


def test_a_message_arrives_in_the_other_mailbox_and_is_acknowledged(cast):
    sent = write(cast)
    thread = thread_in(cast.social_psychiatry)
    assert thread.communication_identifier == sent.thread.communication_identifier
    assert thread.segments.get().text == "Kære kollega.\nHar I tid til et møde?"
    assert Delivery.objects.get(message=sent).state == DeliveryState.DELIVERED


def test_a_reply_comes_back_into_the_same_thread(cast):
    sent = write(cast)
    answer(cast.anna, thread_in(cast.social_psychiatry))
    run_once()
    texts = [segment.text for segment in sent.thread.segments.all()]
    assert texts == ["Kære kollega.\nHar I tid til et møde?", "Tak for beskeden.\nVi ringer i morgen."]


def test_such_a_message_exists_once_in_each_mailbox(cast):
    write(cast)
    assert sorted(Thread.objects.values_list("mailbox", flat=True)) == sorted(
        [cast.psychiatry.pk, cast.social_psychiatry.pk]
    )
    assert sorted(Message.objects.values_list("direction", flat=True)) == ["in", "out"]


def test_nothing_is_left_in_the_exchange(cast):
    write(cast)
    answer(cast.anna, thread_in(cast.social_psychiatry))
    run_once()
    assert not Delivery.objects.exclude(state__in=(DeliveryState.DELIVERED, DeliveryState.DONE)).exists()
