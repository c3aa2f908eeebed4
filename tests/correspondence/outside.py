"""The world outside the portal: a hospital and a practice that write to the cast's mailboxes. All invented."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

from correspondence.exchange.inbound import receive_bytes
from correspondence.files import read_document as stored_bytes
from correspondence.letters import letter as wire
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.acknowledgement.write import write as write_acknowledgement
from correspondence.letters.carecommunication.compose import ThreadHistory, forward_letter, new_letter, reply_letter
from correspondence.letters.carecommunication.write import write
from correspondence.letters.envelope import vans
from correspondence.letters.issues import ResponseCode
from correspondence.letters.letter import Letter, Organisation
from correspondence.letters.reading import read_document
from correspondence.letters.terminology import SKS_SYSTEM
from correspondence.models import Delivery, Mailbox, RawDelivery, Thread
from sor.numbers import gln_with_check_digit, make_sor_code
from tests.cast import BRUNO, PETER

HOSPITAL = Organisation(make_sor_code(8101), gln_with_check_digit("579000998101"), "Sygehus Syd")
PRACTICE = Organisation(make_sor_code(8201), gln_with_check_digit("579000998201"), "Lægehuset Havnen")
NOBODY = Organisation(make_sor_code(8999), gln_with_check_digit("579000998999"), "Ingen her")

HANNE = wire.Author(("Hanne",), "Skov", job_system=SKS_SYSTEM, job_code="sygeplejerske", organisation=HOSPITAL)
OLE = wire.Author(("Ole",), "Bak", job_text="Praktiserende læge", organisation=PRACTICE)
LONE = wire.Author(("Lone",), "Juul", job_text="Overlæge", organisation=HOSPITAL)
MADS = wire.Author(("Mads",), "Friis", job_text="Sagsbehandler")

PDF = b"%PDF-1.4\nen plan\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
PLAN = wire.Attachment("Udskrivningsplan", "application/pdf", PDF, creation="2025-03-01T08:00:00+01:00")
FIRST_TIME = "2025-03-03T14:05:00+01:00"
__all__ = ["BRUNO", "PETER"]


def here(mailbox: Mailbox) -> Organisation:
    """The unit of one of our mailboxes, as others name it."""
    unit = mailbox.organisation
    return Organisation(unit.sor_code, unit.effective_gln, unit.name)


def new_id() -> str:
    return str(uuid4())


def letter_to(mailbox: Mailbox, **changes: Any) -> Letter:
    """Hanne of the hospital writes a new message to ``mailbox`` about Bruno."""
    fields: dict[str, Any] = {
        "sender": HOSPITAL,
        "receiver": here(mailbox),
        "citizen": BRUNO,
        "category": "discharge",
        "topic": "Udskrivelse fredag",
        "text": "Bruno udskrives fredag.\nHar I en plads?",
        "author": HANNE,
        "phone": "38683868",
        "written": FIRST_TIME,
        "ids": new_id,
    }
    return new_letter(**{**fields, **changes})


def history_of(*letters: Letter) -> ThreadHistory:
    """The thread as it stands after these letters."""
    segments = {segment.identifier: segment for letter in letters for segment in reversed(letter.segments)}
    entries = {entry.message_header_id: entry for letter in letters for entry in letter.history}
    return ThreadHistory(
        communication_identifier=letters[0].communication_identifier,
        citizen=letters[0].citizen,
        segments=tuple(sorted(segments.values(), key=lambda one: wire.moment(one.written))),
        entries=tuple(sorted(entries.values(), key=lambda one: wire.moment(one.occurred), reverse=True)),
        episode_of_care=letters[0].episode_of_care,
    )


def reply_to(*letters: Letter, **changes: Any) -> Letter:
    """The next message of a thread: from the sender of its last letter again, to the same receiver."""
    return reply_letter(**_next(letters, "Plads er fundet.", changes))


def forward_of(*letters: Letter, **changes: Any) -> Letter:
    """The last letter's sender passes the thread on, with the files."""
    return forward_letter(**_next(letters, "Til jeres orientering.", changes))


