"""The one door for received bytes: what kind of document they are, what is wrong, what they say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.acknowledgement.read import read_bundle
from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.read import read
from correspondence.letters.carecommunication.rules import check
from correspondence.letters.fhir.access import Node, text
from correspondence.letters.fhir.bundle import Bundle
from correspondence.letters.fhir.parse import parse
from correspondence.letters.issues import Issue, UnreadableDocument, errors
from correspondence.letters.letter import HistoryEntry, Letter, Organisation
from correspondence.letters.terminology import ACKNOWLEDGEMENT_EVENT, EVENT


class DocumentKind(StrEnum):
    CARE_COMMUNICATION = "CareCommunication"
    ACKNOWLEDGEMENT = "Acknowledgement"
    UNKNOWN = ""


_KINDS = {EVENT: DocumentKind.CARE_COMMUNICATION, ACKNOWLEDGEMENT_EVENT: DocumentKind.ACKNOWLEDGEMENT}


@dataclass(frozen=True)
class Reading:
    """What was made of received bytes.

    ids, parties and ``origin`` (the message's own Provenance, which an Acknowledgement repeats) are
    filled as far as they can be read, also of an invalid message, so that it can be answered.
    ``letter`` or ``acknowledgement`` is there only when ``issues`` holds no error.
    """

    kind: DocumentKind
    syntax: str = ""
    issues: list[Issue] = field(default_factory=list)
    bundle_id: str = ""
    message_header_id: str = ""
    sender: Organisation | None = None
    receiver: Organisation | None = None
    origin: HistoryEntry | None = None
    letter: Letter | None = None
    acknowledgement: Acknowledgement | None = None


def read_document(data: bytes) -> Reading:
    """Read, judge and understand one document. Never raises because of what the bytes are."""
    try:
        syntax, tree = parse(data)
    except UnreadableDocument as error:
        return Reading(DocumentKind.UNKNOWN, issues=error.issues)
    bundle = Bundle(tree)
    match _kind(bundle):
        case DocumentKind.CARE_COMMUNICATION:
            return _care_communication(syntax, Document(tree))
        case DocumentKind.ACKNOWLEDGEMENT:
            return _acknowledgement(syntax, bundle)
        case _:
            return _unknown(syntax, bundle)


def _kind(bundle: Bundle) -> DocumentKind:
    """By the event, whatever the case; of nothing but a Bundle."""
    is_bundle = text(bundle.tree, "resourceType") == "Bundle"
    return _KINDS.get(bundle.event, DocumentKind.UNKNOWN) if is_bundle else DocumentKind.UNKNOWN


def _care_communication(syntax: str, document: Document) -> Reading:
    issues = check(document)
    letter = None if errors(issues) else read(document)
    return _reading(DocumentKind.CARE_COMMUNICATION, syntax, document, issues, letter=letter)


def _acknowledgement(syntax: str, bundle: Bundle) -> Reading:
    acknowledgement, issues = read_bundle(bundle)
    usable = None if errors(issues) else acknowledgement
    return _reading(DocumentKind.ACKNOWLEDGEMENT, syntax, bundle, issues, acknowledgement=usable)


def _unknown(syntax: str, bundle: Bundle) -> Reading:
    return _reading(DocumentKind.UNKNOWN, syntax, bundle, [_why_unknown(bundle.tree, bundle.event)])


def _why_unknown(tree: Node, event: str) -> Issue:
    name = "document_kind_is_known"
    if text(tree, "resourceType") != "Bundle":
        sentence = "Dokumentet er ikke en Bundle."
        return Issue(code="MSG_RESOURCE_TYPE_MISMATCH", path="Bundle", text=sentence, type="structure", rule=name)
    if not event:
        sentence = "Meddelelsens type (MessageHeader.eventCoding) mangler."
        return Issue(
            code="MSG_UNKNOWN_TYPE", path="MessageHeader.eventCoding", text=sentence, type="required", rule=name
        )
    return Issue(
        code="MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE",
        path="MessageHeader.eventCoding.code",
        text="Modtageren kan ikke modtage denne meddelelsestype.",
        type="not-supported",
        rule=name,
    )


def _reading(
    kind: DocumentKind,
    syntax: str,
    bundle: Bundle,
    issues: list[Issue],
    letter: Letter | None = None,
    acknowledgement: Acknowledgement | None = None,
) -> Reading:
    return Reading(
        kind=kind,
        syntax=syntax,
        issues=issues,
        bundle_id=text(bundle.tree, "id"),
        message_header_id=bundle.header_id,
        sender=bundle.sender,
        receiver=bundle.receiver,
        origin=bundle.origin,
        letter=letter,
        acknowledgement=acknowledgement,
    )
