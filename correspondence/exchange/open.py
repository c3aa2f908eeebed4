"""Open a document: out of its envelope, if it has one, and read."""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.letters.envelope import vans
from correspondence.letters.issues import Issue, UnreadableDocument
from correspondence.letters.reading import Reading, read_document


@dataclass(frozen=True, slots=True)
class Opened:
    reading: Reading
    envelope: vans.Envelope | None = None


def open_document(data: bytes) -> Opened:
    """``data``: a VANSEnvelope, or a CareCommunication or Acknowledgement as FHIR JSON or XML.

    Raises UnreadableDocument when it is an envelope that cannot be opened or holds no message. Never
    raises for the payload: what is wrong with it is among the reading's issues.
    """
    if not vans.is_envelope(data):
        return Opened(read_document(data))
    envelope = vans.read(data)
    if envelope.receipt is not None:
        raise UnreadableDocument(_network_receipt())
    return Opened(read_document(envelope.data), envelope)


def _network_receipt() -> Issue:
    return Issue(
        code="MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE",
        path="VANSEnvelope.Receipt",
        text="Kuverten er en netværkskvittering. Den er gemt, men ændrer ingen besked.",
        type="not-supported",
        rule="envelope_holds_message",
    )
