"""Technical data expires; what people wrote and the ids that tell duplicates do not."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from correspondence.exchange.retention import forget_expired
from correspondence.models import Attachment, Delivery, DeliveryEvent, RawDelivery
from correspondence.states import DeliveryState, RawState
from portal import clock
from tests.cast import thread_in
from tests.correspondence.outside import PLAN, again, come, letter_to, texts
from tests.exchange.sent import OK, START, answer, minutes, work, write


@pytest.fixture
def received(cast):
    with clock.at(START):
        raw = come(letter_to(cast.social_psychiatry, attachments=(PLAN,)))
        work(Delivery.objects.get())
    return raw


def after(days):
    with clock.at(START + timedelta(days=days)):
        return forget_expired()


def test_nothing_goes_before_its_time(received):
    assert after(399) == 0


def test_documents_go_and_the_thread_stays(cast, received):
    before = texts(thread_in(cast.social_psychiatry))
    assert after(401) == 2
    stored_as = received.stored_as
    received.refresh_from_db()
    assert (received.stored_as, received.state) == ("", RawState.ACCEPTED)
    assert not default_storage.exists(stored_as)
    assert texts(thread_in(cast.social_psychiatry)) == before
    assert default_storage.exists(Attachment.objects.get().stored_as)


def test_a_duplicate_is_still_known_years_later(cast):
    letter = letter_to(cast.social_psychiatry)
    with clock.at(START):
        come(letter)
    after(3000)
    assert come(again(letter)).state == RawState.DUPLICATE


def test_what_waits_for_somebody_never_expires(received):
    RawDelivery.objects.update(state=RawState.FAILED)
    Delivery.objects.update(state=DeliveryState.QUEUED)
    assert after(3000) == 0


def test_every_transmission_s_document_goes(cast):
    delivery = work(write(cast))
    answer(work(delivery, START + minutes(30)), OK)
    kept = set(DeliveryEvent.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    assert len(kept) == 2
    after(500)
    assert not any(default_storage.exists(one) for one in kept)


def test_the_steps_are_forgotten_and_the_outcome_is_not(cast, settings):
    settings.TRACE_RETENTION_DAYS = 30
    delivery = work(write(cast))
    first = delivery.stored_as
    answer(work(delivery, START + minutes(30)), OK)
    after(31)
    assert [one.stored_as for one in delivery.events.all()] == [first]  # nothing else knows that document
    after(500)
    assert not delivery.events.exists()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.settled_at) == (DeliveryState.DELIVERED, START)


def test_it_can_be_done_twice(received):
    after(401)
    assert after(401) == 0


def test_what_a_dead_worker_had_begun_to_hand_over_does_not_lie_about_for_ever(cast, settings):
    outbox = settings.EXCHANGE_DIR / "out"
    outbox.mkdir(parents=True)
    for name in (".old.part", ".new.part", "whole.xml"):
        (outbox / name).write_bytes(b"<")
    for name in (".old.part", "whole.xml"):
        os.utime(outbox / name, (1, 1))
    forget_expired()
    assert sorted(path.name for path in outbox.iterdir()) == [".new.part", "whole.xml"]
