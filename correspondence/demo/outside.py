"""The parties outside the portal: their documents come in through the exchange like everybody's."""

from __future__ import annotations

from uuid import uuid4

from correspondence.demo.people import Person
from correspondence.demo.script import Turn
from correspondence.exchange.inbound import receive_bytes
from correspondence.files import read_document as stored_bytes
from correspondence.letters.acknowledgement import write as acknowledgements
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.carecommunication.compose import ThreadHistory, new_letter, reply_letter
from correspondence.letters.carecommunication.write import write
from correspondence.letters.envelope import vans
from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.letter import Author, Citizen, Letter, Organisation
from correspondence.letters.reading import read_document
from correspondence.models import Delivery
from correspondence.states import RawState
from portal import clock

TRANSPORT = "folder"


def write_new(turn: Turn, person: Person, citizen: Citizen, sender: Organisation, receiver: Organisation) -> Letter:
    """A new message from outside, received; returns it."""
    letter = new_letter(
        sender=sender,
        receiver=receiver,
        citizen=citizen,
        category=turn.category,
        topic=turn.topic,
        text=turn.text,
        author=_author(person, sender),
        phone=person.phone,
        written=_time(),
        ids=_id,
    )
    _deliver(letter)
    return letter


def write_reply(turn: Turn, person: Person, answered: Delivery) -> Letter:
    """The receiver outside answers what we sent it, received; returns the answer."""
    ours = _letter_of(answered)
    letter = reply_letter(
        history=ThreadHistory(ours.communication_identifier, ours.citizen, ours.segments, ours.history),
        answers=ours.message_header_id,
        sender=ours.receiver,
        receiver=ours.sender,
        category=turn.category,
        topic=turn.topic,
        text=turn.text,
        author=_author(person, ours.receiver),
        phone=person.phone,
        written=_time(),
        ids=_id,
    )
    _deliver(letter)
    return letter


def acknowledge(delivery: Delivery, refusal: Issue | None) -> None:
    """The receiver outside acknowledges ``delivery``: ``ok``, or ``fatal-error`` with the reason."""
    ours = _letter_of(delivery)
    code = ResponseCode.FATAL if refusal else ResponseCode.OK
    answer = Acknowledgement(
        bundle_id=_id(),
        timestamp=_time(),
        message_header_id=_id(),
        response_to=ours.message_header_id,
        code=code,
        sender=ours.receiver,
        receiver=ours.sender,
        issues=(refusal,) if refusal else (),
        original=ours.current,
    )
    envelope = vans.for_acknowledgement(
        acknowledgements.write(answer),
        sender_gln=answer.sender.gln,
        receiver_gln=answer.receiver.gln,
        envelope_id=_id(),
        message_id=answer.message_header_id,
        sent=answer.timestamp,
        code=code,
    )
    _receive(envelope, RawState.MATCHED)


def _letter_of(delivery: Delivery) -> Letter:
    letter = read_document(stored_bytes(delivery.stored_as)).letter
    if letter is None:
        raise RuntimeError(f"delivery {delivery.pk} holds no valid message")
    return letter


def _author(person: Person, unit: Organisation) -> Author:
    system, _, code = person.job_title_code.partition("|")
    return Author((person.given,), person.family, system, code, person.job_title_text, unit)


def _deliver(letter: Letter) -> None:
    envelope = vans.for_care_communication(
        write(letter),
        sender_gln=letter.sender.gln,
        receiver_gln=letter.receiver.gln,
        envelope_id=_id(),
        message_id=letter.message_header_id,
        sent=letter.timestamp,
        category=letter.category,
    )
    _receive(envelope, RawState.ACCEPTED)


def _receive(envelope: vans.Envelope, expected: RawState) -> None:
    raw = receive_bytes(vans.write(envelope), transport=TRANSPORT, name=f"{envelope.envelope_id}.xml")
    if raw.state != expected:
        raise RuntimeError(f"a document of the demo became {raw.state}, not {expected}: {raw.error} {raw.issues}")


def _time() -> str:
    return clock.now().isoformat(timespec="seconds")


def _id() -> str:
    return str(uuid4())
