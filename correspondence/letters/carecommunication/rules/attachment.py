"""Attachments: a file of one of six types, or a link (medcom-careCommunication-communication 5.0.2)."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.rules.payload import attachments
from correspondence.letters.carecommunication.rules.provenance import segments_of
from correspondence.letters.carecommunication.rules.registry import fault, missing, rule, warning
from correspondence.letters.carecommunication.rules.times import date_fault, is_date_time
from correspondence.letters.fhir.access import text
from correspondence.letters.file_types import attachment_type
from correspondence.letters.issues import Issue
from correspondence.letters.terminology import MIME_TYPES


@rule
def attachment_has_a_title(document: Document) -> Iterator[Issue]:
    """contentAttachment.title 1..1."""
    for payload in attachments(document):
        if not text(payload.attachment, "title").strip():
            yield missing(f"{payload.path}.contentAttachment.title", "Bilagets titel")


@rule
def file_has_a_content_type(document: Document) -> Iterator[Issue]:
    """An attachment with data says its type."""
    for payload in attachments(document):
        if "data" in payload.attachment and "contentType" not in payload.attachment:
            yield missing(f"{payload.path}.contentAttachment.contentType", "Bilagets filtype")


@rule
def content_type_is_permitted(document: Document) -> Iterator[Issue]:
    """contentType is one of six MIME types (medcom-core-attachmentMimeTypes); MIME types disregard case."""
    for payload in attachments(document):
        kind = payload.attachment.get("contentType")
        if type(kind) is str and kind.lower() not in MIME_TYPES:
            path = f"{payload.path}.contentAttachment.contentType"
            yield fault(path, "Filtypen er ikke tilladt.", "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")


@rule
def data_can_be_decoded(document: Document) -> Iterator[Issue]:
    """contentAttachment.data is base64 of at least one byte, decoded strictly."""
    for payload in attachments(document):
        if type(payload.attachment.get("data")) is str and not payload.bytes_:
            path = f"{payload.path}.contentAttachment.data"
            yield fault(path, "Bilagets indhold kan ikke afkodes (base64).", "MSG_BAD_FORMAT", "value")


@rule
def file_is_of_a_permitted_type(document: Document) -> Iterator[Issue]:
    """The bytes themselves are of one of the six types, whatever was declared."""
    for payload in attachments(document):
        if payload.bytes_ and not attachment_type(payload.bytes_):
            path = f"{payload.path}.contentAttachment.data"
            yield fault(path, "Bilagets indhold er ikke en tilladt filtype.", "MSG_VALUESET_VALUE_UNKNOWN", "value")


@rule
def file_is_what_it_says(document: Document) -> Iterator[Issue]:
    """Bytes of another permitted type than declared are accepted and logged (an official example has it)."""
    for payload in attachments(document):
        found = attachment_type(payload.bytes_) if payload.bytes_ else ""
        declared = text(payload.attachment, "contentType").lower()
        if found and declared in MIME_TYPES and declared != found:
            path = f"{payload.path}.contentAttachment.contentType"
            yield warning(path, "Bilagets indhold er en anden filtype end angivet.", "MSG_PARAM_INVALID", "value")


@rule
def new_attachment_has_content(document: Document) -> Iterator[Issue]:
    """data or url on an attachment this message adds; only earlier ones travel without their content."""
    added = segments_of(document.current)
    for payload in attachments(document):
        empty = "data" not in payload.attachment and not text(payload.attachment, "url").strip()
        if empty and payload.identifier in added:
            yield missing(f"{payload.path}.contentAttachment.data", "Bilagets indhold eller link")


@rule
def creation_is_a_time(document: Document) -> Iterator[Issue]:
    """contentAttachment.creation is a FHIR dateTime."""
    for payload in attachments(document):
        creation = payload.attachment.get("creation")
        if type(creation) is str and not is_date_time(creation):
            yield date_fault(f"{payload.path}.contentAttachment.creation")


@rule
def link_leads_to_the_web(document: Document) -> Iterator[Issue]:
    """A link that is not http or https is logged; whoever shows it must not make it clickable."""
    for payload in attachments(document):
        url = text(payload.attachment, "url")
        if url and not url.lower().startswith(("https://", "http://")):
            path = f"{payload.path}.contentAttachment.url"
            yield warning(path, "Linket er ikke http eller https.", "MSG_BAD_FORMAT", "value")
