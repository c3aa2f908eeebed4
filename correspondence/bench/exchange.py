"""How fast workers move messages in and out.

In: from files in the exchange folder to acknowledgements in it. Out: from the outbox to files in the exchange folder,
and from the receivers' acknowledgements there to delivered messages. All validated, stored and committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import time
from uuid import uuid4

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from correspondence.actions.filing import Filing, file_letter
from correspondence.actions.outbox import queue_message
from correspondence.actions.start import wire_unit
from correspondence.bench.documents import conversations, envelopes
from correspondence.bench.figures import Figure, Result, count, number
from correspondence.bench.invented import Inventor, open_mailboxes, other_units
from correspondence.bench.options import Options
from correspondence.bench.stored import lay_stored
from correspondence.bench.workers import Worked, work
from correspondence.exchange.worker import run_once
from correspondence.letters import letter as wire
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.acknowledgement.write import write as write_acknowledgement
from correspondence.letters.carecommunication.write import write
from correspondence.letters.envelope import vans
from correspondence.letters.issues import ResponseCode
from correspondence.models import Delivery, Direction, Mailbox, RawDelivery
from correspondence.states import UNSENT, UNSETTLED, DeliveryState, RawState
from portal import clock
from portal.storage import flushed_together

# Taken in before the clock runs: everything is imported and compiled.
WARM_UP = 20
MEGABYTE = 1_000_000


def run(options: Options) -> list[Result]:
    boxes, inventor = open_mailboxes(), Inventor(options.seed)
    if options.stored:
        lay_stored(inventor, boxes, options.stored)
    came = _in(inventor, boxes, options)
    sent, answered = _out(inventor, boxes, options)
    both = Worked(sent.seconds + answered.seconds, sent.workers + answered.workers)
    case = f"{options.workers} workers" + (f", {options.stored:,} stored" if options.stored else "")
    return [
        Result("exchange", f"in, {case}", _figures(options.messages, came, of=came)),
        Result("exchange", f"out, {case}", _figures(options.messages, both, of=answered)),
        Result("exchange", f"out: handed over, {case}", _figures(options.messages, sent, of=sent)),
        Result("exchange", f"out: acknowledged, {case}", _figures(options.messages, answered, of=answered)),
    ]


def _figures(messages: int, worked: Worked, *, of: Worked) -> tuple[Figure, ...]:
    """``of``: whose memory and course are told."""
    return (
        count("messages", messages, "messages"),
        number("per_second", messages / worked.seconds, "messages/s"),
        number("cpu_ms", worked.processor / messages * 1000, "ms processor time each"),
        number("first_cpu_ms", of.cost(last=False) * 1000, "ms in the first tenth"),
        number("last_cpu_ms", of.cost(last=True) * 1000, "ms in the last"),
        number("memory_mb", of.memory(last=False) / MEGABYTE, "MB in the second tenth"),
        number("last_memory_mb", of.memory(last=True) / MEGABYTE, "MB in the last"),
    )


def _in(inventor: Inventor, boxes: list[Mailbox], options: Options) -> Worked:
    receivers = [wire_unit(box.organisation) for box in boxes]
    documents = envelopes(inventor, other_units(), receivers, WARM_UP + options.messages, clock.now())
    lay_out([next(documents) for _ in range(WARM_UP)])
    run_once()
    lay_out(documents)
    accepted = RawDelivery.objects.filter(state=RawState.ACCEPTED)
    answers = Delivery.objects.filter(state=DeliveryState.DONE, sent_at__isnull=False)
    before = accepted.count(), answers.count()
    worked = work(options.workers, is_done=_is_quiet, counts=lambda moved: moved.processed)
    _demand(accepted.count() - before[0], options.messages)
    _demand(answers.count() - before[1], options.messages)
    return worked


def _out(inventor: Inventor, boxes: list[Mailbox], options: Options) -> tuple[Worked, Worked]:
    """Written beforehand, as people do; then handed over; then acknowledged."""
    outbox = Path(settings.EXCHANGE_DIR) / "out"
    for path in outbox.iterdir():
        path.unlink()
    with flushed_together():
        _write(inventor, boxes, options.messages)
    delivered = Delivery.objects.filter(message__isnull=False, state=DeliveryState.DELIVERED, resends=0)
    before = delivered.count()
    sent = work(options.workers, is_done=_is_sent, counts=lambda moved: moved.sent)
    _demand(len(list(outbox.iterdir())), options.messages)
    lay_out(_acknowledgements(outbox))
    answered = work(options.workers, is_done=_is_quiet, counts=lambda moved: moved.processed)
    _demand(delivered.count() - before, options.messages)
    return sent, answered


def _write(inventor: Inventor, boxes: list[Mailbox], messages: int) -> None:
    """What people have written: filed and put in the outbox, as actions.send does."""
    by_code = {box.organisation.sor_code: box for box in boxes}
    own = [wire_unit(box.organisation) for box in boxes]
    for letter in conversations(inventor, own, other_units(), messages, clock.now()):
        box, now = by_code[letter.sender.sor_code], clock.now()
        with transaction.atomic():
            message = file_letter(letter, Filing(box, Direction.SENT, now))
            document = write(letter, syntax=box.syntax)
            queue_message(letter=letter, document=document, message=message, mailbox=box, now=now)


def _acknowledgements(outbox: Path) -> Iterator[bytes]:
    """The receivers' answers to what lies in the outbox, in envelopes of their own."""
    names = {(one.sor_code, one.gln): one for one in other_units()}
    by_gln = {gln: one for (_, gln), one in names.items()}
    now = clock.now().isoformat(timespec="seconds")
    for path in sorted(outbox.iterdir()):
        envelope = vans.read(path.read_bytes())
        yield _acknowledgement(envelope, by_gln[envelope.receiver_gln], now)


