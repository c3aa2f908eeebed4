"""The simulated other side, in conversation with the worker: each habit ends where the state machine promises."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from correspondence.counterpart.habits import Habits, fate
from correspondence.counterpart.other_side import OtherSide
from correspondence.exchange.worker import run_once
from correspondence.letters.envelope import vans
from correspondence.letters.issues import ResponseCode
from correspondence.models import Delivery, Direction, Message, RawDelivery
from correspondence.states import DeliveryState, Failure, RawState, Step
from portal import clock
from tests.exchange.sent import START, envelopes, minutes, steps, write

LATER = 31  # minutes: past the time-out of an acknowledgement


def other_side(seed=1, **habits):
    folder = configured.EXCHANGE_DIR
    return OtherSide(folder / "out", folder / "in", folder / "counterpart", habits=Habits(**habits), seed=seed)


def talk(side, at=START):
    """Worker and other side, in turn, until neither has anything to say at that time."""
    while True:
        moved = not run_once(now=at).idle
        with clock.at(at):
            done = side.look()
        if not (moved or done.messages or done.answers or done.said):
            return


def told(delivery):
    delivery.refresh_from_db()
    return delivery


def test_it_acknowledges(cast):
    delivery = write(cast)
    talk(other_side())
    assert told(delivery).state == DeliveryState.DELIVERED
    assert steps(delivery) == [Step.WRITTEN, Step.SENT, Step.OK]
    assert envelopes() == []


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_it_refuses_with_a_reason(cast, syntax):
    delivery = write(cast, syntax=syntax)
    talk(other_side(refuse=1))
    assert (told(delivery).state, delivery.failure) == (DeliveryState.FAILED, Failure.REFUSED)
    assert "Afdelingen er lukket." in delivery.issues[0]["text"]


def test_it_can_not_just_then_and_takes_it_the_next_time(cast):
    delivery = write(cast)
    talk(other_side(transient=1))
    assert told(delivery).state == DeliveryState.RETRY
    talk(other_side(), START + minutes(LATER))
    assert (told(delivery).state, delivery.resends) == (DeliveryState.DELIVERED, 1)


@pytest.mark.parametrize(("habit", "again"), [("transient", Step.TRANSIENT), ("silent", None)])
def test_what_never_succeeds_is_given_up(cast, settings, habit, again):
    delivery = write(cast)
    side = other_side(**{habit: 1})
    for number in range(settings.MAX_RESENDS + 2):
        talk(side, START + minutes(LATER * number))
    assert (told(delivery).state, delivery.failure) == (DeliveryState.FAILED, Failure.SILENCE)
    sent = [one for one in steps(delivery) if one in (Step.SENT, Step.RESENT)]
    assert len(sent) == settings.MAX_RESENDS + 1
    assert steps(delivery).count(Step.TRANSIENT) == (len(sent) if again else 0)


def test_silent_once_it_answers_the_resent_one(cast):
    delivery = write(cast)
    talk(other_side(silent=1))
    assert told(delivery).state == DeliveryState.AWAITING
    talk(other_side(), START + minutes(LATER))
    assert (told(delivery).state, delivery.resends) == (DeliveryState.DELIVERED, 1)


def test_late_is_not_too_late(cast):
    delivery = write(cast)
    side = other_side(late=1, late_seconds=60)
    talk(side)
    assert told(delivery).state == DeliveryState.AWAITING
    talk(side, START + minutes(0.9))
    assert told(delivery).state == DeliveryState.AWAITING
    talk(side, START + minutes(1.1))
    assert (told(delivery).state, delivery.resends) == (DeliveryState.DELIVERED, 0)


def test_after_all_was_given_up_a_late_ok_is_believed(cast, settings):
    delivery = write(cast)
    side = other_side(late=1, late_seconds=5 * 3600)
    for number in range(settings.MAX_RESENDS + 2):
        talk(side, START + minutes(LATER * number))
    assert told(delivery).failure == Failure.SILENCE
    talk(other_side(), START + minutes(60 * 7))
    assert (told(delivery).state, delivery.failure) == (DeliveryState.DELIVERED, "")
    # All transmissions were one message to it, and had one answer.
    given = RawDelivery.objects.filter(state=RawState.MATCHED).values_list("message_header_id", flat=True)
    assert (len(given), len(set(given))) == (settings.MAX_RESENDS + 1, 1)


def test_what_it_says_later_survives_its_end(cast):
    delivery = write(cast)
    talk(other_side(late=1, late_seconds=60))
    talk(other_side(silent=1), START + minutes(2))
    assert told(delivery).state == DeliveryState.DELIVERED


@pytest.mark.parametrize("habit", ["duplicate_bundle", "duplicate_message"])
def test_everything_twice_is_everything_once(cast, habit):
    delivery = write(cast)
    talk(other_side(reply=1, **{habit: 1}))
    assert told(delivery).state == DeliveryState.DELIVERED
    assert steps(delivery).count(Step.OK) == 1
    assert steps(delivery).count(Step.IGNORED) == 1
    assert delivery.message.thread.messages.filter(direction=Direction.RECEIVED).count() == 1
    came = Counter(RawDelivery.objects.values_list("state", flat=True))
    assert came == {RawState.MATCHED: 2, RawState.ACCEPTED: 1, RawState.DUPLICATE: 1}
    bundles = set(RawDelivery.objects.values_list("bundle_id", flat=True))
    assert len(bundles) == (2 if habit == "duplicate_bundle" else 4)


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_it_replies_in_the_thread_and_gets_our_acknowledgement(cast, syntax):
    delivery = write(cast, syntax=syntax)
    talk(other_side(reply=1))
    thread = delivery.message.thread
    assert [one.direction for one in thread.messages.order_by("pk")] == [Direction.SENT, Direction.RECEIVED]
    assert thread.segments.count() == 2
    assert RawDelivery.objects.get(kind="CareCommunication").issues == []
    assert Delivery.objects.get(message=None).state == DeliveryState.DONE
    assert envelopes() == []


@pytest.mark.parametrize("habit", ["refuse", "reply"])
def test_a_lost_answer_is_given_again_the_same(cast, habit):
    delivery = write(cast)
    side = other_side(**{habit: 1})
    run_once(now=START)
    side.look()
    lost = list((configured.EXCHANGE_DIR / "in").iterdir())
    for path in lost:
        path.unlink()
    talk(other_side(transient=1), START + minutes(LATER))
    expected = DeliveryState.FAILED if habit == "refuse" else DeliveryState.DELIVERED
    assert (told(delivery).state, delivery.resends) == (expected, 1)
    assert Message.objects.count() == 1


def test_a_message_that_breaks_a_rule_is_refused_for_that(cast):
    delivery = write(cast)
    run_once(now=START)
    (path,) = (configured.EXCHANGE_DIR / "out").iterdir()
    envelope = vans.read(path.read_bytes())
    broken = envelope.data.replace(b'"status":"unknown"', b'"status":"whatever"')
    assert broken != envelope.data
    path.write_bytes(vans.write(replace(envelope, data=broken)))
    talk(other_side(reply=1))
    assert told(delivery).failure == Failure.REFUSED
    assert "Communication.status" in str(delivery.issues)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("data", [b"", b"not xml", b"<VANSEnvelope/>"])
def test_what_it_can_not_read_stops_nothing(cast, data):
    delivery = write(cast)
    run_once(now=START)
    (configured.EXCHANGE_DIR / "out" / "0.xml").write_bytes(data)
    done = other_side().look()
    assert (done.messages, done.unreadable) == (1, 1)
    run_once(now=START)
    assert told(delivery).state == DeliveryState.DELIVERED


def many(cast, seed):
    """A dozen messages to a difficult party, after all time-outs."""
    deliveries = [write(cast) for _ in range(12)]
    habits = {"refuse": 0.2, "transient": 0.2, "silent": 0.2, "late": 0.3, "duplicate_bundle": 0.3, "reply": 0.5}
    side = other_side(seed, duplicate_message=0.3, **habits)
    for number in range(configured.MAX_RESENDS + 3):
        talk(side, START + minutes(LATER * number))
    return [told(one) for one in deliveries]


def test_a_difficult_party_leaves_nothing_hanging(cast):
    deliveries = many(cast, 7)
    for one in deliveries:
        assert one.state in (DeliveryState.DELIVERED, DeliveryState.FAILED)
        assert one.message.thread.messages.filter(direction=Direction.RECEIVED).count() <= 1
    assert {one.state for one in deliveries} == {DeliveryState.DELIVERED, DeliveryState.FAILED}
    assert not Delivery.objects.filter(message=None).exclude(state=DeliveryState.DONE).exists()
    assert not RawDelivery.objects.exclude(state__in=(RawState.ACCEPTED, RawState.DUPLICATE, RawState.MATCHED)).exists()


MIXED = Habits(refuse=0.25, transient=0.25, silent=0.25, late=0.5, reply=1)


def test_the_seed_decides():
    first = [fate(MIXED, 1, number) for number in range(400)]
    assert first == [fate(MIXED, 1, number) for number in range(400)]
    assert first != [fate(MIXED, 2, number) for number in range(400)]


def test_every_habit_comes_about_as_often_as_it_should():
    found = Counter(fate(MIXED, 1, number).code for number in range(400))
    assert set(found) == {ResponseCode.OK, ResponseCode.FATAL, ResponseCode.TRANSIENT, None}
    assert all(70 <= count <= 130 for count in found.values())
    assert all(one.reply == (one.code is ResponseCode.OK) for one in (fate(MIXED, 1, n) for n in range(50)))


# The command


def command(*options):
    out = StringIO()
    call_command("counterpart", *options, stdout=out)
    return out.getvalue().strip()


def test_once(cast):
    delivery = write(cast)
    run_once(now=START)
    assert command("--once", "--reply", "1") == "messages 1, acknowledgements 0, unreadable 0, said 2"
    run_once(now=START)
    assert told(delivery).state == DeliveryState.DELIVERED
    assert command("--once") == "messages 0, acknowledgements 1, unreadable 0, said 0"


def test_its_memory_is_no_document(cast):
    write(cast)
    run_once(now=START)
    command("--once", "--late", "1", "--late-seconds", "3600")
    assert run_once(now=START).idle
    assert not RawDelivery.objects.exists()


def test_in_other_folders(cast, tmp_path):
    assert command("--once", f"--fetch-from={tmp_path}/a", f"--bring-to={tmp_path}/b", f"--memory={tmp_path}/c")
    assert {one.name for one in tmp_path.iterdir()} >= {"a", "c"}


@pytest.mark.parametrize("wrong", ["-0.1", "1.1", "often", "nan"])
def test_what_is_no_probability_is_told(db, wrong):
    with pytest.raises(CommandError, match="refuse"):
        call_command("counterpart", "--once", f"--refuse={wrong}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_goes_on_until_it_is_told_to_stop(cast, monkeypatch, number):
    write(cast)
    run_once(now=START)
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    look, looks = OtherSide.look, iter(range(1, 100))

    def look_and_tell(side):
        if next(looks) == 3:
            os.kill(os.getpid(), number)
        return look(side)

    monkeypatch.setattr(OtherSide, "look", look_and_tell)
    try:
        assert command("--every", "0.001").startswith("messages 1,")
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    assert next(looks) == 4
