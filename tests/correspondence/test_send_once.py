"""Sending happens once, or not at all."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from correspondence.actions import send as sending
from correspondence.actions.content import NotSendable
from correspondence.actions.reply import reply
from correspondence.actions.start import start
from correspondence.models import Delivery, Message, Segment, Thread
from portal.models import AuditEvent
from sor.models import Kind, Organisation
from sor.numbers import make_sor_code
from tests import cast as people
from tests.cast import BRUNO, content, thread_in
from tests.correspondence.outside import again, answers, come, letter_to


def send(cast, token, text="Hej", **changes) -> Message:
    fields = {
        "user": cast.cecilie,
        "mailbox": cast.psychiatry,
        "receiver": cast.social_psychiatry.organisation,
        "citizen": BRUNO,
        "content": content(cast.cecilie, text),
        "token": token,
    }
    return start(**{**fields, **changes})


def assert_nothing_kept():
    assert not any(model.objects.exists() for model in (Message, Thread, Segment, Delivery))
    assert not AuditEvent.objects.filter(action__startswith="message.").exists()


def test_the_same_token_twice_is_one_message(cast):
    token = uuid4()
    assert send(cast, token) == send(cast, token, "Hej igen")
    assert (Message.objects.count(), Delivery.objects.count(), Segment.objects.count()) == (1, 1, 1)
    assert AuditEvent.objects.filter(action="message.start").count() == 1


def test_two_tokens_are_two_messages(cast):
    assert send(cast, uuid4()) != send(cast, uuid4())


def test_a_token_of_another_mailbox_shows_nothing_of_it(cast):
    token = uuid4()
    send(cast, token)
    come(letter_to(cast.social_psychiatry))
    thread = thread_in(cast.social_psychiatry)
    with pytest.raises(Exception) as raised:  # noqa: PT011 - any refusal will do
        reply(
            user=cast.anna,
            thread=thread,
            answers=thread.messages.get().message_header_id,
            content=content(cast.anna),
            token=token,
        )
    assert "Hej" not in str(raised.value)
    assert Message.objects.filter(direction="out").count() == 1


def test_what_breaks_a_rule_keeps_nothing(cast):
    with pytest.raises(NotSendable) as raised:
        send(cast, uuid4(), content=content(cast.cecilie, category="other", topic=""))
    assert raised.value.issues
    assert_nothing_kept()


def test_a_reader_sends_nothing(cast):
    with pytest.raises(PermissionDenied):
        send(cast, uuid4(), user=cast.anna)
    assert_nothing_kept()


def test_a_receiver_without_a_location_number_gets_nothing(cast):
    code = make_sor_code(7999)
    mute = Organisation.objects.create(sor_code=code, path=f"{code}/", kind=Kind.ORGANISATIONAL_UNIT, name="Uden GLN")
    with pytest.raises(NotSendable, match="lokationsnummer"):
        send(cast, uuid4(), receiver=mute)
    assert_nothing_kept()


def test_nobody_writes_to_their_own_mailbox(cast):
    with pytest.raises(NotSendable):
        send(cast, uuid4(), receiver=cast.psychiatry.organisation)
    assert_nothing_kept()


def test_a_fault_after_filing_keeps_nothing(cast, monkeypatch):
    def breaks(**fields):
        raise OSError("disk full")

    monkeypatch.setattr(sending, "queue_message", breaks)
    with pytest.raises(OSError, match="disk full"):
        send(cast, uuid4())
    assert_nothing_kept()


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_the_same_moment_is_one_message():
    cast, token = people.assemble(), uuid4()
    barrier, sent, faults = threading.Barrier(4), [], []

    def press():
        try:
            barrier.wait(timeout=10)
            sent.append(send(cast, token).pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(timeout=30)
    assert not faults
    assert len(set(sent)) == 1
    assert len(sent) == 4
    assert (Message.objects.count(), Delivery.objects.count(), Thread.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_document_received_by_four_workers_is_one_message():
    cast = people.assemble()
    letter = letter_to(cast.social_psychiatry)
    copies = [letter, again(letter), again(letter), again(letter)]
    barrier, codes, faults = threading.Barrier(4), [], []

    def arrive(copy):
        try:
            barrier.wait(timeout=10)
            codes.append((come(copy).state, come(copy).code))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=arrive, args=(copy,)) for copy in copies]
    for one in workers:
        one.start()
    for one in workers:
        one.join(timeout=30)
    assert not faults
    assert sorted(state for state, _ in codes) == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert {code for _, code in codes} == {"ok"}
    assert Message.objects.count() == 1
    assert len({(one.message_header_id, one.code, one.response_to) for one in answers()}) == 1
