"""What a kill test does and sees inside one of its two portals. Runs in a fork of stable.py."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import uuid4

from django.db.models import Count, Q

from correspondence.actions.reply import reply
from correspondence.actions.start import start
from correspondence.models import Delivery, DeliveryEvent, Mailbox, Message, RawDelivery, Receipt, Segment, Thread
from correspondence.queries.thread import ordered_segments
from correspondence.states import UNSETTLED, DeliveryState, RawState
from portal.models import User
from sor.models import Organisation
from sor.numbers import gln_with_check_digit
from tests.cast import BRUNO, content, mailbox, person, unit

WAITING = Q(state__in=(RawState.WAITING, RawState.CLAIMED))


def set_up(*, own: int, other: int) -> None:
    """A unit with a mailbox and Anna in it, and the other portal's unit in the register. Serial numbers."""
    person("anna", "Anna", "Vestergaard", mailbox(own, f"Enhed {own}"))
    unit(other, f"Enhed {other}", gln=gln_with_check_digit(f"57900099{other:04d}"))


def write(*, words: str) -> str:
    """Anna writes a new message to the other portal; its MessageHeader.id."""
    anna, box = User.objects.get(username="anna"), Mailbox.objects.get()
    receiver = Organisation.objects.exclude(pk=box.organisation_id).get()
    text = content(anna, words)
    message = start(user=anna, mailbox=box, receiver=receiver, citizen=BRUNO, content=text, token=uuid4())
    return message.message_header_id


def answer(*, words: str) -> str | None:
    """Anna answers what has come last, if anything has."""
    anna, latest = User.objects.get(username="anna"), Message.objects.filter(direction="in").order_by("-pk").first()
    if latest is None:
        return None
    about = {"thread": latest.thread, "answers": latest.message_header_id}
    return reply(user=anna, **about, content=content(anna, words), token=uuid4()).message_header_id


def settled() -> int | None:
    """How many documents have come, when nothing waits, is under way or lacks its acknowledgement; None otherwise."""
    moving = RawDelivery.objects.filter(WAITING).exists() or Delivery.objects.filter(state__in=UNSETTLED).exists()
    return None if moving else RawDelivery.objects.count()


def standing() -> dict[str, Any]:
    """How far everything is, what fails, and what waits for a time still to come; a claim alone is no step."""
    taken = {RawState.CLAIMED: RawState.WAITING, DeliveryState.CLAIMED: DeliveryState.QUEUED}
    raws = RawDelivery.objects.values_list("state", flat=True)
    deliveries = Delivery.objects.values_list("state", flat=True)
    waiting = Delivery.objects.filter(state__in=UNSETTLED)
    return {
        "raw": Counter(str(taken.get(RawState(one), one)) for one in raws),
        "deliveries": Counter(str(taken.get(DeliveryState(one), one)) for one in deliveries),
        "errors": sorted(
            {one for kind in (RawDelivery, Delivery) for one in kind.objects.values_list("error", flat=True)}
        ),
        "due": sorted(f"{one:%H:%M:%S}" for one in waiting.values_list("due_at", flat=True)),
    }


def forget() -> None:
    """All that came and went, as if nothing had."""
    for kind in (DeliveryEvent, Delivery, Receipt, Segment, Message, Thread, RawDelivery):
        kind.objects.all().delete()


def outcomes() -> dict[str, list[str]]:
    """What became of each document that came, by its name: state and response code."""
    return {one.name: [one.state, one.code] for one in RawDelivery.objects.all()}


def facts(*, threads: bool) -> dict[str, Any]:
    """What there is, to be compared with the other side's; with ``threads``, all that stands in them too."""
    sent, received = Message.objects.filter(direction="out"), Message.objects.filter(direction="in")
    answers = Delivery.objects.filter(message=None)
    return {
        "sent": sorted(sent.values_list("message_header_id", flat=True)),
        "received": sorted(received.values_list("message_header_id", flat=True)),
        "messages": Message.objects.count(),
        "segments": Segment.objects.count(),
        "raw": Counter(RawDelivery.objects.values_list("state", flat=True)),
        "delivered": Delivery.objects.filter(message__isnull=False, state=DeliveryState.DELIVERED).count(),
        "answers": answers.count(),
        "answers_sent": answers.filter(state=DeliveryState.DONE).count(),
        "resends": Delivery.objects.filter(resends__gt=0).count(),
        "unequal_answers": _unequal_answers(),
        "threads": {one.communication_identifier: _lines(one) for one in Thread.objects.all() if threads},
    }


def _unequal_answers() -> int:
    """How many messages were answered in two ways."""
    answered = Delivery.objects.filter(message=None).values("receipt")
    kinds = answered.annotate(
        kinds=Count("document_name", distinct=True), ids=Count("message_header_id", distinct=True)
    )
    return kinds.filter(Q(kinds__gt=1) | Q(ids__gt=1)).count()


def _lines(thread: Thread) -> list[str]:
    return [one.text for one in ordered_segments(thread)]
