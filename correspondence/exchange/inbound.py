"""What came in, from stored bytes to outcome. One poisonous document never stops the next one.

Documents are claimed, opened and taken in many at a time, in one transaction: what they share is looked up once, and
what they leave is written together. Where that fails they are taken in by halves, until the one that fails is alone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q, QuerySet

from correspondence.actions.acknowledge import acknowledge, note_network_receipt
from correspondence.actions.known import Known, Learned
from correspondence.actions.pending import Pending
from correspondence.actions.receive import Arrival, Outcome, answer_failure, receive
from correspondence.exchange import alive, checkpoints
from correspondence.exchange.faults import log_fault, name_of
from correspondence.exchange.open import Opened, open_document
from correspondence.exchange.outbound import PAGE, always
from correspondence.exchange.store import store_bytes
from correspondence.exchange.waves import waves
from correspondence.files import read_document
from correspondence.letters.issues import Issue, ResponseCode, UnreadableDocument
from correspondence.letters.reading import DocumentKind
from correspondence.models import RawDelivery
from correspondence.states import RawState
from portal import clock
from portal.storage import flushed_together

logger = logging.getLogger(__name__)

# How often documents are tried at once when workers collide, and by how many workers that died of it.
TRIES = 3
MAX_CLAIMS = 5
# How many documents a worker claims at once, of how many bytes together, and for how long it opens them before it takes
# in what it has: they wait for each other.
BATCH = 200
BATCH_BYTES = 8_000_000
OPENING_SECONDS = 1.0

_IDS = ("kind", "bundle_id", "message_header_id", "envelope_id", "envelope_message_id")
_WRITTEN = (*_IDS, "state", "claimed_by", "code", "issues", "error")


@dataclass(frozen=True, slots=True)
class Read:
    """A document that is open. ``code``: what its sender has been told already, "" for nothing."""

    raw: RawDelivery
    opened: Opened
    code: str


def receive_bytes(
    data: bytes, *, transport: str, name: str, now: datetime | None = None, create_mailboxes: bool = False
) -> RawDelivery:
    """Store ``data`` as it is, then process it. Returns the raw delivery with its outcome."""
    raw = store_bytes(data, transport=transport, name=name, at=now or clock.now())
    process(raw, create_mailboxes=create_mailboxes)
    return raw


def process_waiting(limit: int = PAGE, *, go_on: Callable[[], bool] = always) -> int:
    """Process what waits, oldest first; returns how many. Safe to run in any number of workers."""
    _free(alive.stuck())
    done, learned = 0, Learned()
    while done < limit and go_on():
        checkpoints.reached(checkpoints.BEFORE_READING)
        batch = _claim_some(min(BATCH, limit - done))
        if not batch:
            break
        done += _process_claimed(batch, learned, go_on)
    return done


def _claim_some(most: int) -> list[RawDelivery]:
    """The oldest that nobody has, atomically: of two workers each gets others.

    A document that a worker has died of before is claimed alone, so that it takes nobody else's time or blame.
    """
    waiting = RawDelivery.objects.filter(state=RawState.WAITING).order_by("received_at", "id")
    with transaction.atomic():
        oldest = list(waiting.select_for_update(skip_locked=True)[:most])
        batch = list(_together(oldest))
        if batch:
            _mark_claimed(RawDelivery.objects.filter(pk__in=[raw.pk for raw in batch]))
    for raw in batch:
        _note_claim(raw)
    return batch


def _note_claim(raw: RawDelivery) -> None:
    """As the row has it now."""
    raw.state, raw.claimed_by, raw.error = RawState.CLAIMED, alive.me(), ""
    raw.attempts += 1


def _together(oldest: list[RawDelivery]) -> Iterator[RawDelivery]:
    size = 0
    for number, raw in enumerate(oldest):
        size += raw.size
        if number and (raw.attempts or oldest[0].attempts or size > BATCH_BYTES):
            return
        yield raw


def _process_claimed(batch: list[RawDelivery], learned: Learned, go_on: Callable[[], bool]) -> int:
    """Told to stop, or slow, the worker takes in what it has opened and lets go of the rest. Returns how many."""
    read, number, until = [], 0, time.monotonic() + OPENING_SECONDS
    for raw in batch:
        if number and not (time.monotonic() < until and go_on()):
            break
        number += 1
        if opened := _open(raw):
            read.append(opened)
    _let_go(batch[number:])
    for wave in waves(read, lambda one: one.opened):
        _take_in(wave, learned)
    return number


def _let_go(batch: list[RawDelivery]) -> None:
    if batch:
        rest = RawDelivery.objects.filter(pk__in=[one.pk for one in batch], state=RawState.CLAIMED)
        rest.update(state=RawState.WAITING, claimed_by="", attempts=F("attempts") - 1)


def process(raw: RawDelivery, *, create_mailboxes: bool = False) -> Outcome | None:
    """Claim and process one raw delivery; None when another worker has it. Never raises for its content."""
    if not _claim(raw):
        return None
    if read := _open(raw):
        _take_in([read], Learned(create_mailboxes=create_mailboxes))
    return Outcome(RawState(raw.state), ResponseCode(raw.code) if raw.code else None)


def _claim(raw: RawDelivery) -> bool:
    """Atomic: of two workers one gets it."""
    claimed = _mark_claimed(RawDelivery.objects.filter(pk=raw.pk, state__in=(RawState.WAITING, RawState.FAILED)))
    if claimed:
        raw.refresh_from_db()
    return bool(claimed)


def _mark_claimed(rows: QuerySet[RawDelivery]) -> int:
    return rows.update(
        state=RawState.CLAIMED, claimed_at=clock.now(), claimed_by=alive.me(), attempts=F("attempts") + 1, error=""
    )


def free_claims_of(worker: str) -> None:
    """``worker`` has died: the next one takes over."""
    _free(Q(claimed_by=worker))


def _free(whose: Q) -> None:
    """A document that has taken MAX_CLAIMS workers with it is left for the operator: it would take them all."""
    stuck = RawDelivery.objects.filter(whose, state=RawState.CLAIMED)
    stuck.filter(attempts__lt=MAX_CLAIMS).update(state=RawState.WAITING, claimed_by="")
    stuck.update(state=RawState.FAILED, claimed_by="", error="WorkerDied", issues=[_FAULT_OF_OURS.as_data()])


def _open(raw: RawDelivery) -> Read | None:
    """None when there is no more to do with it. Never raises for its content."""
    checkpoints.reached(checkpoints.READING)
    try:
        if raw.size > settings.MAX_DOCUMENT_BYTES:
            raise UnreadableDocument(_too_large(raw.size))
        opened = open_document(read_document(raw.stored_as))
        _note_ids(raw, opened)
        return Read(raw, opened, raw.code)
    except UnreadableDocument as unreadable:
        _finish(raw, Outcome(RawState.REJECTED, None, unreadable.issues))
    except Exception as error:  # this one document fails; the operator sees why and can try again
        log_fault(logger, f"raw delivery {raw.pk} failed", error)
        _finish(raw, _failed(raw, error))
    return None


def _take_in(wave: list[Read], learned: Learned) -> None:
    """All of them in one transaction, with one commit; where it fails, each half by itself, at last each alone."""
    for left in range(TRIES, 0, -1):
        try:
            _dispatch_all(wave, learned)
            return
        except Exception as error:
            for one in wave:
                one.raw.code = one.code
            # Another worker stored the same message, or stood in our way, while we did: look again.
            if left > 1 and isinstance(error, IntegrityError | OperationalError):
                continue
            if len(wave) == 1:  # this one document fails; the operator sees why and can try again
                log_fault(logger, f"raw delivery {wave[0].raw.pk} failed", error)
                _fail(wave[0], error)
                return
            break
    middle = len(wave) // 2
    _take_in(wave[:middle], learned)
    _take_in(wave[middle:], learned)


def _dispatch_all(wave: list[Read], learned: Learned) -> None:
    """What documents do and that they are done stand in one transaction."""
    with transaction.atomic():
        known = Known.of([(one.raw, one.opened.reading) for one in wave], learned)
        pending = Pending()
        with flushed_together():
            for one in wave:
                _note_outcome(one.raw, _dispatch(one, known, pending))
                pending.change(one.raw, _WRITTEN)
                checkpoints.reached(checkpoints.FILED)
        pending.write()
        checkpoints.reached(checkpoints.ENTERED)
    checkpoints.reached(checkpoints.COMMITTED)


def _dispatch(one: Read, known: Known, pending: Pending) -> Outcome:
    opened, at = one.opened, one.raw.received_at
    if opened.envelope and opened.is_receipt:
        return note_network_receipt(opened.envelope, at=at)
    if opened.reading.kind is DocumentKind.ACKNOWLEDGEMENT:
        return acknowledge(opened.reading, at=at, known=known, pending=pending)
    return receive(_arrival(one, known, pending))


def _arrival(one: Read, known: Known, pending: Pending) -> Arrival:
    envelope = one.opened.envelope
    return Arrival(
        one.opened.reading,
        one.raw,
        one.raw.received_at,
        known,
        pending,
        envelope_receiver=envelope.receiver_gln if envelope else "",
    )


def _note_ids(raw: RawDelivery, opened: Opened) -> None:
    """Keep the ids whatever is judged: the duplicate tables and the operator's search need them either way."""
    raw.kind = opened.kind
    raw.bundle_id = opened.reading.bundle_id[:100]
    raw.message_header_id = opened.reading.message_header_id[:100]
    if opened.envelope:
        raw.envelope_id = opened.envelope.envelope_id.lower()
        raw.envelope_message_id = opened.envelope.message_id.lower()


