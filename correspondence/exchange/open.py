"""Open a document: out of its envelope, if it has one, and read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from correspondence.letters.envelope import vans
from correspondence.letters.issues import Issue
from correspondence.letters.reading import DocumentKind, Reading, read_document
from correspondence.models.delivery import NETWORK_RECEIPT
from correspondence.official_validator import official_issues

_NAME = re.compile(r"MCM:[A-Z0-9]{1,20}(?:#[a-z-]{1,40})?")


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
    reading = _read(envelope.data)
    if reading.kind is DocumentKind.UNKNOWN and envelope.format != "HL7":
        reading = replace(reading, issues=[_another_format(envelope.name)])
    return Opened(reading, envelope)


def _another_format(name: str) -> Issue:
    """The payload decides what it is (transport.md 1.2); of one that is no FHIR the envelope says why."""
    told = f" ({name})" if _NAME.fullmatch(name) else ""
    return Issue(
        code="MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE",
        path="VANSEnvelope/Message/MetaInformation/Document/Name",
        text=f"Kuverten indeholder et dokument i et format, der ikke kan modtages her{told}.",
        type="not-supported",
        rule="envelope_format_is_known",
    )


def _read(document: bytes) -> Reading:
    """Judged by our own rules, and by the official validator what they find no error in."""
    reading = read_document(document)
    if reading.letter is None:
        return reading
    return replace(reading, issues=[*reading.issues, *official_issues(document, syntax=reading.syntax)])
