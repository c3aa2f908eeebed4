"""What came in, from stored bytes to outcome. One poisonous document never stops the next one."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from correspondence.actions.acknowledge import acknowledge
from correspondence.actions.receive import Arrival, Outcome, receive
from correspondence.exchange.faults import log_fault, name_of
from correspondence.exchange.open import Opened, open_document
from correspondence.exchange.store import store_bytes
from correspondence.files import read_document
from correspondence.letters.issues import Issue, UnreadableDocument
from correspondence.letters.reading import DocumentKind
from correspondence.models import RawDelivery
from correspondence.states import RawState
from portal import clock

logger = logging.getLogger(__name__)

_WRITTEN = ("kind", "bundle_id", "message_header_id", "envelope_id", "state", "code", "issues", "error")


def receive_bytes(
    data: bytes, *, transport: str, name: str, now: datetime | None = None, create_mailboxes: bool = False
) -> RawDelivery:
    """Store ``data`` as it is, then process it. Returns the raw delivery with its outcome."""
    raw = store_bytes(data, transport=transport, name=name, at=now or clock.now())
    process(raw, create_mailboxes=create_mailboxes)
    return raw


def process_waiting(limit: int = 500) -> int:
    """Process what waits, oldest first; returns how many. Safe to run in any number of workers."""
    _free_stuck()
    waiting = RawDelivery.objects.filter(state=RawState.WAITING).order_by("received_at", "id")
    done = 0
    for raw in waiting[:limit]:
        done += process(raw) is not None
    return done


def process(raw: RawDelivery, *, create_mailboxes: bool = False) -> Outcome | None:
    """Claim and process one raw delivery; None when another worker has it. Never raises for its content."""
    if not _claim(raw):
        return None
    try:
        outcome = _processed(raw, create_mailboxes)
    except Exception as error:  # this one document fails; the operator sees why and can try again
        log_fault(logger, f"raw delivery {raw.pk} failed", error)
        return _fail(raw, error)
    return outcome


def _claim(raw: RawDelivery) -> bool:
    """Atomic: of two workers one gets it. What the rest needs of ``raw`` never changes, so it is not read again."""
    raw.error = ""
    claimed = RawDelivery.objects.filter(pk=raw.pk, state__in=(RawState.WAITING, RawState.FAILED)).update(
        state=RawState.CLAIMED, claimed_at=clock.now(), attempts=F("attempts") + 1, error=raw.error
    )
    return bool(claimed)


def _free_stuck() -> None:
    """A worker that died held its claim: after CLAIM_MINUTES somebody else takes over."""
    before = clock.now() - timedelta(minutes=settings.CLAIM_MINUTES)
    RawDelivery.objects.filter(state=RawState.CLAIMED, claimed_at__lt=before).update(state=RawState.WAITING)


def _processed(raw: RawDelivery, create_mailboxes: bool) -> Outcome:
    if raw.size > settings.MAX_DOCUMENT_BYTES:
        return _finish(raw, Outcome(RawState.REJECTED, None, [_too_large(raw.size)]))
    try:
        opened = open_document(read_document(raw.stored_as))
    except UnreadableDocument as unreadable:
        return _finish(raw, Outcome(RawState.REJECTED, None, unreadable.issues))
    _note_ids(raw, opened)
    try:
        return _take(raw, opened, create_mailboxes)
    except IntegrityError:
        # Another worker stored the same message, or opened the same thread, while we did: now it is there.
        return _take(raw, opened, create_mailboxes)


def _take(raw: RawDelivery, opened: Opened, create_mailboxes: bool) -> Outcome:
    """What the document does and that it is done, together: a worker that dies leaves both or neither."""
    with transaction.atomic():
        return _finish(raw, _dispatch(raw, opened, create_mailboxes))


def _dispatch(raw: RawDelivery, opened: Opened, create_mailboxes: bool) -> Outcome:
    reading = opened.reading
    if reading.kind is DocumentKind.ACKNOWLEDGEMENT:
        return acknowledge(reading, at=raw.received_at)
    return receive(
        Arrival(
            reading,
            raw,
            raw.received_at,
            envelope_receiver=opened.envelope.receiver_gln if opened.envelope else "",
            create_mailboxes=create_mailboxes,
        )
    )


def _note_ids(raw: RawDelivery, opened: Opened) -> None:
    """Kept whatever comes of it: the duplicate tables and the operator's search need them either way."""
    raw.kind = opened.reading.kind.value
    raw.bundle_id = opened.reading.bundle_id[:100]
    raw.message_header_id = opened.reading.message_header_id[:100]
    raw.envelope_id = opened.envelope.envelope_id[:100] if opened.envelope else ""


def _finish(raw: RawDelivery, outcome: Outcome) -> Outcome:
    raw.state = outcome.state
    raw.code = outcome.code.value if outcome.code else ""
    raw.issues = [issue.as_data() for issue in outcome.issues]
    raw.save(update_fields=_WRITTEN)
    return outcome


def _fail(raw: RawDelivery, error: Exception) -> Outcome:
    """Only the kind of error is kept: an exception's text may quote a citizen's data."""
    issue = Issue(
        code="MSG_LOCAL_FAIL",
        path="",
        text="Der skete en fejl hos os. Dokumentet er bevaret og kan prøves igen.",
        type="exception",
        rule="local_fault",
    )
    raw.error = name_of(error)
    return _finish(raw, Outcome(RawState.FAILED, None, [issue]))


def _too_large(size: int) -> Issue:
    """transport.md section 6: a message is at most 100 MB in its envelope."""
    return Issue(
        code="MSG_Element_To_Long",
        path="",
        text=f"Dokumentet fylder {size // 1_000_000} MB; grænsen er {settings.MAX_DOCUMENT_BYTES // 1_000_000} MB.",
        type="too-long",
        rule="document_size",
    )