def _next(letters: tuple[Letter, ...], text: str, changes: dict[str, Any]) -> dict[str, Any]:
    last = letters[-1]
    fields: dict[str, Any] = {
        "history": history_of(*letters),
        "answers": last.message_header_id,
        "sender": last.sender,
        "receiver": last.receiver,
        "category": last.category,
        "topic": last.topic,
        "text": text,
        "author": replace(HANNE, organisation=changes.get("sender", last.sender)),
        "phone": "38683868",
        "written": "2025-03-03T15:00:00+01:00",
        "ids": new_id,
    }
    return {**fields, **changes}


def from_us(mailbox: Mailbox, *letters: Letter, **changes: Any) -> Letter:
    """What our side answered, as the other side holds it: Mads of ``mailbox`` to the hospital."""
    fields: dict[str, Any] = {"sender": here(mailbox), "receiver": letters[-1].sender}
    author = replace(MADS, organisation=here(mailbox))
    return reply_to(*letters, **{**fields, "author": author, "phone": "70123456", **changes})


def come(document: Letter | bytes | dict, *, syntax: str = "json", **options: Any) -> RawDelivery:
    """Let a document arrive and be dealt with; the raw delivery as the database has it then."""
    if isinstance(document, Letter):
        document = write(document, syntax=syntax)
    elif isinstance(document, dict):
        document = json.dumps(document).encode()
    raw = receive_bytes(document, transport="test", name="file", **options)
    raw.refresh_from_db()
    return raw


def tree_of(letter: Letter) -> dict[str, Any]:
    """The letter's JSON document, to be changed."""
    return json.loads(write(letter))


def resources(tree: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in tree["entry"] if entry["resource"]["resourceType"] == kind]


def again(letter: Letter) -> Letter:
    """The same message in another bundle: resent unchanged (transport.md 2.2)."""
    return replace(letter, bundle_id=new_id(), timestamp="2025-03-03T15:00:00+01:00")


def invalid(letter: Letter) -> Letter:
    """The message with a priority that its category does not allow."""
    return replace(letter, category="discharge", priority="asap")


def in_envelope(letter: Letter, **changes: Any) -> bytes:
    """The letter in its VANSEnvelope, addressed as it should be."""
    fields = {
        "sender_gln": letter.sender.gln,
        "receiver_gln": letter.receiver.gln,
        "envelope_id": new_id(),
        "message_id": letter.message_header_id,
        "sent": FIRST_TIME,
        "category": letter.category,
        **changes,
    }
    return vans.write(vans.for_care_communication(write(letter), **fields))


def answers() -> list[Acknowledgement]:
    """Every acknowledgement in the outbox, oldest first, read back from its bytes."""
    queued = Delivery.objects.filter(message=None).order_by("created_at")
    read = [read_document(stored_bytes(one.stored_as)).acknowledgement for one in queued]
    return [one for one in read if one]


def acknowledge_for(delivery: Delivery, code: ResponseCode = ResponseCode.OK, **changes: Any) -> bytes:
    """The receiver's answer to a message we sent."""
    message = delivery.message
    assert message is not None
    assert message.receiver is not None
    fields: dict[str, Any] = {
        "bundle_id": new_id(),
        "timestamp": "2025-03-03T16:00:00+01:00",
        "message_header_id": new_id(),
        "response_to": delivery.message_header_id,
        "code": code,
        "sender": message.receiver.organisation(),
        "receiver": message.organisation.organisation(),
    }
    return write_acknowledgement(Acknowledgement(**{**fields, **changes}))


def sent_letter(delivery: Delivery) -> Letter:
    """What lies in the outbox, read as its receiver reads it."""
    reading = read_document(stored_bytes(delivery.stored_as))
    assert reading.letter, reading.issues
    return reading.letter


def texts(thread: Thread) -> list[str]:
    """The texts of a thread from the top of its page down."""
    from correspondence.queries.thread import ordered_segments

    return [one.text for one in ordered_segments(thread) if one.text]
