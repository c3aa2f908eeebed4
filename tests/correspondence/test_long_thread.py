"""A thread of very many messages shows the latest first, and all of them when asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from correspondence.models import Direction, Message, Segment, Thread
from correspondence.queries.thread import LATEST, MOST_AT_ONCE, shown_messages
from tests.cast import Cast, thread_in, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast: Cast) -> Thread:
    """One message that came, and MOST_AT_ONCE more after it, all read."""
    write(cast)
    thread = thread_in(cast.social_psychiatry)
    for number in range(MOST_AT_ONCE):
        _copy(thread, number + 1)
    return thread


def _copy(thread: Thread, number: int) -> None:
    first = thread.messages.filter(direction=Direction.RECEIVED).earliest("occurred_at")
    segment = first.segments.get()
    first.pk, first.message_header_id = None, f"copy-{number}"
    first.occurred_at += timedelta(minutes=number)
    first.arrival = number + 1
    first.save()
    segment.pk, segment.message, segment.identifier = None, first, f"segment-{number}"
    segment.written_at, segment.html = first.occurred_at, f"<p>Besked nummer {number}.</p>"
    segment.save()


def test_the_latest_are_shown_and_the_others_counted(cast: Cast, thread: Thread, client: Client) -> None:
    client.force_login(cast.anna)
    client.get(reverse("thread", args=[thread.pk]))
    Thread.objects.filter(pk=thread.pk).update(latest_received=MOST_AT_ONCE + 1)
    client.get(reverse("thread", args=[thread.pk]))
    page = client.get(reverse("thread", args=[thread.pk])).content.decode()
    assert f"{MOST_AT_ONCE + 1 - LATEST} ældre beskeder" in page
    assert f"Besked nummer {MOST_AT_ONCE}." in page
    assert "Besked nummer 1." not in page
    everything = client.get(reverse("thread", args=[thread.pk]), {"alle": "1"}).content.decode()
    assert "Besked nummer 1." in everything
    assert "ældre beskeder" not in everything


def test_what_is_unread_is_never_left_out(thread: Thread) -> None:
    reading = shown_messages(thread, read_to=1)
    assert reading.older == 1
    assert shown_messages(thread, read_to=0).older == 0


def test_the_order_is_the_same_whatever_is_shown(thread: Thread) -> None:
    everything = [one.pk for one in shown_messages(thread, read_to=99, everything=True).messages]
    assert [one.pk for one in shown_messages(thread, read_to=99).messages] == everything[-LATEST:]
    assert (
        len(everything)
        == Message.objects.filter(thread=thread).count()
        == Segment.objects.filter(thread=thread).count()
    )
