"""Bytes → :class:`Envelope`, checked as strictly as MedCom's schema 1.0.4 does.

Safe with hostile input: a DOCTYPE is refused before any parser sees it, nothing is fetched, and only
encodings in which that search can see a DOCTYPE are taken.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from lxml import etree

from correspondence.letters.envelope.forms import (
    MAX_BYTES,
    MIME_TAG,
    NAMESPACE,
    DamagedEnvelope,
    Envelope,
    MetaInformation,
    Receipt,
    ReceiptKind,
)
from correspondence.letters.issues import Issue, UnreadableDocument

_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>(?>\s+)|<\?(?>.*?\?>)|<!--(?>.*?-->))*+"
    rb"<(?:[\w.-]+:)?VANSEnvelope\s[^>]*urn:oio:medcom:vans-envelope:",
    re.DOTALL,
)
_SNIFFED = 65_536
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS = (b"utf-8", b"us-ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252")
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_PREFIX = f"{{{NAMESPACE}}}"

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_INTEGER = re.compile(r"[+-]?\d{1,11}")
_FORMATS = ("XML", "EDIFACT", "HL7", "Binary", "Other")
_ENDPOINTS = ("EAN", "CVR", "VANS")


def is_envelope(data: bytes) -> bool:
    """Whether ``data`` begins as a VANSEnvelope of any version. Looks at the beginning only, parses nothing."""
    return _ROOT.match(data[:_SNIFFED]) is not None


def read(data: bytes) -> Envelope:
    """The envelope in ``data``.

    Raises UnreadableDocument when it is none by the schema, and DamagedEnvelope (which has the envelope's own
    fields) when its content is no base64. A content of another length than declared is not refused here.
    """
    root = _parsed(data)
    if root.tag != _PREFIX + "VANSEnvelope":
        raise _fault("VANSEnvelope", "Dokumentet er ikke en VANSEnvelope 1.0.4", "MSG_WRONG_NS")
    sender, receiver, identifier, sent, content = _parts(
        root, ("SenderID", "ReceiverID", "EnvelopeIdentifier", "SentDateTime", ("Message", "Receipt"))
    )
    sender_type, sender_id = _endpoint(sender)
    receiver_type, receiver_id = _endpoint(receiver)
    envelope = Envelope(
        sender_gln=sender_id,
        receiver_gln=receiver_id,
        envelope_id=_text(identifier, _UUID.fullmatch),
        sent=_text(sent, _is_date_time, collapse=True),
        sender_type=sender_type,
        receiver_type=receiver_type,
    )
    if _name(content) == "Receipt":
        return replace(envelope, receipt=_receipt(content))
    return _with_message(envelope, content)


def _parsed(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise _fault("VANSEnvelope", "Kuverten er større end 100 MB", "MSG_Element_To_Long")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _fault("VANSEnvelope", "Kuverten har en DOCTYPE, og det er ikke tilladt", "MSG_BAD_FORMAT")
    declared = _DECLARED.match(data)
    if b"\x00" in data[:8] or (declared and declared[1].lower() not in _ENCODINGS):
        raise _fault("VANSEnvelope", "Kuvertens tegnsæt kan ikke læses", "MSG_BAD_FORMAT")
    try:
        return etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError):
        raise _fault("VANSEnvelope", "Kuverten er ikke velformet XML", "MSG_BAD_SYNTAX") from None


def _parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


def _with_message(envelope: Envelope, message: Any) -> Envelope:
    information, data = _parts(message, ("MetaInformation", "Data"))
    meta = _meta(information)
    envelope = replace(
        envelope,
        message_id=meta.message_id,
        format=meta.format,
        name=meta.name,
        version=meta.version,
        mime=dict(meta.tags).get(MIME_TAG, ""),
        declared_size=meta.size,
        meta=meta,
    )
    try:
        content = binascii.a2b_base64("".join(_raw(data).split()), strict_mode=True)
    except ValueError:
        text = "Indholdet kan ikke afkodes (base64)"
        raise DamagedEnvelope(envelope, _issue(_path(data), text, "MSG_Damaged_durin_transport")) from None
    return replace(envelope, data=content)


def _meta(element: Any) -> MetaInformation:
    identifier, processing, document, transport = _parts(
        element, ("Identifier", "Processing?", "Document", "Transport?")
    )
    form, name, version, size = _parts(document, ("Format", "Name", "Version?", "SizeInBytes"))
    transport_type, transform, tags = _transport(transport)
    return MetaInformation(
        message_id=_text(identifier, _UUID.fullmatch),
        format=_text(form, _FORMATS.__contains__),
        name=_text(name, _length(255)),
        version="" if version is None else _text(version, _length(255)),
        size=int(_text(size, _is_int, collapse=True)),
        processing=None if processing is None else _processing(processing),
        transport_type=transport_type,
        transform=transform,
        tags=tags,
    )


def _processing(element: Any) -> tuple[str, str]:
    provider, service = _parts(element, ("ProviderIdentifier", "ServiceIdentifier"))
    return _text(provider, _length(255)), _text(service, _length(255))


def _transport(element: Any | None) -> tuple[str, bool | None, tuple[tuple[str, str], ...]]:
    if element is None:
        return "", None, ()
    kind, transform, *tags = _parts(element, ("Type?", "TransformMessage", *["ServiceTag?"] * 5))
    transport_type = "" if kind is None else _text(kind, ("reliable", "unreliable").__contains__)
    boolean = _text(transform, ("true", "false", "1", "0").__contains__, collapse=True)
    return transport_type, boolean in ("true", "1"), tuple(_tag(each) for each in tags if each is not None)


def _tag(element: Any) -> tuple[str, str]:
    name = _attribute(element, "name", _length(70))
    return name, _text(element, _length(70), attribute="name")


def _receipt(element: Any) -> Receipt:
    (choice,) = _parts(element, (tuple(ReceiptKind),))
    kind = ReceiptKind(_name(choice))
    steps: tuple[str, ...] = ("OriginalEnvelopeIdentifier", "OriginalMessage")
    if kind is ReceiptKind.POSITIVE:
        identifier, original = _parts(choice, steps)
        return Receipt(kind, _text(identifier, _UUID.fullmatch), _meta(original))
    if kind is ReceiptKind.NEGATIVE_VANS:
        steps = ("OriginalEnvelopeIdentifier", "OriginalMessage?")
    error, identifier, original = _parts(choice, ("Error", *steps))
    meta = None if original is None else _meta(original)
    return Receipt(kind, _text(identifier, _UUID.fullmatch), meta, *_error(error))


def _error(element: Any) -> tuple[int | None, str]:
    code, description = _parts(element, ("Code?", "Description"))
    text = _text(description, _length(512))
    return (None if code is None else int(_text(code, _is_positive, collapse=True))), text


# The schema's sequence, attribute and simple types


def _parts(element: Any, steps: Iterable[Any]) -> list[Any]:
    """The children of ``element`` in the order of ``steps``: a name, a name with ``?``, or a choice of names.

    An optional one that is missing gives None. Anything else, out of order or left over, is a fault.
    """
    _only(element, ())
    if not _blank(element.text) or any(not _blank(child.tail) for child in element):
        raise _fault(_path(element), f"Tekst er ikke tilladt i {_name(element)}", "MSG_BAD_FORMAT")
    children, found = list(element), []
    for step in steps:
        names = (step.removesuffix("?"),) if isinstance(step, str) else tuple(step)
        if children and children[0].tag in [_PREFIX + name for name in names]:
            found.append(children.pop(0))
        elif isinstance(step, str) and step.endswith("?"):
            found.append(None)
        else:
            raise _fault(_path(element), f"{_name(element)} mangler {' eller '.join(names)}", "MSG_BAD_FORMAT")
    if children:
        raise _fault(_path(element), f"{_name(element)} har et ukendt element", "MSG_BAD_FORMAT")
    return found


def _only(element: Any, names: tuple[str, ...]) -> None:
    if any(name not in names and not name.startswith(_XSI) for name in element.attrib):
        raise _fault(_path(element), f"{_name(element)} har en ukendt attribut", "MSG_BAD_FORMAT")


def _endpoint(element: Any) -> tuple[str, str]:
    kind = _attribute(element, "EndPointType", _ENDPOINTS.__contains__)
    return kind, _text(element, _length(18), attribute="EndPointType", collapse=True)


def _attribute(element: Any, name: str, accepts: Callable[[str], Any]) -> str:
    value = element.get(name)
    if value is None or not accepts(value):
        raise _fault(_path(element), f"{_name(element)} har ingen gyldig {name}", "MSG_BAD_FORMAT")
    return value


def _text(element: Any, accepts: Callable[[str], Any], *, attribute: str = "", collapse: bool = False) -> str:
    _only(element, (attribute,))
    text = " ".join(_raw(element).split()) if collapse else _raw(element)
    if not accepts(text):
        raise _fault(_path(element), f"{_name(element)} har en ugyldig værdi", "MSG_BAD_FORMAT")
    return text


def _raw(element: Any) -> str:
    if len(element):
        raise _fault(_path(element), f"{_name(element)} har et ukendt element", "MSG_BAD_FORMAT")
    return element.text or ""


def _length(limit: int) -> Callable[[str], bool]:
    return lambda text: 0 < len(text) <= limit


def _is_date_time(text: str) -> bool:
    if not _DATE_TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_int(text: str) -> bool:
    return _INTEGER.fullmatch(text) is not None and -(2**31) <= int(text) < 2**31


def _is_positive(text: str) -> bool:
    return _INTEGER.fullmatch(text) is not None and int(text) > 0


def _blank(text: str | None) -> bool:
    return not text or text.isspace()


def _name(element: Any) -> str:
    return element.tag.removeprefix(_PREFIX)


def _path(element: Any) -> str:
    names = [_name(each) for each in element.iterancestors()]
    return "/".join([*reversed(names), _name(element)])


def _issue(path: str, text: str, code: str) -> Issue:
    return Issue(code=code, path=path, text=text, type="structure", rule="vans_envelope")


def _fault(path: str, text: str, code: str) -> UnreadableDocument:
    return UnreadableDocument(_issue(path, text, code))
