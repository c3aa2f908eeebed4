"""The network operator's gateway over HTTPS: what its answers do to a delivery, and whom we talk to at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from correspondence.actions.retry import retry_delivery
from correspondence.exchange.transports import TransportDown
from correspondence.letters.envelope import vans
from correspondence.models import DeliveryEvent
from correspondence.states import DeliveryState, Failure, Step
from portal import clock
from tests.correspondence.outside import acknowledge_for
from tests.exchange.sent import START, steps, work, write
from tests.gateways.certificates import Authority
from tests.gateways.sides import HttpsSide

WAITS = [301, 401, 403, 404, 405, 408, 425, 429, 500, 502, 503, 504]
FINAL = [400, 406, 411, 413, 415, 422, 451, 499]


@pytest.fixture
def gateway(settings, tmp_path, cast):
    side = HttpsSide(settings, tmp_path)
    yield side
    side.close()


def test_a_message_goes_out_and_its_acknowledgement_comes_in(gateway, cast, client, settings):
    settings.EXCHANGE_IN_SECRET = "et-andet-paa-vej-ind-her"
    delivery = work(write(cast))
    assert delivery.state == DeliveryState.AWAITING
    assert [vans.read(one).message_id for one in gateway.taken()] == [delivery.message_header_id]
    brought = client.post(
        reverse("exchange-in"),
        acknowledge_for(delivery),
        content_type="application/fhir+json",
        headers={"Authorization": f"Bearer {settings.EXCHANGE_IN_SECRET}"},
    )
    assert brought.status_code == 202
    assert work(delivery).state == DeliveryState.DELIVERED


@pytest.mark.parametrize("status", WAITS)
def test_what_is_no_word_about_the_document_is_waited_out(gateway, cast, status):
    gateway.status = status
    waiting = work(write(cast))
    assert (waiting.state, waiting.resends) == (DeliveryState.QUEUED, 0)
    assert waiting.due_at > START
    assert str(status) in waiting.error
    gateway.status = 202
    assert work(waiting, START + timedelta(hours=1)).state == DeliveryState.AWAITING


@pytest.mark.parametrize("status", FINAL)
def test_a_final_refusal_fails_visibly_and_can_be_tried_again(gateway, cast, status):
    gateway.status = status
    failed = work(write(cast))
    assert (failed.state, failed.failure) == (DeliveryState.FAILED, Failure.NETWORK)
    said = DeliveryEvent.objects.get(delivery=failed, kind=Step.UNDELIVERABLE).detail
    assert "afviste kuverten" in said
    assert str(status) in said
    assert "2509479989" not in said + failed.error
    failed.message.thread.refresh_from_db()
    assert failed.message.thread.has_failed_delivery
    gateway.status = 202
    with clock.at(START):
        assert retry_delivery(user=cast.ivan, delivery=failed)
    sent = work(failed)
    assert sent.state == DeliveryState.AWAITING
    assert steps(sent) == [Step.WRITTEN, Step.UNDELIVERABLE, Step.AGAIN, Step.SENT]


def test_a_gateway_that_hangs_is_waited_for_no_longer_than_set(gateway, cast, settings):
    settings.EXCHANGE_TIMEOUT_SECONDS = 0.2
    gateway.status = None
    assert work(write(cast)).state == DeliveryState.QUEUED
    with pytest.raises(TransportDown, match="a moment ago"):
        gateway.transport.send("x", b"<x/>")


def test_a_gateway_that_somebody_else_vouches_for_gets_nothing(gateway, settings, tmp_path):
    settings.EXCHANGE_HTTPS_CA = Authority(tmp_path, "stranger").file
    with pytest.raises(TransportDown, match="SSL"):
        gateway.transport.send("x", b"<x/>")
    assert (gateway.has, gateway.refused) == ({}, 0)


def test_a_gateway_under_another_name_gets_nothing(gateway, settings):
    settings.EXCHANGE_HTTPS_URL = settings.EXCHANGE_HTTPS_URL.replace("127.0.0.1", "127.0.0.2")
    with pytest.raises(TransportDown):
        gateway.transport.send("x", b"<x/>")
    assert (gateway.has, gateway.refused) == ({}, 0)


@pytest.mark.parametrize("name", ["EXCHANGE_HTTPS_CERTIFICATE", "EXCHANGE_HTTPS_SECRET"])
def test_without_our_certificate_or_secret_we_are_not_let_in(gateway, settings, name):
    setattr(settings, name, "")
    with pytest.raises(TransportDown):
        gateway.transport.send("x", b"<x/>")
    assert gateway.has == {}


def test_a_certificate_of_a_stranger_is_not_let_in(gateway, settings, tmp_path):
    settings.EXCHANGE_HTTPS_CERTIFICATE, settings.EXCHANGE_HTTPS_KEY = Authority(tmp_path, "stranger").give("portal")
    with pytest.raises(TransportDown):
        gateway.transport.send("x", b"<x/>")
    assert gateway.has == {}