def _note_outcome(raw: RawDelivery, outcome: Outcome) -> None:
    raw.state, raw.claimed_by = outcome.state, ""
    raw.code = outcome.code.value if outcome.code else ""
    raw.issues = [issue.as_data() for issue in outcome.issues]


def _finish(raw: RawDelivery, outcome: Outcome) -> None:
    _note_outcome(raw, outcome)
    raw.save(update_fields=_WRITTEN)


def _failed(raw: RawDelivery, error: Exception) -> Outcome:
    """Only the kind of error is kept: an exception's text may quote a citizen's data."""
    raw.error = name_of(error)
    return Outcome(RawState.FAILED, ResponseCode(raw.code) if raw.code else None, [_FAULT_OF_OURS])


def _fail(one: Read, error: Exception) -> None:
    """The sender is told to wait (``transient-error``) where the document says who that is; once per document."""
    outcome = _failed(one.raw, error)
    if outcome.code is None and one.opened.reading.kind is DocumentKind.CARE_COMMUNICATION:
        outcome = replace(outcome, code=_tell_to_wait(one))
    _finish(one.raw, outcome)


def _tell_to_wait(one: Read) -> ResponseCode | None:
    """What breaks receiving may break answering as well: then the sender's own time-out does."""
    try:
        with transaction.atomic():
            pending = Pending()
            known = Known.of([(one.raw, replace(one.opened.reading, letter=None))], Learned())
            code = answer_failure(_arrival(one, known, pending))
            pending.write()
            return code
    except Exception as error:
        log_fault(logger, f"raw delivery {one.raw.pk} could not be answered", error)
        return None


_FAULT_OF_OURS = Issue(
    code="MSG_LOCAL_FAIL",
    path="",
    text="Der skete en fejl hos os. Dokumentet er bevaret og kan prøves igen.",
    type="exception",
    rule="local_fault",
)


def _too_large(size: int) -> Issue:
    """transport.md section 6: a message is at most 100 MB in its envelope."""
    return Issue(
        code="MSG_Element_To_Long",
        path="",
        text=f"Dokumentet fylder {size // 1_000_000} MB; grænsen er {settings.MAX_DOCUMENT_BYTES // 1_000_000} MB.",
        type="too-long",
        rule="document_size",
    )