def _acknowledgement(envelope: vans.Envelope, sender: wire.Organisation, now: str) -> bytes:
    owner = Mailbox.objects.select_related("organisation").get(organisation__effective_gln=envelope.sender_gln)
    header_id = str(uuid4())
    document = write_acknowledgement(
        Acknowledgement(
            bundle_id=str(uuid4()),
            timestamp=now,
            message_header_id=header_id,
            response_to=envelope.message_id,
            code=ResponseCode.OK,
            sender=sender,
            receiver=wire_unit(owner.organisation),
        )
    )
    fields = {"sender_gln": sender.gln, "receiver_gln": envelope.sender_gln, "envelope_id": str(uuid4())}
    return vans.write(vans.for_acknowledgement(document, message_id=header_id, sent=now, code="ok", **fields))


def lay_out(documents: Iterable[bytes]) -> None:
    """As a gateway would: each a file in the exchange folder, in the order of the names, a minute old."""
    folder = Path(settings.EXCHANGE_DIR) / "in"
    folder.mkdir(parents=True, exist_ok=True)
    for at, document in enumerate(documents):
        path = folder / f"{at:07}.xml"
        path.write_bytes(document)
        os.utime(path, (time() - 60, time() - 60))


def _is_sent(states: tuple[str, ...] = UNSENT) -> bool:
    return not Delivery.objects.filter(state__in=states).exists()


def _is_quiet() -> bool:
    """Nothing waits in the folder, to be read, or to be sent or acknowledged."""
    waiting = RawDelivery.objects.filter(state__in=(RawState.WAITING, RawState.CLAIMED)).exists()
    return not waiting and _is_sent(UNSETTLED) and not any((Path(settings.EXCHANGE_DIR) / "in").iterdir())


def _demand(found: int, expected: int) -> None:
    """A figure for messages that did not arrive would be worth nothing."""
    if found != expected:
        raise CommandError(f"{found} of {expected} messages have come all the way: the figures mean nothing.")
