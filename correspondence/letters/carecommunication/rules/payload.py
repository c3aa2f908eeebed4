"""The payloads: texts, and what texts and attachments share (medcom-careCommunication-communication 5.0.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.letters.carecommunication.document import AUTHOR, CONTACT, DATE, IDENTIFIER, Document, Payload
from correspondence.letters.carecommunication.rules.communication import UUID_URN
from correspondence.letters.carecommunication.rules.registry import fault, missing, repeated, rule, warning
from correspondence.letters.carecommunication.rules.times import instant_fault
from correspondence.letters.fhir.access import child, text
from correspondence.letters.issues import Issue

_EXTENSIONS = {
    DATE: ("date", "Tidspunktet"),
    IDENTIFIER: ("identifier", "Identifikatoren"),
    AUTHOR: ("author", "Forfatteren"),
    CONTACT: ("authorContact", "Forfatterens telefonnummer"),
}
_PHONE_PART = re.compile(r"[+]?[-0-9]")
_PHONE = re.compile(r"[+]?[-0-9]+")


def texts(document: Document) -> Iterator[Payload]:
    return (payload for payload in document.payloads if payload.is_text)


def attachments(document: Document) -> Iterator[Payload]:
    return (payload for payload in document.payloads if "contentAttachment" in payload.node and not payload.is_text)


@rule
def there_is_a_text(document: Document) -> Iterator[Issue]:
    """Communication.payload:string is 1..*."""
    if document.communication and not any(payload.is_text for payload in document.payloads):
        yield missing("Communication.payload", "Meddelelsens tekst")


@rule
def payload_has_one_content(document: Document) -> Iterator[Issue]:
    """A payload is a text or an attachment: content[x] is 1..1, and a reference would show nothing."""
    for payload in document.payloads:
        contents = [name for name in payload.node if name.startswith("content")]
        if len(contents) > 1:
            yield repeated(f"{payload.path}.content", "Indholdet")
        elif not payload.is_text and "contentAttachment" not in payload.node:
            yield missing(f"{payload.path}.content", "Indholdet")


@rule
def text_is_not_empty(document: Document) -> Iterator[Issue]:
    """contentString holds a text (FHIR strings are never empty)."""
    for payload in texts(document):
        if type(payload.node["contentString"]) is str and not payload.content.strip():
            yield missing(f"{payload.path}.contentString", "Meddelelsens tekst")


@rule
def payload_extensions_are_not_repeated(document: Document) -> Iterator[Issue]:
    """date, identifier, author and authorContact are at most once."""
    for payload in document.payloads:
        for url, (name, what) in _EXTENSIONS.items():
            if len(payload.extensions.get(url, ())) > 1:
                yield repeated(f"{payload.path}.extension({name})", what)


@rule
def payload_has_a_date(document: Document) -> Iterator[Issue]:
    """Extension date 1..1, with date, time and zone (MedCom governance on timestamps)."""
    for payload in document.payloads:
        yield from instant_fault(f"{payload.path}.extension(date).valueDateTime", payload.written, "Tidspunktet")


@rule
def payload_has_an_identifier(document: Document) -> Iterator[Issue]:
    """Extension identifier 1..1, ``urn:uuid:`` and a UUID (medcom-assigned-identifier)."""
    for payload in document.payloads:
        path = f"{payload.path}.extension(identifier).valueIdentifier.value"
        if not payload.identifier:
            yield missing(path, "Identifikatoren")
        elif not UUID_URN.fullmatch(payload.identifier):
            yield fault(path, "Identifikatoren er ikke urn:uuid: med et UUID.", "MSG_INVALID_ID", "value")


@rule
def payload_identifier_has_an_assigner(document: Document) -> Iterator[Issue]:
    """valueIdentifier.assigner 1..1: the organisation that first added it (medcom-assigned-identifier)."""
    for payload in document.payloads:
        identifier = child(payload.extension(IDENTIFIER), "valueIdentifier")
        if identifier and "assigner" not in identifier:
            yield missing(f"{payload.path}.extension(identifier).valueIdentifier.assigner", "Identifikatorens udsteder")


@rule
def payload_identifiers_are_distinct(document: Document) -> Iterator[Issue]:
    """Two segments with one identifier could not be told apart later in the thread."""
    seen: set[str] = set()
    for payload in document.payloads:
        if payload.identifier and payload.identifier in seen:
            path = f"{payload.path}.extension(identifier).valueIdentifier.value"
            yield fault(path, "To segmenter har samme identifikator.", "MSG_DUPLICATE_ID", "duplicate")
        seen.add(payload.identifier)


@rule
def text_has_an_author(document: Document) -> Iterator[Issue]:
    """Extension author 1..1 on a text; on an attachment 0..1, but never without its value."""
    for payload in document.payloads:
        needed = payload.is_text or AUTHOR in payload.extensions
        if needed and "valueReference" not in payload.extension(AUTHOR):
            yield missing(f"{payload.path}.extension(author).valueReference", "Forfatteren")


@rule
def text_has_a_phone_number(document: Document) -> Iterator[Issue]:
    """Extension authorContact 1..1 on a text, 0..1 on an attachment; its value 1..1 (medcom-core-contact-extension)."""
    for payload in document.payloads:
        needed = payload.is_text or CONTACT in payload.extensions
        if needed and not payload.phone.strip():
            yield missing(f"{payload.path}.extension(authorContact).valueContactPoint.value", "Telefonnummeret")


@rule
def contact_is_a_phone_number(document: Document) -> Iterator[Issue]:
    """System ``phone`` and a value with a digit or hyphen (invariant medcom-core-contact)."""
    for payload in document.payloads:
        contact = child(payload.extension(CONTACT), "valueContactPoint")
        path = f"{payload.path}.extension(authorContact).valueContactPoint"
        if contact and text(contact, "system") != "phone":
            yield fault(f"{path}.system", "Kontakten skal være en telefon.", "MSG_VALUESET_VALUE_UNKNOWN", "value")
        elif payload.phone.strip() and not _PHONE_PART.search(payload.phone):
            yield fault(f"{path}.value", "Telefonnummeret har ingen cifre.", "MSG_BAD_FORMAT", "value")


@rule
def phone_number_is_well_formed(document: Document) -> Iterator[Issue]:
    """An optional ``+``, digits and ``-``; other characters beside them are only logged."""
    for payload in document.payloads:
        phone = payload.phone
        if _PHONE_PART.search(phone) and not _PHONE.fullmatch(phone):
            path = f"{payload.path}.extension(authorContact).valueContactPoint.value"
            yield warning(path, "Telefonnummeret har andet end cifre, + og bindestreg.", "MSG_BAD_FORMAT", "value")
