"""Copies of a lifelike database are as good as the originals: found, opened, and kept apart."""

from __future__ import annotations

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from correspondence.bench.copied import copied
from correspondence.bench.invented import Inventor
from correspondence.bench.lifelike import lifelike
from correspondence.models import Delivery, Message, SearchRow, Segment, Thread
from correspondence.search.index import rebuild

MESSAGES = 60
# The index of the search table is dropped and made again, which no test's transaction may hold up.
pytestmark = pytest.mark.django_db(transaction=True)


def test_three_times_as_many_each_with_its_own(client: Client) -> None:
    scene = lifelike(Inventor(1), MESSAGES)
    list(rebuild(everything=False))
    models = (Thread, Message, Segment, SearchRow, Delivery)
    before = {model: model.objects.count() for model in models}
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="DATABASE_URL"):
            copied(2)
        return
    told: list[int] = []
    copied(2, progress=told.append)
    assert {model: model.objects.count() for model in models} == {model: 3 * number for model, number in before.items()}
    assert told == [2 * before[Message], 3 * before[Message]]
    originals = Thread.objects.order_by("pk")[: before[Thread]]
    for original in originals[:3]:
        copies = Thread.objects.filter(communication_identifier__startswith=original.communication_identifier)
        texts = [[one.text for one in copy.segments.order_by("pk")] for copy in copies]
        assert len(texts) == 3
        assert texts[0] == texts[1] == texts[2]
    client.force_login(scene.user)
    copy = Thread.objects.filter(mailbox=scene.largest).order_by("-pk")[0]
    page = client.get(reverse("thread", args=[copy.pk])).content.decode()
    assert copy.citizen_name in page
    fresh = Thread.objects.get(pk=copy.pk)
    fresh.pk, fresh.communication_identifier = None, "urn:uuid:6f0a0ff4-0000-4000-8000-000000000001"
    fresh.save()
    assert fresh.pk > copy.pk
