"""The parties outside the portal: their documents come in through the exchange like everybody's."""

from __future__ import annotations

from correspondence.counterpart.answers import (
    acknowledgement_in_envelope,
    acknowledgement_of,
    letter_in_envelope,
    new_id,
    reply_of,
    time_now,
)
from correspondence.demo.people import Person
from correspondence.demo.script import Turn
from correspondence.exchange.inbound import receive_bytes
from correspondence.files import read_document as stored_bytes
from correspondence.letters.carecommunication.compose import new_letter
from correspondence.letters.envelope import vans
from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.letter import Author, Citizen, Letter, Organisation
from correspondence.letters.reading import read_document
from correspondence.models import Delivery
from correspondence.states import RawState

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
        written=time_now(),
        ids=new_id,
    )
    _deliver(letter)
    return letter


def write_reply(turn: Turn, person: Person, answered: Delivery) -> Letter:
    """The receiver outside answers what we sent it, received; returns the answer."""
    ours = _letter_of(answered)
    letter = reply_of(
        ours,
        text=turn.text,
        author=_author(person, ours.receiver),
        phone=person.phone,
        category=turn.category,
        topic=turn.topic,
    )
    _deliver(letter)
    return letter


def acknowledge(delivery: Delivery, refusal: Issue | None) -> None:
    """The receiver outside acknowledges ``delivery``: ``ok``, or ``fatal-error`` with the reason."""
    reading = read_document(stored_bytes(delivery.stored_as))
    code, issues = (ResponseCode.FATAL, (refusal,)) if refusal else (ResponseCode.OK, ())
    _receive(acknowledgement_in_envelope(acknowledgement_of(reading, code, issues)), RawState.MATCHED)


def _letter_of(delivery: Delivery) -> Letter:
    letter = read_document(stored_bytes(delivery.stored_as)).letter
    if letter is None:
        raise RuntimeError(f"delivery {delivery.pk} holds no valid message")
    return letter


def _author(person: Person, unit: Organisation) -> Author:
    system, _, code = person.job_title_code.partition("|")
    return Author((person.given,), person.family, system, code, person.job_title_text, unit)


def _deliver(letter: Letter) -> None:
    _receive(letter_in_envelope(letter), RawState.ACCEPTED)


def _receive(envelope: vans.Envelope, expected: RawState) -> None:
    raw = receive_bytes(vans.write(envelope), transport=TRANSPORT, name=f"{envelope.envelope_id}.xml")
    if raw.state != expected:
        raise RuntimeError(f"a document of the demo became {raw.state}, not {expected}: {raw.error} {raw.issues}")
