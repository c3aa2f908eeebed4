"""Many documents are taken in and handed over together: as if they had come one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from correspondence.actions import receive as receiving
from correspondence.exchange import inbound, outbound
from correspondence.exchange.inbound import process, process_waiting
from correspondence.exchange.open import open_document
from correspondence.exchange.outbound import send_due
from correspondence.exchange.store import store_bytes
from correspondence.exchange.transports import TransportDown
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.exchange.waves import waves
from correspondence.letters.carecommunication.write import write as written
from correspondence.models import Attachment, Delivery, Message, RawDelivery, Receipt, SearchRow, Segment, Thread
from correspondence.states import DeliveryState, RawState
from portal import clock
from portal.models import AuditEvent
from tests.cast import PETER
from tests.correspondence.outside import (
    NOBODY,
    PLAN,
    PRACTICE,
    acknowledge_for,
    again,
    answers,
    forward_of,
    here,
    in_envelope,
    invalid,
    letter_to,
    new_id,
    reply_to,
    texts,
)
from tests.exchange.sent import envelopes, write


def lay(documents: list[bytes]) -> list[RawDelivery]:
    return [store_bytes(one, transport="test", name=str(at), at=clock.now()) for at, one in enumerate(documents)]


def states(raws: list[RawDelivery]) -> list[tuple[str, str]]:
    for one in raws:
        one.refresh_from_db()
    return [(one.state, one.code) for one in raws]


@pytest.fixture
def seven(cast):
    """Good ones of threads of their own."""
    return [letter_to(cast.social_psychiatry, text=f"Brev {number}") for number in range(7)]


def poisoned(monkeypatch: Any, letter: Any, poison: Any) -> None:
    """``poison`` is called with the filing of that one letter, once it is filed."""
    real = receiving.file_letter

    def files(one, filing):
        message = real(one, filing)
        if one.message_header_id == letter.message_header_id:
            poison(filing, message)
        return message

    monkeypatch.setattr(receiving, "file_letter", files)


def fails_at_once(filing, message):
    raise RuntimeError


def fails_when_written(filing, message):
    filing.pending.add(AuditEvent, lambda: 1 / 0)


def fails_at_the_end(filing, message):
    filing.pending.after(lambda: 1 / 0)


def breaks_a_constraint(filing, message):
    segment = {"organisation_id": message.organisation_id, "written_at": filing.at}
    filing.pending.add(Segment, *(Segment(thread=message.thread, message=message, identifier="x", **segment),) * 2)


@pytest.mark.parametrize("poison", [fails_at_once, fails_when_written, fails_at_the_end, breaks_a_constraint])
@pytest.mark.parametrize("place", [0, 3, 6])
def test_one_that_fails_takes_none_of_the_others_with_it(cast, seven, monkeypatch, poison, place):
    poisoned(monkeypatch, seven[place], poison)
    raws = lay([in_envelope(one) for one in seven])
    assert process_waiting() == 7
    expected = [(RawState.ACCEPTED, "ok")] * 7
    expected[place] = (RawState.FAILED, "transient-error")
    assert states(raws) == expected
    assert Message.objects.count() == Segment.objects.count() == SearchRow.objects.count() == 6
    assert AuditEvent.objects.filter(action="message.received").count() == 6
    assert sorted(one.code for one in answers()) == ["ok"] * 6 + ["transient-error"]
    assert Receipt.objects.count() == Delivery.objects.count() == 7
    monkeypatch.undo()
    raws[place].refresh_from_db()
    process(raws[place])
    assert states(raws) == [(RawState.ACCEPTED, "ok")] * 7


def test_what_can_not_be_opened_waits_for_nobody(seven, monkeypatch):
    real = inbound.open_document

    def opens(data):
        if data == b"?":
            raise RuntimeError
        return real(data)

    monkeypatch.setattr(inbound, "open_document", opens)
    raws = lay([b"{", in_envelope(seven[0]), b"<VANSEnvelope", in_envelope(seven[1]), b"?"])
    assert process_waiting() == 5
    assert [state for state, _ in states(raws)] == ["rejected", "accepted", "rejected", "accepted", "failed"]


def test_when_workers_collide_all_are_tried_once_more_together(cast, seven, monkeypatch):
    """Another worker has opened a thread meanwhile: nothing is taken apart for it."""
    real, tried = inbound._dispatch_all, []

    def collides(wave, learned):
        tried.append(len(wave))
        if len(tried) == 1:
            raise IntegrityError
        real(wave, learned)

    monkeypatch.setattr(inbound, "_dispatch_all", collides)
    raws = lay([in_envelope(one) for one in seven])
    process_waiting()
    assert tried == [7, 7]
    assert states(raws) == [(RawState.ACCEPTED, "ok")] * 7


def mixed(cast: Any) -> Iterator[bytes]:
    """What may come in one moment: a thread of three, copies, a forward, the faulty, acknowledgements, rubbish."""
    first = letter_to(cast.social_psychiatry, attachments=[PLAN])
    second = reply_to(first)
    third = reply_to(first, second, text="Og tak.")
    yield in_envelope(first)
    yield in_envelope(second)
    yield in_envelope(again(first))
    yield in_envelope(third)
    known = in_envelope(letter_to(cast.psychiatry))
    yield known
    yield known
    yield in_envelope(forward_of(first, sender=here(cast.psychiatry), receiver=here(cast.social_psychiatry)))
    yield in_envelope(invalid(letter_to(cast.social_psychiatry)))
    yield in_envelope(letter_to(cast.social_psychiatry, receiver=NOBODY))
    yield in_envelope(replace(letter_to(cast.social_psychiatry), bundle_id=first.bundle_id))
    yield in_envelope(replace(letter_to(cast.social_psychiatry), message_header_id=first.message_header_id))
    yield in_envelope(replace(again(first), sender=PRACTICE, message_header_id=first.message_header_id))
    elsewhere = letter_to(cast.social_psychiatry, citizen=PETER)
    yield in_envelope(replace(elsewhere, communication_identifier=first.communication_identifier))
    # Its original comes after it.
    late = letter_to(cast.social_psychiatry, text="Forsinket")
    yield written(reply_to(late), syntax="xml")
    yield written(late, syntax="xml")
    delivery = write(cast)
    yield acknowledge_for(delivery)
    yield acknowledge_for(delivery, message_header_id=new_id())
    yield acknowledge_for(delivery, response_to=new_id())
    yield b"{"


def facts(raws: list[RawDelivery]) -> dict[str, Any]:
    """All that is there, without keys, times and ids made here."""
    return {
        "raws": [(*state, [one["rule"] for one in raw.issues]) for state, raw in zip(states(raws), raws, strict=True)],
        "threads": sorted(
            (
                one.home.organisation.name,
                one.communication_identifier,
                one.citizen_name,
                one.awaiting,
                one.latest_kind,
                one.topic,
                one.has_attachments,
                one.latest_received,
                texts(one),
            )
            for one in Thread.objects.select_related("home__organisation")
        ),
        "messages": sorted(Message.objects.values_list("message_header_id", "direction", "activity", "arrival", "raw")),
        "segments": sorted(Segment.objects.values_list("identifier", "message__message_header_id", "author_name")),
        "files": sorted(Attachment.objects.values_list("segment__identifier", "title", "sha256", "size")),
        "receipts": sorted(Receipt.objects.values_list("message_header_id", "code", "repeats", "bundle_id")),
        "answers": sorted((one.response_to, one.code, [issue.code for issue in one.issues]) for one in answers()),
        "found": sorted(SearchRow.objects.values_list("message__message_header_id", flat=True)),
        "audit": sorted(AuditEvent.objects.values_list("action", flat=True)),
        "sent": sorted(Delivery.objects.exclude(message=None).values_list("state", "events__kind")),
    }


def test_together_they_come_to_the_same_as_one_after_the_other(cast):
    """The same documents twice: in one look, and each by itself; what is there then is compared."""
    raws = lay(list(mixed(cast)))
    found = []
    for work in (process_waiting, lambda: [process(one) for one in raws]):
        point = transaction.savepoint()
        work()
        found.append(facts(raws))
        transaction.savepoint_rollback(point)
        for one in raws:
            one.refresh_from_db()
    assert found[0] == found[1]
    assert [state for state, _, _ in found[0]["raws"]].count(RawState.ACCEPTED) > 5


def test_a_forward_finds_the_file_that_came_a_moment_ago(cast):
    """It names the file without its bytes, and both are in the worker's hands at once."""
    first = letter_to(cast.social_psychiatry, attachments=[PLAN])
    passed_on = forward_of(first, sender=PRACTICE)
    nameless = tuple(
        replace(one, attachment=replace(one.attachment, data=None)) if one.attachment else one
        for one in passed_on.segments
    )
    lay([written(first), written(replace(passed_on, segments=nameless))])
    process_waiting()
    assert Attachment.objects.values_list("sha256", flat=True).distinct().count() == 1
    assert Attachment.objects.exclude(stored_as="").count() == 2


