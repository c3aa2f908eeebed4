"""The operator finds, opens, retries, stops and settles; each opening has a reason and leaves a trace."""

from __future__ import annotations

import pytest
from django.urls import reverse

from correspondence.actions.retry import retry_delivery, stop_delivery
from correspondence.files import read_document
from correspondence.letters.carecommunication.write import write as written
from correspondence.models import Delivery, RawDelivery
from correspondence.states import DeliveryState, Failure, RawState
from portal import clock
from portal.models import AuditEvent
from tests.cast import answer as reply_in
from tests.cast import thread_in
from tests.correspondence.outside import NOBODY, come, in_envelope, letter_to
from tests.exchange.sent import FATAL, START, answer, minutes, out, work, write

REASON = "Fejlsøgning, sag 4711"


@pytest.fixture
def ivan(cast, client):
    cast.ivan.language = "en"
    cast.ivan.save()
    client.force_login(cast.ivan)
    return client


@pytest.fixture
def raw(cast):
    return come(in_envelope(letter_to(cast.social_psychiatry)))


def found(client, identifier):
    page = client.get(reverse("deliveries"), {"q": identifier})
    return len(page.context["inbound"]), len(page.context["outbound"])


@pytest.mark.parametrize("form", ["{}", " {} ", "urn:uuid:{}", "MessageHeader/{}"])
def test_an_incoming_document_is_found_by_any_id(ivan, raw, form):
    for identifier in (raw.envelope_id, raw.bundle_id, raw.message_header_id, str(raw.pk)):
        assert found(ivan, form.format(identifier))[0] == 1


def test_an_outgoing_one_by_the_ids_of_every_transmission(ivan, cast):
    delivery = work(write(cast))
    first = (delivery.envelope_id, delivery.bundle_id)
    work(delivery, START + minutes(30))
    for identifier in (*first, delivery.envelope_id, delivery.bundle_id, delivery.message_header_id, delivery.pk):
        assert found(ivan, str(identifier)) == (0, 1)


@pytest.mark.parametrize("bare", [True, False])
def test_everything_of_a_thread_is_found_by_its_communication_identifier(ivan, raw, cast, bare):
    thread = thread_in(cast.social_psychiatry)
    reply_in(cast.anna, thread)
    identifier = thread.communication_identifier
    assert found(ivan, identifier.removeprefix("urn:uuid:") if bare else identifier) == (1, 1)


@pytest.mark.parametrize(
    "identifier", ["x", "' or 1=1", "0" * 500, "\x00", "æøå", "00000000-0000-0000-0000-000000000000"]
)
def test_an_id_nobody_has_finds_nothing(ivan, raw, identifier):
    assert found(ivan, identifier) == (0, 0) or not identifier.strip("\x00 ")


def test_figures_stand_on_the_page(ivan, cast):
    work(write(cast))
    answer(work(write(cast)), FATAL)
    write(cast)
    figures = ivan.get(reverse("deliveries")).context["figures"]
    assert (figures.unsent, figures.unacknowledged, figures.failed) == (1, 1, 1)
    assert figures.oldest_unacknowledged == START


def test_what_waits_for_a_mailbox_is_counted(ivan, cast):
    raw = come(letter_to(cast.social_psychiatry))
    RawDelivery.objects.filter(pk=raw.pk).update(state=RawState.UNROUTED, received_at=START)
    page = ivan.get(reverse("deliveries"))
    assert (page.context["figures"].unrouted, page.context["figures"].oldest_unrouted) == (1, START)
    assert "Waiting for a mailbox" in page.content.decode()


def test_the_document_page_tells_ids_and_steps_and_not_the_content(ivan, raw, cast):
    delivery = work(write(cast))
    for url in (reverse("inbound-document", args=[raw.pk]), reverse("outbound-document", args=[delivery.pk])):
        page = ivan.get(url).content.decode()
        assert (raw.envelope_id in page) or (str(delivery.envelope_id) in page)
        assert not any(word in page for word in ("Bruno", "Elmer", "2509479989"))


@pytest.mark.parametrize("reason", ["", "   ", "x", "om 250947-9989", "om 2509479989", "x" * 301])
def test_without_a_proper_reason_nothing_is_opened(ivan, raw, reason):
    response = ivan.post(reverse("open-inbound", args=[raw.pk]), {"reason": reason})
    assert response.status_code == 422
    assert "Elmer" not in response.content.decode()
    assert not AuditEvent.objects.filter(action="raw.opened").exists()


def test_opened_for_a_reason_it_is_shown_raw_and_laid_out(ivan, raw):
    page = ivan.post(reverse("open-inbound", args=[raw.pk]), {"reason": REASON}).content.decode()
    assert "Elmer" in page
    assert "&lt;VANSEnvelope" in page
    event = AuditEvent.objects.get(action="raw.opened")
    assert (event.subject_id, event.details) == (str(raw.pk), {"reason": REASON, "download": False})


