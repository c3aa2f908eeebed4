"""VANSEnvelope 1.0.4: the wrapper every document travels in between VANS operators.

Source: MedCom's schema 1.0.4 and its envelope table for FHIR. The forms are in ``forms``, reading in
``vans_read``; both are offered here, and this module writes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from xml.sax.saxutils import escape

from correspondence.letters.envelope.forms import (
    MAX_BYTES,
    MIME_TAG,
    NAMESPACE,
    DamagedEnvelope,
    Envelope,
    EnvelopeTooLarge,
    MetaInformation,
    Receipt,
    ReceiptKind,
)
from correspondence.letters.envelope.vans_read import is_envelope, read
from correspondence.letters.issues import UnreadableDocument

__all__ = [
    "DamagedEnvelope",
    "Envelope",
    "EnvelopeTooLarge",
    "MetaInformation",
    "Receipt",
    "ReceiptKind",
    "for_acknowledgement",
    "for_care_communication",
    "is_envelope",
    "read",
    "receipt_for",
    "write",
]

MIME_TYPES = {"json": "application/fhir+json", "xml": "application/fhir+xml"}
DESCRIPTION_LIMIT = 512


def for_care_communication(
    data: bytes,
    *,
    sender_gln: str,
    receiver_gln: str,
    envelope_id: str,
    message_id: str,
    sent: str,
    category: str,
    syntax: str = "json",
) -> Envelope:
    """The envelope of a CareCommunication. ``message_id`` is the MessageHeader.id, ``envelope_id`` new each time."""
    name, version = f"MCM:FDIS91#{category.lower()}", "5.0"
    return Envelope(
        sender_gln, receiver_gln, envelope_id, sent, message_id, "HL7", name, version, data, MIME_TYPES[syntax]
    )


def for_acknowledgement(
    data: bytes,
    *,
    sender_gln: str,
    receiver_gln: str,
    envelope_id: str,
    message_id: str,
    sent: str,
    code: str,
    syntax: str = "json",
    version: str = "2.0.0",
) -> Envelope:
    """The envelope of an Acknowledgement. ``code`` is its response code.

    MedCom's tables disagree about the version (``2.0.0`` or ``2.0``), so it is an argument.
    """
    name = f"MCM:FCTL#{code}"
    return Envelope(
        sender_gln, receiver_gln, envelope_id, sent, message_id, "HL7", name, version, data, MIME_TYPES[syntax]
    )


def receipt_for(
    envelope: Envelope, kind: ReceiptKind, *, envelope_id: str, sent: str, error_text: str = ""
) -> Envelope:
    """The receipt of a received envelope: parties swapped, its MetaInformation unchanged.

    ``error_text`` is a sentence for the other party, cut to what the schema holds; a receipt that refuses needs one.
    """
    receipt = Receipt(
        kind, envelope.envelope_id, envelope.meta or _meta(envelope), error_text=error_text[:DESCRIPTION_LIMIT]
    )
    return Envelope(
        envelope.receiver_gln,
        envelope.sender_gln,
        envelope_id,
        sent,
        sender_type=envelope.receiver_type,
        receiver_type=envelope.sender_type,
        receipt=receipt,
    )


def write(envelope: Envelope) -> bytes:
    """The envelope in UTF-8, base64 without line breaks.

    Raises EnvelopeTooLarge above 100 MB, and ValueError for a value the schema would not take.
    """
    before, after = _around_data(envelope)
    _check(before + after)
    encoded = b"" if envelope.receipt else b64encode(envelope.data)
    if len(before) + len(encoded) + len(after) > MAX_BYTES:
        raise EnvelopeTooLarge(f"{len(before) + len(encoded) + len(after)} bytes")
    return b"".join((before, encoded, after))


def _check(document: bytes) -> None:
    """Our own strict reading is the judge of what we write."""
    try:
        read(document)
    except UnreadableDocument as fault:
        raise ValueError(str(fault)) from None


def _around_data(envelope: Envelope) -> tuple[bytes, bytes]:
    parts = [f'<?xml version="1.0" encoding="UTF-8"?>\n<VANSEnvelope xmlns="{NAMESPACE}">']
    parts.append(_endpoint("SenderID", envelope.sender_type, envelope.sender_gln))
    parts.append(_endpoint("ReceiverID", envelope.receiver_type, envelope.receiver_gln))
    parts.append(_element("EnvelopeIdentifier", envelope.envelope_id) + _element("SentDateTime", envelope.sent))
    if envelope.receipt:
        return "".join([*parts, "<Receipt>", *_receipt(envelope.receipt), "</Receipt></VANSEnvelope>"]).encode(), b""
    parts += ["<Message><MetaInformation>", *_meta_elements(_meta(envelope)), "</MetaInformation><Data>"]
    return "".join(parts).encode(), b"</Data></Message></VANSEnvelope>"


def _meta(envelope: Envelope) -> MetaInformation:
    tags = ((MIME_TAG, envelope.mime),) if envelope.mime else ()
    return MetaInformation(
        message_id=envelope.message_id,
        format=envelope.format,
        name=envelope.name,
        version=envelope.version,
        size=len(envelope.data),
        transport_type="reliable",
        transform=False,
        tags=tags,
    )


def _meta_elements(meta: MetaInformation) -> Iterator[str]:
    yield _element("Identifier", meta.message_id)
    if meta.processing:
        provider, service = meta.processing
        inner = _element("ProviderIdentifier", provider) + _element("ServiceIdentifier", service)
        yield f"<Processing>{inner}</Processing>"
    version = _element("Version", meta.version) if meta.version else ""
    size = _element("SizeInBytes", str(meta.size))
    yield f"<Document>{_element('Format', meta.format)}{_element('Name', meta.name)}{version}{size}</Document>"
    if meta.transform is not None:
        yield f"<Transport>{''.join(_transport(meta))}</Transport>"


def _transport(meta: MetaInformation) -> Iterator[str]:
    if meta.transport_type:
        yield _element("Type", meta.transport_type)
    yield _element("TransformMessage", "true" if meta.transform else "false")
    for name, value in meta.tags:
        yield f"<ServiceTag name={_quoted(name)}>{escape(value)}</ServiceTag>"


def _receipt(receipt: Receipt) -> Iterator[str]:
    yield f"<{receipt.kind.value}>"
    if receipt.kind is not ReceiptKind.POSITIVE:
        code = _element("Code", str(receipt.error_code)) if receipt.error_code is not None else ""
        yield f"<Error>{code}{_element('Description', receipt.error_text)}</Error>"
    yield _element("OriginalEnvelopeIdentifier", receipt.original_envelope_id)
    if receipt.original:
        yield f"<OriginalMessage>{''.join(_meta_elements(receipt.original))}</OriginalMessage>"
    yield f"</{receipt.kind.value}>"


def _endpoint(name: str, kind: str, value: str) -> str:
    return f"<{name} EndPointType={_quoted(kind)}>{escape(value)}</{name}>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'
