"""``manage.py exchange --once`` leaves nothing behind that a person could still take back."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.core.management import call_command

from correspondence.models import Delivery
from correspondence.states import DeliveryState
from portal import clock
from tests.cast import write


def hold(cast, settings, seconds: int, attempts: int) -> Delivery:
    """A message of Cecilie's that is released in so many seconds."""
    settings.UNDO_SECONDS = seconds
    message = write(cast, deliver=False)
    due = clock.now() + timedelta(seconds=seconds)
    Delivery.objects.filter(message=message).update(due_at=due, attempts=attempts)
    return Delivery.objects.get(message=message)


def test_it_waits_for_what_can_be_taken_back(cast, settings):
    delivery = hold(cast, settings, seconds=1, attempts=0)
    call_command("exchange", "--once", stdout=StringIO())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


def test_it_does_not_wait_for_what_could_not_be_sent(cast, settings):
    delivery = hold(cast, settings, seconds=600, attempts=1)
    call_command("exchange", "--once", stdout=StringIO())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.QUEUED
