"""Whatever the network does to a conversation, both sides end with the threads of the undisturbed one.

A conversation is generated and held over a network that does as it should. The same documents then go through one that
delivers in any order, delivers twice, and loses messages and acknowledgements, which are sent again when their time is
up. Both portals are mailboxes of one database, with the test's own transport in place of loopback.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.actions.filing import Filing, file_letter
from correspondence.actions.forward import forward
from correspondence.actions.history import answerable
from correspondence.actions.outbox import queue_message
from correspondence.actions.progress import lock
from correspondence.actions.reply import reply
from correspondence.actions.resend import time_out
from correspondence.actions.start import start
from correspondence.exchange import outbound
from correspondence.exchange.inbound import receive_bytes
from correspondence.files import read_document as stored_bytes
from correspondence.letters.envelope import vans
from correspondence.letters.letter import Letter, moment
from correspondence.letters.reading import read_document
from correspondence.models import Delivery, Direction, Mailbox, Message, RawDelivery, Thread
from correspondence.queries.export import exported
from correspondence.states import UNANSWERED, UNSETTLED, DeliveryState, RawState
from portal import clock
from tests.cast import BRUNO, content
from tests.correspondence.outside import PLAN
from tests.exchange.sent import START, minutes

# Between two messages; longer than a message waits before it is sent again, so that a resend overtakes no later one.
PACE = timedelta(minutes=60)
MOST_LOSSES = 2
# What tells when, and a resend tells anew (transport.md 2.2).
TIMES = ("occurred", "received", "sent")

steps = st.lists(
    st.tuples(
        st.sampled_from([0, 1]),
        st.sampled_from(["reply", "reply", "reply", "forward", "forward chosen", "new"]),
        st.integers(0, 5),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
MISHAPS = ["write", "deliver", "deliver", "twice", "lose", "late"]
mishaps = st.lists(st.tuples(st.sampled_from(MISHAPS), st.integers(0, 20)), max_size=60)


@dataclass
class Network:
    """A transport that keeps what it is given until the test says what becomes of it."""

    name: str = "test"
    bag: list[bytes] = field(default_factory=list)
    losses: Counter = field(default_factory=Counter)

    def send(self, envelope_id: str, envelope: bytes) -> None:
        self.bag.append(envelope)

    def poll(self) -> Iterator[Any]:
        return iter(())

    def deliver(self, at: int, *, keep: bool = False) -> None:
        envelope = self.bag[at] if keep else self.bag.pop(at)
        receive_bytes(envelope, transport=self.name, name="")
        outbound.send_due()

    def lose(self, at: int) -> None:
        """At most so often for each message, its acknowledgements included, as it is sent again."""
        about = _about(self.bag[at])
        if self.losses[about] < MOST_LOSSES:
            self.losses[about] += 1
            self.bag.pop(at)

    def deliver_all(self) -> None:
        outbound.send_due()
        while self.bag:
            self.deliver(0)


def _about(envelope: bytes) -> str:
    """The MessageHeader.id of a message, or of the message that an acknowledgement answers."""
    reading = read_document(vans.read(envelope).data)
    return reading.acknowledgement.response_to if reading.acknowledgement else reading.message_header_id


@dataclass(frozen=True)
class Written:
    mailbox: Mailbox
    document: bytes
    letter: Letter


@pytest.fixture
def network(monkeypatch) -> Network:
    one = Network()
    monkeypatch.setattr(outbound, "transports_for", lambda _: defaultdict(lambda: one))
    return one


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=steps, disturbance=mishaps)
def test_both_sides_end_with_the_threads_of_the_undisturbed_conversation(cast, network, plan, disturbance):
    with undone():
        conversation = hold(cast, network, plan)
        undisturbed = threads(cast)
    network.losses.clear()
    with undone():
        disturb(conversation, network, disturbance)
        assert threads(cast) == undisturbed
        assert set(Delivery.objects.values_list("state", flat=True)) <= {DeliveryState.DELIVERED, DeliveryState.DONE}
        assert set(RawDelivery.objects.values_list("state", flat=True)) <= {
            RawState.ACCEPTED,
            RawState.DUPLICATE,
            RawState.MATCHED,
        }
        received = Message.objects.filter(direction=Direction.RECEIVED)
        assert received.count() == len(conversation)


def sides(cast):
    return ((cast.cecilie, cast.psychiatry), (cast.anna, cast.social_psychiatry))


def hold(cast, network, plan) -> list[Written]:
    """Hold the conversation that ``plan`` describes; what was written, in that order."""
    for number, step in enumerate([(0, "new", 0, True, True), *plan]):
        side, kind, pick, with_file, delivered = step
        with clock.at(START + number * PACE):
            _write(cast, side, kind, pick, content_of(cast, side, number, with_file))
            if delivered:
                network.deliver_all()
    with clock.at(START + (len(plan) + 1) * PACE):
        network.deliver_all()
    sent = Delivery.objects.filter(message__isnull=False).order_by("created_at").select_related("mailbox__organisation")
    documents = [(one.mailbox, stored_bytes(one.stored_as)) for one in sent]
    return [Written(box, document, read_document(document).letter) for box, document in documents]


def content_of(cast, side, number, with_file):
    user, _ = sides(cast)[side]
    topic = ["Udskrivelse", "Bolig", "Møde"][number % 3]
    return content(user, f"Besked {number}", topic=topic, attachments=(PLAN,) if with_file else ())


def _write(cast, side, kind, pick, words) -> None:
    user, box = sides(cast)[side]
    _, other = sides(cast)[1 - side]
    known = list(Thread.objects.filter(mailbox=box).order_by("pk"))
    common = {"user": user, "content": words, "token": uuid4()}
    if kind == "new" or not known:
        start(mailbox=box, receiver=other.organisation, citizen=BRUNO, **common)
        return
    thread = known[pick % len(known)]
    if kind == "reply":
        choice = answerable(thread)
        reply(thread=thread, answers=choice[pick % len(choice)].message_header_id, **common)
        return
    held = thread.messages.exclude(direction=Direction.CARRIED).order_by("pk")
    about = held[pick % held.count()].message_header_id
    chosen = frozenset([about]) if kind == "forward chosen" else None
    forward(thread=thread, answers=about, receiver=other.organisation, chosen=chosen, **common)


def threads(cast) -> list[dict[str, Any]]:
    """Every thread of both sides, but for the times of transmission; messages by their ids."""
    found = []
    for _, box in sides(cast):
        for thread in Thread.objects.filter(mailbox=box).order_by("communication_identifier"):
            told = exported(thread)
            kept = [{key: value for key, value in one.items() if key not in TIMES} for one in told["messages"]]
            found.append({**told, "messages": sorted(kept, key=lambda one: one["message_header_id"])})
    return found


def disturb(conversation, network, disturbance) -> None:
    """The same documents, written when their writer has what they answer, over a network as ``disturbance`` has it."""
    unwritten = list(conversation)
    for kind, pick in disturbance:
        match kind:
            case "write":
                write_next(unwritten)
            case "late":
                send_again(pick)
            case _ if not network.bag:
                continue
            case "lose":
                network.lose(pick % len(network.bag))
            case _:
                network.deliver(pick % len(network.bag), keep=kind == "twice")
        outbound.send_due()
    while unwritten or network.bag or Delivery.objects.filter(state__in=UNSETTLED).exists():
        while write_next(unwritten):
            pass
        network.deliver_all()
        while send_again(0):
            pass


def write_next(unwritten: list[Written]) -> bool:
    """The first that its writer could write: whose history has come."""
    for at, one in enumerate(unwritten):
        needed = {entry.message_header_id for entry in one.letter.history} - {one.letter.message_header_id}
        known = Message.objects.filter(thread__mailbox=one.mailbox, message_header_id__in=needed)
        if set(known.values_list("message_header_id", flat=True)) == needed:
            unwritten.pop(at)
            now = clock.now()
            message = file_letter(one.letter, Filing(one.mailbox, Direction.SENT, now))
            queue_message(letter=one.letter, document=one.document, message=message, mailbox=one.mailbox, now=now)
            return True
    return False


def send_again(pick: int) -> bool:
    """One that has waited long enough for its acknowledgement, if it may still be sent again."""
    waiting = Delivery.objects.filter(state__in=UNANSWERED, resends__lt=MOST_LOSSES).order_by("created_at", "id")
    if not (found := list(waiting)):
        return False
    delivery = lock(pk=found[pick % len(found)].pk)
    written = read_document(stored_bytes(delivery.stored_as)).letter.segments[0].written
    time_out(delivery, now=moment(written) + minutes(31 + delivery.resends))
    return True
