"""Acknowledgements of what we sent (transport.md 2.5): every state meets every answer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from correspondence.exchange.outbound import _fail, _put_back, _record_sent
from correspondence.exchange.transports import TransportDown
from correspondence.letters.acknowledgement.write import write
from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.reading import read_document
from correspondence.models import Delivery, Message
from correspondence.states import DeliveryState, RawState, Step
from portal import clock
from tests.cast import answer, thread_in
from tests.correspondence.outside import PRACTICE, acknowledge_for, come, letter_to, new_id

OK, FATAL, TRANSIENT = ResponseCode.OK, ResponseCode.FATAL, ResponseCode.TRANSIENT
WHY = Issue(code="MSG_VALUESET_VALUE_UNKNOWN", path="Communication.category", text="Kategorien er ukendt hos os")


@pytest.fixture
def delivery(cast) -> Delivery:
    """Our reply to the hospital, sent and waiting."""
    come(letter_to(cast.social_psychiatry))
    delivery = answer(cast.anna, thread_in(cast.social_psychiatry)).delivery
    Delivery.objects.update(state=DeliveryState.AWAITING)
    return delivery


def after(delivery: Delivery, *codes: ResponseCode, **changes) -> str:
    for code in codes:
        issues = () if code is OK else (WHY,)
        assert come(acknowledge_for(delivery, code, issues=issues, **changes)).state == RawState.MATCHED
    delivery.refresh_from_db()
    return delivery.state


def failed(delivery: Delivery) -> bool:
    delivery.message.thread.refresh_from_db()
    return delivery.message.thread.has_failed_delivery


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ([OK], DeliveryState.DELIVERED),
        ([FATAL], DeliveryState.FAILED),
        ([TRANSIENT], DeliveryState.RETRY),
        ([OK, OK], DeliveryState.DELIVERED),
        ([OK, FATAL], DeliveryState.DELIVERED),
        ([OK, TRANSIENT], DeliveryState.DELIVERED),
        ([TRANSIENT, OK], DeliveryState.DELIVERED),
        ([TRANSIENT, FATAL], DeliveryState.FAILED),
        ([FATAL, OK], DeliveryState.DELIVERED),
        ([FATAL, TRANSIENT], DeliveryState.FAILED),
        ([FATAL, FATAL], DeliveryState.FAILED),
    ],
)
def test_answers_move_the_delivery(delivery, codes, state):
    assert after(delivery, *codes) == state


@pytest.mark.parametrize("state", [DeliveryState.CLAIMED, DeliveryState.QUEUED])
def test_an_answer_before_our_own_commit_is_not_lost(delivery, state):
    Delivery.objects.filter(pk=delivery.pk).update(state=state)
    assert after(delivery, OK) == DeliveryState.DELIVERED
    _record_sent([delivery], clock.now())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert delivery.sent_at


def test_a_fault_after_the_answer_does_not_undo_it(delivery):
    after(delivery, OK)
    _fail(delivery, ValueError())
    _put_back(delivery, TransportDown("x"))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


def test_an_answer_to_nothing_of_ours_is_kept_and_changes_nothing(delivery):
    raw = come(acknowledge_for(delivery, response_to=new_id()))
    assert (raw.state, raw.issues[0]["code"]) == (RawState.REJECTED, "MSG_NO_MATCH")
    assert after(delivery) == DeliveryState.AWAITING


def test_an_answer_from_somebody_else_changes_nothing(delivery):
    raw = come(acknowledge_for(delivery, FATAL, sender=PRACTICE))
    assert raw.state == RawState.REJECTED
    assert after(delivery) == DeliveryState.AWAITING
    assert not failed(delivery)


def test_an_answer_to_our_acknowledgement_changes_nothing(delivery):
    ours = Delivery.objects.get(message=None)
    before = ours.state
    come(acknowledge_for(delivery, FATAL, response_to=ours.message_header_id))
    ours.refresh_from_db()
    assert ours.state == before


def test_an_answer_is_never_shown_as_a_message(delivery):
    messages = Message.objects.count()
    after(delivery, OK)
    assert Message.objects.count() == messages


def test_the_thread_is_marked_while_something_is_not_delivered(delivery):
    after(delivery, FATAL)
    assert failed(delivery)
    after(delivery, OK)
    assert not failed(delivery)


def test_one_delivered_does_not_clear_anothers_mark(cast, delivery):
    second = answer(cast.anna, delivery.message.thread, "Igen").delivery
    after(delivery, FATAL)
    after(second, OK)
    assert failed(delivery)


def test_the_sender_reads_why(cast, client, delivery):
    after(delivery, FATAL)
    client.force_login(cast.anna)
    page = client.get(reverse("thread", args=[delivery.message.thread_id])).content.decode()
    assert WHY.text in page
    assert "delivery--failed" in page
    assert "row--failed" in client.get(reverse("mailbox", args=[cast.social_psychiatry.pk])).content.decode()


def test_the_sender_sees_that_it_arrived(cast, client, delivery):
    after(delivery, OK)
    client.force_login(cast.anna)
    assert "delivery--ok" in client.get(reverse("thread", args=[delivery.message.thread_id])).content.decode()


def test_what_the_receiver_refused_is_not_sent_again_unchanged(cast, client, delivery):
    after(delivery, FATAL)
    client.force_login(cast.ivan)
    client.post(reverse("retry-outbound", args=[delivery.pk]))
    assert after(delivery) == DeliveryState.FAILED


def test_every_answer_leaves_a_trace(delivery):
    after(delivery, OK, FATAL)
    steps = delivery.events.order_by("pk").values_list("kind", "detail")
    assert list(steps)[-2:] == [(Step.OK, ""), (Step.IGNORED, "fatal-error")]


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_answers_are_read_in_both_syntaxes(delivery, syntax):
    answered = read_document(acknowledge_for(delivery)).acknowledgement
    assert answered is not None
    assert come(write(answered, syntax=syntax)).state == RawState.MATCHED


def test_a_code_in_capitals_and_no_issue_code_are_understood(delivery):
    document = acknowledge_for(delivery, FATAL, issues=(Issue(code="", path="", text="Bare tekst"),))
    come(document)
    assert after(delivery) == DeliveryState.FAILED
    assert delivery.issues[0]["text"] == "Bare tekst"
