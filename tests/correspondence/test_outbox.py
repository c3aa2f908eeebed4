"""The outbox: what is due goes out once; a network that is away costs time, never a message."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from lxml import etree

from correspondence.exchange import outbound
from correspondence.exchange.outbound import send_due
from correspondence.exchange.transports import FolderTransport, TransportDown
from correspondence.exchange.worker import run_once
from correspondence.files import read_document
from correspondence.letters.envelope import vans
from correspondence.models import Delivery
from correspondence.states import DeliveryState
from portal import clock
from tests.cast import answer, thread_in
from tests.correspondence.outside import HOSPITAL, come, letter_to
from tests.letters.witnesses import assert_conforms
from tests.shared import SHARED, needs_shared


@pytest.fixture
def outbox() -> Path:
    return Path(settings.EXCHANGE_DIR) / "out"


@pytest.fixture
def reply(cast) -> Delivery:
    """Our reply to the hospital, in the outbox; the acknowledgement before it has gone."""
    come(letter_to(cast.social_psychiatry))
    run_once()
    for path in (Path(settings.EXCHANGE_DIR) / "out").iterdir():
        path.unlink()
    return answer(cast.anna, thread_in(cast.social_psychiatry)).delivery


@pytest.fixture
def network(monkeypatch):
    """A network that is down until ``network.clear()``."""
    down = [True]

    def send(self, envelope_id, envelope):
        if down:
            raise TransportDown("the line is dead")
        real(self, envelope_id, envelope)

    real = FolderTransport.send
    monkeypatch.setattr(FolderTransport, "send", send)
    return down


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def test_it_lies_in_the_folder_in_its_envelope(reply, outbox):
    run_once()
    (path,) = outbox.iterdir()
    envelope = vans.read(path.read_bytes())
    assert (envelope.sender_gln, envelope.receiver_gln) == (reply.sender_gln, HOSPITAL.gln)
    assert (envelope.envelope_id, envelope.message_id) == (str(reply.envelope_id), reply.message_header_id)
    assert (envelope.format, envelope.name, envelope.version) == ("HL7", "MCM:FDIS91#discharge", "5.0")
    assert envelope.data == read_document(reply.stored_as)
    assert state(reply) == DeliveryState.AWAITING
    assert reply.sent_at


@needs_shared
def test_envelope_message_and_acknowledgement_are_as_the_standard_has_them(cast, outbox):
    schema = etree.XMLSchema(file=str(SHARED / "medcom/transport/vansenvelope/vansenvelope-1.0.4.xsd"))
    come(letter_to(cast.social_psychiatry))
    answer(cast.anna, thread_in(cast.social_psychiatry))
    run_once()
    envelopes = [path.read_bytes() for path in outbox.iterdir()]
    assert len(envelopes) == 2
    for data in envelopes:
        schema.assertValid(etree.fromstring(data))
        assert_conforms(vans.read(data).data)


def test_no_unfinished_file_is_left_and_nobody_else_can_read_them(reply, outbox):
    run_once()
    assert [path.suffix for path in outbox.iterdir()] == [".xml"]


def test_when_the_network_is_away_it_waits_and_says_so(reply, network, client, cast):
    assert send_due() == 0
    assert state(reply) == DeliveryState.QUEUED
    assert reply.error == "the line is dead"
    assert not reply.message.thread.has_failed_delivery
    client.force_login(cast.ivan)
    assert "the line is dead" in client.get(reverse("deliveries")).content.decode()


def test_it_waits_longer_each_time_up_to_a_quarter_of_an_hour(reply, network):
    waited, now = [], clock.now()
    for _ in range(6):
        with clock.at(now):
            send_due()
        reply.refresh_from_db()
        waited.append(round((reply.due_at - now).total_seconds()))
        now = reply.due_at
    assert waited == [10, 60, 300, 900, 900, 900]


def test_it_is_not_tried_before_its_time(reply, network):
    send_due()
    send_due()
    reply.refresh_from_db()
    assert reply.attempts == 1


def test_it_goes_when_the_network_is_back_with_the_same_ids(reply, network, outbox):
    ids = (reply.envelope_id, reply.bundle_id, reply.message_header_id)
    send_due()
    network.clear()
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert send_due() == 1
    assert state(reply) == DeliveryState.AWAITING
    assert reply.error == ""
    assert (reply.envelope_id, reply.bundle_id, reply.message_header_id) == ids


def test_the_operator_need_not_wait(reply, network, client, cast):
    send_due()
    network.clear()
    client.force_login(cast.ivan)
    client.post(reverse("retry-outbound", args=[reply.pk]))
    assert send_due() == 1


def test_a_claim_of_a_worker_that_died_is_freed(reply, settings):
    long_ago = clock.now() - timedelta(minutes=settings.CLAIM_MINUTES + 1)
    Delivery.objects.filter(pk=reply.pk).update(state=DeliveryState.CLAIMED, claimed_at=clock.now())
    assert send_due() == 0
    Delivery.objects.filter(pk=reply.pk).update(claimed_at=long_ago)
    assert send_due() == 1


def test_a_fault_of_ours_fails_that_one_and_the_next_goes(cast, reply, monkeypatch, client):
    second = answer(cast.anna, reply.message.thread, "Og en til").delivery
    real = outbound.envelope_of

    def breaks(delivery):
        if delivery.pk == reply.pk:
            raise ValueError("2509479989")
        return real(delivery)

    monkeypatch.setattr(outbound, "envelope_of", breaks)
    assert send_due() == 1
    assert (state(reply), state(second)) == (DeliveryState.FAILED, DeliveryState.AWAITING)
    assert reply.error == "builtins.ValueError"
    reply.message.thread.refresh_from_db()
    assert reply.message.thread.has_failed_delivery
    monkeypatch.undo()
    client.force_login(cast.ivan)
    client.post(reverse("retry-outbound", args=[reply.pk]))
    reply.message.thread.refresh_from_db()
    assert not reply.message.thread.has_failed_delivery
    assert send_due() == 1


def test_the_oldest_goes_first(cast, reply, monkeypatch):
    later = answer(cast.anna, reply.message.thread, "Og en til").delivery
    gone = []
    monkeypatch.setattr(FolderTransport, "send", lambda self, envelope_id, envelope: gone.append(envelope_id))
    send_due()
    assert gone == [str(reply.envelope_id), str(later.envelope_id)]


def test_nothing_goes_twice(reply, outbox):
    assert (send_due(), send_due()) == (1, 0)
    assert len(list(outbox.iterdir())) == 1


def test_a_full_folder_counts_as_the_network_being_away(reply, settings, tmp_path):
    settings.EXCHANGE_DIR = tmp_path / "file"
    settings.EXCHANGE_DIR.write_text("")
    assert send_due() == 0
    assert state(reply) == DeliveryState.QUEUED


def test_an_acknowledgement_is_done_once_it_is_handed_over(cast):
    come(letter_to(cast.social_psychiatry))
    run_once()
    assert Delivery.objects.get().state == DeliveryState.DONE
