"""Open a document: out of its envelope, if it has one, and read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from correspondence.letters.envelope import vans
from correspondence.letters.reading import DocumentKind, Reading, read_document
from correspondence.models.delivery import NETWORK_RECEIPT
from correspondence.official_validator import official_issues


@dataclass(frozen=True, slots=True)
class Opened:
    """``reading`` is empty when the envelope holds a receipt of the network instead of a document."""

    reading: Reading
    envelope: vans.Envelope | None = None

    @property
    def is_receipt(self) -> bool:
        return self.envelope is not None and self.envelope.receipt is not None

    @property
    def kind(self) -> str:
        return NETWORK_RECEIPT if self.is_receipt else self.reading.kind.value


def open_document(data: bytes) -> Opened:
    """``data``: a VANSEnvelope, or a CareCommunication or Acknowledgement as FHIR JSON or XML.

    Raises UnreadableDocument when it is an envelope that cannot be opened. Never raises for the payload:
    what is wrong with it is among the reading's issues. Call outside a transaction: the official validator is asked.
    """
    if not vans.is_envelope(data):
        return Opened(_read(data))
    envelope = vans.read(data)
    if envelope.receipt is not None:
        return Opened(Reading(DocumentKind.UNKNOWN), envelope)
    return Opened(_read(envelope.data), envelope)


def _read(document: bytes) -> Reading:
    """Judged by our own rules, and by the official validator what they find no error in."""
    reading = read_document(document)
    if reading.letter is None:
        return reading
    return replace(reading, issues=[*reading.issues, *official_issues(document, syntax=reading.syntax)])
