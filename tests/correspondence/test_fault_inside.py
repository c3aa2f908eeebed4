"""Something of our own breaks while a document is dealt with: that document waits, everything else goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from correspondence.actions import receive as receiving
from correspondence.exchange.inbound import process, process_waiting
from correspondence.files import read_document
from correspondence.letters.carecommunication.write import write
from correspondence.models import Message, RawDelivery, Receipt
from correspondence.states import RawState
from tests.correspondence.outside import answers, come, letter_to

SECRET = "kan ikke gemme 2509479989 Bruno"


class OutOfOrder(Exception):
    pass


@pytest.fixture
def broken(monkeypatch):
    """Filing breaks, half-way through, with a text that quotes the citizen."""
    real = receiving.file_letter

    def breaks(letter, filing):
        real(letter, filing)
        raise OutOfOrder(SECRET)

    monkeypatch.setattr(receiving, "file_letter", breaks)
    return monkeypatch


def test_the_document_is_marked_failed_and_nothing_of_it_is_kept(cast, broken):
    letter = letter_to(cast.social_psychiatry)
    raw = come(letter)
    assert (raw.state, raw.code) == (RawState.FAILED, "transient-error")
    assert read_document(raw.stored_as) == write(letter)
    assert not Message.objects.exists()
    assert [(one.code, one.message) for one in Receipt.objects.all()] == [("transient-error", None)]


def test_only_the_kind_of_error_is_kept(cast, broken, client, caplog):
    raw = come(letter_to(cast.social_psychiatry))
    assert raw.error == f"{__name__}.OutOfOrder"
    client.force_login(cast.ivan)
    page = client.get(reverse("deliveries")).content.decode()
    assert raw.error in page
    for text in (page, caplog.text, str(raw.issues)):
        assert "2509479989" not in text
    assert "OutOfOrder" in caplog.text
    assert "file_letter" in caplog.text or "breaks" in caplog.text


def test_the_next_document_is_not_affected(cast, broken, monkeypatch):
    come(letter_to(cast.social_psychiatry))
    broken.undo()
    assert come(letter_to(cast.social_psychiatry)).state == RawState.ACCEPTED


def test_the_operator_tries_again_and_it_becomes_a_message(cast, broken, client):
    letter = letter_to(cast.social_psychiatry)
    raw = come(letter)
    broken.undo()
    client.force_login(cast.ivan)
    response = client.post(reverse("retry-inbound", args=[raw.pk]))
    assert response["Location"] == reverse("deliveries")
    raw.refresh_from_db()
    assert raw.state == RawState.WAITING
    process_waiting()
    raw.refresh_from_db()
    assert (raw.state, raw.code, raw.error, raw.issues) == (RawState.ACCEPTED, "ok", "", [])
    assert Message.objects.get().message_header_id == letter.message_header_id
    assert [one.code for one in answers()] == ["transient-error", "ok"]


def test_trying_again_what_has_moved_on_does_nothing(cast, client):
    raw = come(letter_to(cast.social_psychiatry))
    client.force_login(cast.ivan)
    client.post(reverse("retry-inbound", args=[raw.pk]))
    raw.refresh_from_db()
    assert raw.state == RawState.ACCEPTED


def test_a_worker_that_died_does_not_keep_its_document(cast, settings):
    raw = come(letter_to(cast.social_psychiatry))
    RawDelivery.objects.filter(pk=raw.pk).update(state=RawState.CLAIMED, claimed_at=timezone.now())
    assert process_waiting() == 0
    old = timezone.now() - timedelta(minutes=settings.CLAIM_MINUTES + 1)
    RawDelivery.objects.filter(pk=raw.pk).update(claimed_at=old)
    assert process_waiting() == 1


def test_a_document_claimed_by_another_worker_is_left_to_it(cast):
    raw = come(letter_to(cast.social_psychiatry))
    assert process(raw) is None
