"""How large a message becomes on its way, and how many files it may have (carecommunication.md section 1)."""

from __future__ import annotations

MOST_ATTACHMENTS = 10  # while conversion to the old formats is in force
ENVELOPE_BYTES = 4_000  # what an envelope has around its document, generously


def enveloped(document_bytes: int) -> int:
    """Bytes on the wire of a document of so many bytes: base64 in its envelope."""
    return 4 * -(-document_bytes // 3) + ENVELOPE_BYTES


def enveloped_files(file_bytes: int) -> int:
    """The same for files before the document is written: base64 in the document, and again in the envelope."""
    return enveloped(4 * -(-file_bytes // 3))