def test_those_with_something_in_common_come_after_each_other(cast):
    first, other = letter_to(cast.social_psychiatry), letter_to(cast.social_psychiatry)
    second = reply_to(first)
    documents = [open_document(in_envelope(one)) for one in (first, second, other, again(first), reply_to(second))]
    groups = waves(list(range(5)), lambda at: documents[at])
    assert groups == [[0, 2], [1], [3], [4]]


def test_a_hundred_cost_no_more_statements_than_ten(cast):
    def cost(number: int) -> int:
        lay([in_envelope(letter_to(cast.social_psychiatry)) for _ in range(number)])
        with CaptureQueriesContext(connection) as captured:
            assert process_waiting() == number
            assert send_due() == number
        return len(captured)

    cost(2)
    assert cost(40) <= cost(10) + 3


def test_the_line_goes_dead_in_the_middle(cast, monkeypatch):
    """What was handed over is noted; what was not tried waits as if nobody had touched it."""
    deliveries = [write(cast) for _ in range(6)]
    real, sent = FolderTransport.send, list[str]()

    def dies(self, envelope_id, envelope):
        if len(sent) == 3:
            raise TransportDown("the line is dead")
        real(self, envelope_id, envelope)
        sent.append(envelope_id)

    with monkeypatch.context() as patched:
        patched.setattr(FolderTransport, "send", dies)
        assert send_due() == 3
    for one in deliveries:
        one.refresh_from_db()
    left = [(one.state, one.attempts, one.error) for one in deliveries]
    assert left.count((DeliveryState.AWAITING, 1, "")) == 3
    assert left.count((DeliveryState.QUEUED, 1, "the line is dead")) == 1
    assert left.count((DeliveryState.QUEUED, 0, "")) == 2
    assert {one.claimed_by for one in deliveries} == {""}
    assert send_due() == 2
    assert len(envelopes()) == 5


def test_a_fault_in_the_middle_forgets_nothing_that_was_sent(cast, monkeypatch):
    """The database goes away between two: the worker itself takes up the rest, at its next look."""
    deliveries = [write(cast) for _ in range(4)]
    real, handed = outbound._hand_over, list[Delivery]()

    def breaks(delivery, envelope, routes):
        if len(handed) == 2:
            raise ConnectionError
        handed.append(delivery)
        return real(delivery, envelope, routes)

    with monkeypatch.context() as patched:
        patched.setattr(outbound, "_hand_over", breaks)
        with pytest.raises(ConnectionError):
            send_due()
    for one in deliveries:
        one.refresh_from_db()
    assert sorted(one.state for one in deliveries) == [DeliveryState.AWAITING] * 2 + [DeliveryState.CLAIMED] * 2
    assert send_due() == 2
    assert len(envelopes()) == 4
