"""The format-free form of an Acknowledgement, between the wire and the delivery records."""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.letter import HistoryEntry, Organisation


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One MedCom Acknowledgement: what became of one message.

    ``response_to`` is the MessageHeader.id of the message it answers, ``timestamp`` the one instant
    (ISO 8601 with ``Z`` or an offset) the reception was settled. ``sender`` acknowledges and is the
    receiver of the original. ``original`` is the original message's own Provenance as far as it
    could be read; it is kept unchanged beside the Acknowledgement's own.
    """

    bundle_id: str
    timestamp: str
    message_header_id: str
    response_to: str
    code: ResponseCode
    sender: Organisation
    receiver: Organisation
    issues: tuple[Issue, ...] = ()
    original: HistoryEntry | None = None
