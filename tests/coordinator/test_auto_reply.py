"""A mailbox answers by itself: once a day to each sender, as a real reply, and never in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from correspondence.exchange.worker import run_once
from correspondence.files import read_document
from correspondence.letters import automatic
from correspondence.letters.letter import Activity, Author, Letter
from correspondence.models import (
    AutoReply,
    AutoReplySent,
    Awaiting,
    Delivery,
    Direction,
    Mailbox,
    Message,
    Thread,
    ThreadStep,
)
from correspondence.states import DeliveryState, RawState
from portal import clock
from portal.models import AuditEvent
from tests.cast import Cast, answer, thread_in, write
from tests.correspondence.outside import PRACTICE, come, from_us, here, letter_to, reply_to, sent_letter
from tests.letters.witnesses import assert_conforms
from tests.shared import needs_shared

NOW = datetime(2025, 3, 3, 14, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
TODAY = NOW.date()
TEXT = "Vi holder lukket i uge 10.\n\nRing 70 12 34 56, hvis det haster."


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """The letters of tests.correspondence.outside have just been written."""
    with clock.at(NOW):
        yield


@pytest.fixture
def box(cast: Cast) -> Mailbox:
    answers_itself(cast.social_psychiatry)
    return cast.social_psychiatry


def answers_itself(box: Mailbox, **fields: Any) -> AutoReply:
    return AutoReply.objects.create(mailbox=box, **{"is_active": True, "text": TEXT, "phone": "70123456", **fields})


def answers() -> list[Message]:
    return list(Message.objects.filter(direction=Direction.SENT, automatic=True).order_by("pk"))


def test_it_is_a_real_reply_in_the_thread(box: Mailbox) -> None:
    letter = letter_to(box)
    come(letter)
    [message] = answers()
    sent = sent_letter(message.delivery)
    [segment] = sent.new_segments
    assert sent.communication_identifier == letter.communication_identifier
    assert (sent.current.activity, sent.current.answers) == (Activity.REPLY, letter.message_header_id)
    assert (sent.sender.sor_code, sent.receiver) == (box.organisation.sor_code, letter.sender)
    assert segment.text == f"{automatic.OPENING}\n\n{TEXT}"
    assert (segment.author.name, segment.author.job_text) == (box.organisation.name, automatic.JOB_TITLE)
    assert segment.phone == "70123456"
    assert message.written_by is None
    assert message.delivery.state == DeliveryState.QUEUED
    assert AuditEvent.objects.filter(actor=None, action="message.auto_reply").count() == 1


@needs_shared
@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_the_standard_accepts_it(box: Mailbox, syntax: str) -> None:
    Mailbox.objects.update(syntax=syntax)
    come(letter_to(box))
    assert_conforms(read_document(answers()[0].delivery.stored_as))


def test_the_thread_still_awaits_us_and_looks_new(box: Mailbox) -> None:
    come(letter_to(box))
    thread = thread_in(box)
    assert (thread.awaiting, thread.awaiting_since, thread.latest_kind) == (Awaiting.US, NOW, Activity.NEW)
    assert thread.last_sent_at == NOW
    assert [one.waited_since for one in answers()] == [None]
    assert [one.kind for one in thread.events.all()] == [ThreadStep.AUTO_REPLY]


def test_a_person_answers_afterwards_and_that_ends_the_wait(cast: Cast, box: Mailbox) -> None:
    come(letter_to(box))
    with clock.at(NOW + timedelta(hours=3)):
        message = answer(cast.anna, thread_in(box))
    assert message.waited_since == NOW
    assert thread_in(box).awaiting == Awaiting.THEM


def test_once_for_each_sender_and_day(box: Mailbox) -> None:
    for _ in range(3):
        come(letter_to(box))
    come(letter_to(box, sender=PRACTICE, author=Author(("Ole",), "Bak", job_text="Læge", organisation=PRACTICE)))
    assert len(answers()) == 2
    with clock.at(NOW + timedelta(hours=20)):
        come(letter_to(box, written="2025-03-04T10:00:00+01:00"))
    assert len(answers()) == 3
    assert AutoReplySent.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({}, 1),
        ({"from_date": TODAY, "until_date": TODAY}, 1),
        ({"from_date": TODAY + timedelta(days=1)}, 0),
        ({"until_date": TODAY - timedelta(days=1)}, 0),
        ({"is_active": False}, 0),
    ],
)
def test_only_in_its_period(cast: Cast, fields: dict[str, date | bool], sent: int) -> None:
    answers_itself(cast.social_psychiatry, **fields)
    come(letter_to(cast.social_psychiatry))
    assert len(answers()) == sent


def test_what_was_held_up_on_the_way_is_not_answered(box: Mailbox) -> None:
    with clock.at(NOW + timedelta(days=2)):
        come(letter_to(box))
    assert answers() == []


def test_what_was_overtaken_is_not_answered(box: Mailbox) -> None:
    first = letter_to(box)
    reply = reply_to(first, written="2025-03-03T14:20:00+01:00")
    AutoReply.objects.update(is_active=False)
    come(reply)
    AutoReply.objects.update(is_active=True)
    come(first)
    assert answers() == []


def automatic_reply(*letters: Letter, **changes: Any) -> Letter:
    return reply_to(*letters, written="2025-03-03T14:20:00+01:00", **changes)


@pytest.mark.parametrize(
    "signs",
    [
        {"text": "Dette er et automatisk svar.\nVi er på ferie."},
        {"text": "Automatic reply: out of office"},
        {"author": Author(("Syge",), "Hus", job_text=" Automatisk  Svar ")},
    ],
)
def test_an_automatic_answer_is_not_answered(cast: Cast, box: Mailbox, signs: dict[str, Any]) -> None:
    AutoReply.objects.update(is_active=False)
    first = letter_to(box)
    come(first)
    ours = from_us(box, first, written="2025-03-03T14:10:00+01:00")
    AutoReply.objects.update(is_active=True)
    if "author" in signs:
        signs = {"author": replace(signs["author"], organisation=first.sender)}
    come(automatic_reply(first, ours, sender=first.sender, receiver=here(box), **signs))
    assert answers() == []
    assert Message.objects.get(direction=Direction.RECEIVED, activity=Activity.REPLY).automatic


def test_what_answers_an_automatic_answer_is_not_answered_the_next_day_either(box: Mailbox) -> None:
    first = letter_to(box)
    come(first)
    ours = sent_letter(answers()[0].delivery)
    back = {"sender": first.sender, "receiver": here(box), "text": "Vi er på ferie."}
    with clock.at(NOW + timedelta(days=1)):
        come(reply_to(first, ours, written="2025-03-04T09:00:00+01:00", **back))
        assert len(answers()) == 1
        come(letter_to(box, written="2025-03-04T10:00:00+01:00"))
    assert len(answers()) == 2


def test_only_answers_are_taken_for_automatic_ones(box: Mailbox) -> None:
    letter = letter_to(box, text="Automatisk svar: hvad betyder det, når I skriver sådan?")
    assert not automatic.is_automatic(letter)
    come(letter)
    assert len(answers()) == 1


def test_two_that_both_answer_by_themselves_end_with_one_answer(cast: Cast, box: Mailbox) -> None:
    """The loop: Cecilie writes, Fjordby answers by itself, and Psykiatrien Øst, which does so too, does not."""
    answers_itself(cast.psychiatry, text="Vi svarer på hverdage.")
    for day in range(3):
        write(cast, deliver=False, now=NOW + timedelta(days=day))
        run_once(now=NOW + timedelta(days=day, minutes=5))
    sent = answers()
    assert [one.thread.mailbox for one in sent] == [box] * 3
    assert len({one.thread_id for one in sent}) == 3
    assert Message.objects.filter(direction=Direction.RECEIVED, automatic=True).count() == 3
    assert not Delivery.objects.filter(state=DeliveryState.QUEUED).exists()
    assert {one.awaiting for one in Thread.objects.filter(mailbox=cast.psychiatry)} == {Awaiting.THEM}


def test_acknowledgements_and_copies_are_not_answered(cast: Cast, box: Mailbox) -> None:
    letter = letter_to(box)
    assert [come(letter).state for _ in range(3)] == [RawState.ACCEPTED, RawState.DUPLICATE, RawState.DUPLICATE]
    run_once()
    assert len(answers()) == 1


def test_an_answer_that_cannot_be_sent_holds_nothing_up(box: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    AutoReply.objects.update(phone="")
    assert come(letter_to(box)).state == RawState.ACCEPTED
    assert answers() == []
    assert AutoReplySent.objects.count() == 0
    assert "NotSendable" in caplog.text
    AutoReply.objects.update(phone="70123456")
    come(letter_to(box))
    assert len(answers()) == 1


def test_what_fails_before_the_end_leaves_no_answer_and_is_answered_once_later(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the worker had died between answering and committing: all of it is undone, then all of it done."""
    from correspondence.exchange import checkpoints

    seen = []

    def dies(point: str) -> None:
        if point == checkpoints.ENTERED:
            seen.extend(answers())
            raise KeyboardInterrupt

    letter = letter_to(box)
    with monkeypatch.context() as patched:
        patched.setattr(checkpoints, "reached", dies)
        with pytest.raises(KeyboardInterrupt):
            come(letter)
    assert (len(seen), answers(), AutoReplySent.objects.count(), Message.objects.count()) == (1, [], 0, 0)
    come(letter)
    assert len(answers()) == 1


def test_the_thread_says_that_it_was_automatic(cast: Cast, box: Mailbox, client: Any) -> None:
    come(letter_to(box))
    client.force_login(cast.anna)
    page = client.get(f"/samtale/{thread_in(box).pk}/").content.decode()
    assert page.count("Automatisk svar</span>") == 2  # above the message, and in its signature


def test_the_opening_is_written_once() -> None:
    assert automatic.automatic_text("Hej") == f"{automatic.OPENING}\n\nHej"
    assert automatic.automatic_text("Dette er et automatisk svar fra os.") == "Dette er et automatisk svar fra os."
