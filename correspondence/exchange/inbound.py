"""What came in, from stored bytes to outcome. One poisonous document never stops the next one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet

from correspondence.actions.acknowledge import acknowledge, note_network_receipt
from correspondence.actions.receive import Arrival, Learned, Outcome, answer_failure, receive
from correspondence.exchange import checkpoints
from correspondence.exchange.faults import log_fault, name_of
from correspondence.exchange.open import Opened, open_document
from correspondence.exchange.outbound import PAGE, always
from correspondence.exchange.store import store_bytes
from correspondence.files import read_document
from correspondence.letters.issues import Issue, ResponseCode, UnreadableDocument
from correspondence.letters.reading import DocumentKind
from correspondence.models import RawDelivery
from correspondence.states import RawState
from portal import clock

logger = logging.getLogger(__name__)

# How often one document is tried at once when workers collide, and by how many workers that died of it.
TRIES = 3
MAX_CLAIMS = 5
# How many documents a worker claims at once, of how many bytes together: few and small, for they wait for each other,
# and for CLAIM_MINUTES when the worker dies.
BATCH = 10
BATCH_BYTES = 1_000_000

_IDS = ("kind", "bundle_id", "message_header_id", "envelope_id", "envelope_message_id")
_WRITTEN = (*_IDS, "state", "code", "issues", "error")


def receive_bytes(
    data: bytes, *, transport: str, name: str, now: datetime | None = None, create_mailboxes: bool = False
) -> RawDelivery:
    """Store ``data`` as it is, then process it. Returns the raw delivery with its outcome."""
    raw = store_bytes(data, transport=transport, name=name, at=now or clock.now())
    process(raw, create_mailboxes=create_mailboxes)
    return raw


def process_waiting(limit: int = PAGE, *, go_on: Callable[[], bool] = always) -> int:
    """Process what waits, oldest first; returns how many. Safe to run in any number of workers."""
    _free_stuck()
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
        raw.error = ""  # as the row has it now
    return batch


def _together(oldest: list[RawDelivery]) -> Iterator[RawDelivery]:
    size = 0
    for number, raw in enumerate(oldest):
        size += raw.size
        if number and (raw.attempts or oldest[0].attempts or size > BATCH_BYTES):
            return
        yield raw


def _process_claimed(batch: list[RawDelivery], learned: Learned, go_on: Callable[[], bool]) -> int:
    """One after the other; told to stop, the worker lets go of the rest."""
    for number, raw in enumerate(batch):
        if number and not go_on():
            rest = RawDelivery.objects.filter(pk__in=[one.pk for one in batch[number:]], state=RawState.CLAIMED)
            rest.update(state=RawState.WAITING, attempts=F("attempts") - 1)
            return number
        _process(raw, learned)
    return len(batch)


def process(raw: RawDelivery, *, create_mailboxes: bool = False) -> Outcome | None:
    """Claim and process one raw delivery; None when another worker has it. Never raises for its content."""
    return _process(raw, Learned(create_mailboxes=create_mailboxes)) if _claim(raw) else None


def _process(raw: RawDelivery, learned: Learned) -> Outcome:
    checkpoints.reached(checkpoints.READING)
    seen: list[Opened] = []
    try:
        return _deal_with(raw, learned, seen)
    except Exception as error:  # this one document fails; the operator sees why and can try again
        log_fault(logger, f"raw delivery {raw.pk} failed", error)
        return _fail(raw, error, seen)


def _claim(raw: RawDelivery) -> bool:
    """Atomic: of two workers one gets it."""
    claimed = _mark_claimed(RawDelivery.objects.filter(pk=raw.pk, state__in=(RawState.WAITING, RawState.FAILED)))
    if claimed:
        raw.refresh_from_db()
    return bool(claimed)


def _mark_claimed(rows: QuerySet[RawDelivery]) -> int:
    return rows.update(state=RawState.CLAIMED, claimed_at=clock.now(), attempts=F("attempts") + 1, error="")


def _free_stuck() -> None:
    """A worker that died held its claim: after CLAIM_MINUTES somebody else takes over.

    A document that has taken MAX_CLAIMS workers with it is left for the operator: it would take them all.
    """
    before = clock.now() - timedelta(minutes=settings.CLAIM_MINUTES)
    stuck = RawDelivery.objects.filter(state=RawState.CLAIMED, claimed_at__lt=before)
    stuck.filter(attempts__lt=MAX_CLAIMS).update(state=RawState.WAITING)
    stuck.update(state=RawState.FAILED, error="WorkerDied", issues=[_FAULT_OF_OURS.as_data()])


def _deal_with(raw: RawDelivery, learned: Learned, seen: list[Opened]) -> Outcome:
    """``seen`` gets the document once it could be opened, for an answer should we fail after that."""
    if raw.size > settings.MAX_DOCUMENT_BYTES:
        return _finish(raw, Outcome(RawState.REJECTED, None, [_too_large(raw.size)]))
    try:
        opened = open_document(read_document(raw.stored_as))
    except UnreadableDocument as unreadable:
        return _finish(raw, Outcome(RawState.REJECTED, None, unreadable.issues))
    seen.append(opened)
    _note_ids(raw, opened)
    for _ in range(TRIES - 1):
        try:
            return _dispatch_and_finish(raw, opened, learned)
        except (IntegrityError, OperationalError):
            # Another worker stored the same message, or stood in our way, while we did: look again.
            continue
    return _dispatch_and_finish(raw, opened, learned)


def _dispatch_and_finish(raw: RawDelivery, opened: Opened, learned: Learned) -> Outcome:
    """What a document does and that it is done stand in one transaction, and cost one commit."""
    with transaction.atomic():
        outcome = _finish(raw, _dispatch(raw, opened, learned))
        checkpoints.reached(checkpoints.FILED)
    checkpoints.reached(checkpoints.COMMITTED)
    return outcome


def _dispatch(raw: RawDelivery, opened: Opened, learned: Learned) -> Outcome:
    if opened.envelope and opened.is_receipt:
        return note_network_receipt(opened.envelope, at=raw.received_at)
    if opened.reading.kind is DocumentKind.ACKNOWLEDGEMENT:
        return acknowledge(opened.reading, at=raw.received_at)
    return receive(_arrival(raw, opened, learned))


def _arrival(raw: RawDelivery, opened: Opened, learned: Learned) -> Arrival:
    return Arrival(
        opened.reading,
        raw,
        raw.received_at,
        envelope_receiver=opened.envelope.receiver_gln if opened.envelope else "",
        learned=learned,
    )


def _note_ids(raw: RawDelivery, opened: Opened) -> None:
    """Keep the ids whatever is judged: the duplicate tables and the operator's search need them either way."""
    raw.kind = opened.kind
    raw.bundle_id = opened.reading.bundle_id[:100]
    raw.message_header_id = opened.reading.message_header_id[:100]
    if opened.envelope:
        raw.envelope_id = opened.envelope.envelope_id.lower()
        raw.envelope_message_id = opened.envelope.message_id.lower()


