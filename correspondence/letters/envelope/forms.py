"""The format-free form of a VANSEnvelope: one document, or one receipt, on its way between operators.

Source: MedCom's schema VANSEnvelope 1.0.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from correspondence.letters.issues import Issue, UnreadableDocument

NAMESPACE = "urn:oio:medcom:vans-envelope:1.0.4"
MAX_BYTES = 100_000_000  # of the finished envelope; MedCom says 100 MB
MIME_TAG = "MCM:MIME"
DENMARK = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True)
class MetaInformation:
    """What an envelope says about its document. ``transform`` is None when there was no Transport element."""

    message_id: str
    format: str
    name: str
    version: str
    size: int
    processing: tuple[str, str] | None = None
    transport_type: str = ""
    transform: bool | None = None
    tags: tuple[tuple[str, str], ...] = ()


class ReceiptKind(StrEnum):
    POSITIVE = "PositiveMessage"
    NEGATIVE = "NegativeMessage"
    NEGATIVE_VANS = "NegativeVans"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A VANSEnvelopeAcknowledgement: what became of another envelope on the network.

    ``original`` is that envelope's MetaInformation, copied unchanged; only the network itself may leave it out.
    """

    kind: ReceiptKind
    original_envelope_id: str
    original: MetaInformation | None = None
    error_code: int | None = None
    error_text: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One envelope with a document or a receipt.

    ``sent`` is wire text; without a zone it is Danish local time (:meth:`sent_at`). ``mime`` is the MCM:MIME
    tag or "". ``declared_size`` is what SizeInBytes said, to be compared with ``len(data)`` and logged.
    ``meta`` is everything said about a document that was read.
    """

    sender_gln: str
    receiver_gln: str
    envelope_id: str
    sent: str
    message_id: str = ""
    format: str = ""
    name: str = ""
    version: str = ""
    data: bytes = field(default=b"", repr=False)
    mime: str = ""
    sender_type: str = "EAN"
    receiver_type: str = "EAN"
    declared_size: int | None = None
    receipt: Receipt | None = None
    meta: MetaInformation | None = field(default=None, compare=False)

    def sent_at(self) -> datetime:
        """The instant of ``sent``."""
        instant = datetime.fromisoformat(self.sent)
        return instant if instant.tzinfo else instant.replace(tzinfo=DENMARK)


class EnvelopeTooLarge(ValueError):
    """The finished envelope would pass the limit of 100 MB."""


class DamagedEnvelope(UnreadableDocument):
    """The envelope is sound but its content is not. ``envelope`` (without data) says whom to tell."""

    def __init__(self, envelope: Envelope, issue: Issue):
        super().__init__(issue)
        self.envelope = envelope
