"""The door for documents over HTTP: who is let in, what is taken, and when it is said to be taken."""

from __future__ import annotations

import hashlib
import socket

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from correspondence.exchange import endpoint
from correspondence.exchange.inbound import process_waiting
from correspondence.files import read_document
from correspondence.models import Message, RawDelivery
from correspondence.states import RawState
from tests.correspondence.outside import in_envelope, letter_to

SECRET = "kun-til-proeven-og-lang-nok"
PRINT = ":".join(["AB", "CD", "EF", "01"] * 5)


@pytest.fixture
def door(cast, settings):
    settings.EXCHANGE_IN_SECRET = SECRET
    return Client(enforce_csrf_checks=True)


def bring(client, data=b"<x/>", *, secret=SECRET, content_type="application/xml", **headers):
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    return client.post(reverse("exchange-in"), data, content_type=content_type, headers=headers)


def nothing_came():
    return not RawDelivery.objects.exists()


def test_what_is_brought_is_stored_to_the_byte_and_becomes_a_message(door, cast):
    envelope = in_envelope(letter_to(cast.social_psychiatry))
    response = bring(door, envelope, **{"Idempotency-Key": "kuvert-1"})
    raw = RawDelivery.objects.get()
    assert (response.status_code, response.json()) == (202, {"id": str(raw.pk)})
    assert (raw.state, raw.transport, raw.name) == (RawState.WAITING, "https", "kuvert-1")
    assert read_document(raw.stored_as) == envelope
    assert (raw.size, raw.sha256) == (len(envelope), hashlib.sha256(envelope).hexdigest())
    process_waiting()
    assert Message.objects.count() == 1


def test_brought_twice_it_is_one_message(door, cast):
    envelope = in_envelope(letter_to(cast.social_psychiatry))
    assert [bring(door, envelope).status_code for _ in range(2)] == [202, 202]
    process_waiting()
    assert Message.objects.count() == 1


def test_until_it_is_set_up_it_is_closed(cast, client):
    assert bring(client).status_code == 403
    assert nothing_came()


@pytest.mark.parametrize("wrong", ["", "forkert", SECRET[:-1], SECRET + "x", SECRET.upper(), "æøå"])
def test_without_the_secret_nobody_comes_in(door, wrong):
    response = bring(door, secret=wrong)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert SECRET not in response.content.decode()
    assert nothing_came()


def test_the_secret_without_its_word_is_none(door):
    assert bring(door, secret="", Authorization=SECRET).status_code == 401


@pytest.fixture
def proxied(cast, settings):
    settings.EXCHANGE_IN_CERTIFICATE_HEADER = "X-Client-Fingerprint"
    settings.EXCHANGE_IN_CERTIFICATES = ["99" * 20, "abcdef01" * 5]
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("shown", [PRINT, "abcdef01" * 5, " AbCdEf01" + "abcdef01" * 4])
def test_a_certificate_the_proxy_names_opens_the_door(proxied, shown):
    assert bring(proxied, secret="", **{"X-Client-Fingerprint": shown}).status_code == 202


@pytest.mark.parametrize("shown", ["", ":", "abcdef01", "abcdef01" * 6, "*"])
def test_any_other_certificate_does_not(proxied, shown):
    assert bring(proxied, secret="", **{"X-Client-Fingerprint": shown}).status_code == 401
    assert nothing_came()


def test_the_header_means_nothing_unless_it_was_named(door):
    assert bring(door, secret="", **{"X-Client-Fingerprint": PRINT}).status_code == 401


def test_where_both_are_set_both_are_demanded(proxied, settings):
    settings.EXCHANGE_IN_SECRET = SECRET
    right = {"X-Client-Fingerprint": PRINT}
    assert bring(proxied, secret="", **right).status_code == 401
    assert bring(proxied).status_code == 401
    assert bring(proxied, **right).status_code == 202


@pytest.mark.parametrize("content_type", ["", "text/html", "multipart/form-data; boundary=x", "application/pdf"])
def test_other_types_are_not_taken(door, content_type):
    assert bring(door, content_type=content_type).status_code == 415
    assert nothing_came()


@pytest.mark.parametrize("content_type", ["text/xml; charset=utf-8", "APPLICATION/XML", "application/fhir+json"])
def test_types_are_known_with_their_parameters(door, content_type):
    assert bring(door, content_type=content_type).status_code == 202


def test_compressed_ones_are_not_taken(door):
    assert bring(door, **{"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
def test_only_post(door, method):
    assert getattr(door, method)(reverse("exchange-in")).status_code == 405


def test_one_that_is_too_large_is_not_even_read(door, settings, monkeypatch):
    settings.MAX_DOCUMENT_BYTES = 1000
    assert bring(door, b"x" * 1000).status_code == 202
    monkeypatch.setattr(endpoint, "_copy", lambda *_: 1 / 0)
    assert bring(door, b"x" * 1001).status_code == 413
    assert RawDelivery.objects.count() == 1


def test_it_is_copied_in_pieces(door, monkeypatch):
    monkeypatch.setattr(endpoint, "CHUNK", 7)
    bring(door, b"0123456789" * 10)
    assert read_document(RawDelivery.objects.get().stored_as) == b"0123456789" * 10


@pytest.mark.parametrize("fault", [OSError, DatabaseError])
def test_what_could_not_be_stored_is_not_said_to_be_taken(door, monkeypatch, fault):
    def breaks(*_, **__):
        raise fault

    monkeypatch.setattr(endpoint, "store_file", breaks)
    response = bring(door)
    assert (response.status_code, response["Retry-After"]) == (503, "60")


@pytest.mark.django_db(transaction=True)
def test_it_is_committed_before_the_answer(settings, client, monkeypatch):
    """No transaction is open round the answer: what is answered for cannot be rolled back."""
    settings.EXCHANGE_IN_SECRET = SECRET
    seen = []
    real = endpoint.JsonResponse

    def answer(*arguments, **options):
        seen.append((transaction.get_connection().in_atomic_block, RawDelivery.objects.count()))
        return real(*arguments, **options)

    monkeypatch.setattr(endpoint, "JsonResponse", answer)
    assert bring(client).status_code == 202
    assert seen == [(False, 1)]


def over_a_socket(live_server, request: bytes) -> bytes:
    """The status line of what a real server answers to raw bytes, after which we fall silent."""
    with socket.create_connection((live_server.thread.host, live_server.thread.port), timeout=20) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").readline()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (["Content-Length: 4"], b"<x/>", b"202"),
        (["Content-Length: 0"], b"", b"400"),
        (["Content-Length: 400"], b"<x/>", b"400"),
        (["Transfer-Encoding: chunked"], b"4\r\n<x/>\r\n0\r\n\r\n", b"411"),
        (["Content-Length: many"], b"<x/>", b"411"),
    ],
    ids=["whole", "empty", "breaks off", "length unknown", "length is a word"],
)
def test_over_a_real_connection(live_server, settings, headers, body, status):
    settings.EXCHANGE_IN_SECRET = SECRET
    lines = [
        f"POST {reverse('exchange-in')} HTTP/1.1",
        f"Host: {live_server.thread.host}",
        f"Authorization: Bearer {SECRET}",
        "Content-Type: application/xml",
        *headers,
    ]
    assert over_a_socket(live_server, "\r\n".join([*lines, "", ""]).encode() + body).split()[1] == status
    assert RawDelivery.objects.count() == (status == b"202")