def test_every_opening_is_audited(ivan, raw):
    for _ in range(3):
        ivan.post(reverse("open-inbound", args=[raw.pk]), {"reason": REASON})
    assert AuditEvent.objects.filter(action="raw.opened").count() == 3


def test_it_is_downloaded_to_the_byte_and_harmless_to_a_browser(ivan, cast):
    letter = letter_to(cast.social_psychiatry)
    raw = come(letter)
    response = ivan.post(reverse("open-inbound", args=[raw.pk]), {"reason": REASON, "download": "1"})
    assert response.content == written(letter)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_every_transmission_can_be_opened(ivan, cast):
    delivery = work(write(cast))
    first = delivery.bundle_id
    work(delivery, START + minutes(30))
    url = reverse("open-outbound", args=[delivery.pk])
    newest = ivan.post(url, {"reason": REASON}).content.decode()
    earlier = delivery.events.get(kind="sent").pk
    oldest = ivan.post(url, {"reason": REASON, "transmission": earlier}).content.decode()
    assert newest.count(delivery.bundle_id) > oldest.count(delivery.bundle_id)
    assert oldest.count(first) > newest.count(first)


def downloaded(client, delivery, **choice):
    url = reverse("open-outbound", args=[delivery.pk])
    return client.post(url, {"reason": REASON, "download": "1", **choice}).content


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_what_was_sent_is_kept_in_its_envelope_to_the_byte(ivan, cast, syntax):
    delivery = work(write(cast, syntax=syntax))
    first, earlier = delivery.envelope_id, delivery.events.get(kind="sent").pk
    work(delivery, START + minutes(30))
    assert downloaded(ivan, delivery) == (out() / f"{delivery.envelope_id}.xml").read_bytes()
    assert downloaded(ivan, delivery, transmission=earlier) == (out() / f"{first}.xml").read_bytes()


def test_an_acknowledgement_too(ivan, cast, raw):
    answer = Delivery.objects.get()
    work(answer, clock.now())
    assert downloaded(ivan, answer) == (out() / f"{answer.envelope_id}.xml").read_bytes()


def test_what_waits_to_be_sent_has_no_envelope_yet(ivan, cast):
    delivery = write(cast)
    assert downloaded(ivan, delivery) == read_document(delivery.stored_as)
    work(delivery)
    retry_delivery(user=cast.ivan, delivery=stopped(cast, delivery))
    delivery.refresh_from_db()
    assert downloaded(ivan, delivery) == read_document(delivery.stored_as)


def stopped(cast, delivery):
    assert stop_delivery(user=cast.ivan, delivery=delivery)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize(
    "data", [b"", b"{", b"<a", b"\xff\xfe\x00", b'{"a": "<script>alert(1)</script>"}', b"<a>" * 300]
)
def test_anything_at_all_can_be_opened(ivan, cast, data):
    raw = come(data)
    page = ivan.post(reverse("open-inbound", args=[raw.pk]), {"reason": REASON})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_what_has_expired_says_so(ivan, raw):
    raw.stored_as = ""
    raw.save()
    assert "no longer kept" in ivan.get(reverse("inbound-document", args=[raw.pk])).content.decode()
    assert ivan.post(reverse("open-inbound", args=[raw.pk]), {"reason": REASON}).status_code == 422


def test_a_refused_document_says_why_it_can_not_be_retried(ivan, cast):
    raw = come(letter_to(cast.social_psychiatry, receiver=NOBODY))
    page = ivan.get(reverse("inbound-document", args=[raw.pk])).content.decode()
    assert "can not be taken in any more" in page
    assert "Try again" not in page


def test_set_aside_leaves_the_list_of_troubles(ivan, cast):
    raw = come(b"{")
    trouble = reverse("deliveries") + "?show=trouble"
    assert len(ivan.get(trouble).context["inbound"]) == 1
    ivan.post(reverse("set-aside-inbound", args=[raw.pk]))
    assert ivan.get(trouble).context["inbound"] == []
    raw.refresh_from_db()
    assert raw.state == RawState.SET_ASIDE


def test_a_stopped_message_is_sent_no_more_and_can_be_taken_up_again(ivan, cast):
    delivery = write(cast)
    ivan.post(reverse("stop-outbound", args=[delivery.pk]))
    assert work(delivery).failure == Failure.STOPPED
    ivan.post(reverse("retry-outbound", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.resends, delivery.failure) == (DeliveryState.QUEUED, 0, "")


def test_handled_by_phone(ivan, cast):
    delivery = answer(work(write(cast)), FATAL)
    ivan.post(reverse("handled-outbound", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.handled_at
    assert ivan.get(reverse("deliveries") + "?show=trouble").context["outbound"] == []
    assert AuditEvent.objects.filter(action="delivery.handled", actor=cast.ivan).count() == 1
