"""The mailboxes that pages are measured on look as if their messages had really come and gone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from correspondence.bench.invented import Inventor
from correspondence.bench.lifelike import lifelike
from correspondence.models import Delivery, Direction, Mailbox, Message, Segment, Thread

pytestmark = pytest.mark.django_db


def test_there_are_twelve_mailboxes_and_as_many_messages_as_asked_for():
    scene = lifelike(Inventor(1), 200)
    assert Mailbox.objects.count() == 12
    assert 200 <= Message.objects.count() < 220
    assert scene.largest.threads.count() > Thread.objects.count() / 3


def test_the_same_seed_invents_the_same():
    assert Inventor(1).text() == Inventor(1).text()
    assert Inventor(1).uuid() != Inventor(2).uuid()


def test_what_was_sent_has_a_delivery_and_what_came_has_a_number():
    lifelike(Inventor(1), 100)
    assert Delivery.objects.count() == Message.objects.filter(direction=Direction.SENT).count()
    assert not Message.objects.filter(direction=Direction.RECEIVED, arrival=0).exists()
    for thread in Thread.objects.all():
        received = thread.messages.filter(direction=Direction.RECEIVED)
        assert thread.latest_received == max(received.values_list("arrival", flat=True))


def test_a_thread_shows_everything_in_it(client):
    scene = lifelike(Inventor(1), 60)
    thread = scene.largest.threads.latest("pk")
    client.force_login(scene.user)
    page = client.get(reverse("thread", args=[thread.pk])).content.decode()
    assert all(one.html in page for one in Segment.objects.filter(thread=thread))
    assert thread.citizen_name in page