def _finish(raw: RawDelivery, outcome: Outcome) -> Outcome:
    raw.state = outcome.state
    raw.code = outcome.code.value if outcome.code else ""
    raw.issues = [issue.as_data() for issue in outcome.issues]
    raw.save(update_fields=_WRITTEN)
    return outcome


def _fail(raw: RawDelivery, error: Exception, seen: list[Opened]) -> Outcome:
    """Only the kind of error is kept: an exception's text may quote a citizen's data.

    The sender is told to wait (``transient-error``) where the document says who that is; once per document.
    """
    code = ResponseCode(raw.code) if raw.code else None
    outcome = Outcome(RawState.FAILED, code, [_FAULT_OF_OURS])
    raw.error = name_of(error)
    if seen and code is None and seen[0].reading.kind is DocumentKind.CARE_COMMUNICATION:
        outcome = replace(outcome, code=_tell_to_wait(raw, seen[0]))
    return _finish(raw, outcome)


def _tell_to_wait(raw: RawDelivery, opened: Opened) -> ResponseCode | None:
    """What breaks receiving may break answering as well: then the sender's own time-out does."""
    try:
        return answer_failure(_arrival(raw, opened, Learned()))
    except Exception as error:
        log_fault(logger, f"raw delivery {raw.pk} could not be answered", error)
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
