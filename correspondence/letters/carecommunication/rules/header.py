"""The MessageHeader (profile medcom-careCommunication-messageHeader 5.0.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.letters.carecommunication.document import Document, extensions
from correspondence.letters.carecommunication.rules.registry import fault, missing, repeated, rule, warning
from correspondence.letters.fhir.access import Node, child, children, text
from correspondence.letters.fhir.bundle import endpoint_sor, organisation_numbers
from correspondence.letters.issues import Issue
from correspondence.letters.terminology import DESTINATION_USE_SYSTEM, EVENT, EVENT_SYSTEM, PRIMARY

DESTINATION_USE = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension"
_DEFINITION = re.compile(
    r"http://medcomfhir\.dk/ig/messagedefinitions/MessageDefinition/"
    r"MedComCareCommunicationMessageDefinition\|5\.[0-9]{1,2}(?:\.[0-9]{1,3})?"
)


def _destinations(document: Document) -> list[Node]:
    return children(document.header, "destination")


@rule
def event_is_care_communication(document: Document) -> Iterator[Issue]:
    """eventCoding has MedCom's event code system (its code already told what to read this as)."""
    coding = child(document.header, "eventCoding")
    if document.header and text(coding, "system") != EVENT_SYSTEM:
        path = "MessageHeader.eventCoding.system"
        yield fault(path, "Meddelelsestypens kodesystem er ukendt.", "MSG_CodeSystem_VALUE_UNKNOWN", "code-invalid")
    elif document.header and text(coding, "code").lower() != EVENT:
        path = "MessageHeader.eventCoding.code"
        yield fault(path, "Meddelelsestypen er en anden.", "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")


@rule
def one_destination(document: Document) -> Iterator[Issue]:
    """Exactly one destination: the primary; carbon copies are 0..0."""
    count = len(_destinations(document))
    if document.header and not count:
        yield missing("MessageHeader.destination", "Modtageren (destination)")
    elif count > 1:
        yield repeated("MessageHeader.destination", "Modtageren (destination)")


@rule
def destination_is_primary(document: Document) -> Iterator[Issue]:
    """The destination has the use extension with code ``primary``, once."""
    if not _destinations(document):
        return
    uses = extensions(document.destination).get(DESTINATION_USE, [])
    path = "MessageHeader.destination[0].extension"
    if not uses:
        yield missing(path, "Modtagerens anvendelse (primary)")
    elif len(uses) > 1:
        yield repeated(path, "Modtagerens anvendelse (primary)")
    else:
        yield from _use_faults(f"{path}.valueCoding", child(uses[0], "valueCoding"))


def _use_faults(path: str, coding: Node) -> Iterator[Issue]:
    if text(coding, "system") != DESTINATION_USE_SYSTEM:
        sentence = "Kodesystemet for modtagerens anvendelse er ukendt."
        yield fault(f"{path}.system", sentence, "MSG_CodeSystem_VALUE_UNKNOWN", "code-invalid")
    elif text(coding, "code").lower() != PRIMARY:
        sentence = "Modtagerens anvendelse skal være primary."
        yield fault(f"{path}.code", sentence, "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")


@rule
def endpoints_are_given(document: Document) -> Iterator[Issue]:
    """destination.endpoint and source.endpoint are 1..1."""
    if _destinations(document) and not text(document.destination, "endpoint"):
        yield missing("MessageHeader.destination[0].endpoint", "Modtagerens endpoint")
    if document.header and not text(child(document.header, "source"), "endpoint"):
        yield missing("MessageHeader.source.endpoint", "Afsenderens endpoint")


@rule
def endpoints_agree_with_the_parties(document: Document) -> Iterator[Issue]:
    """The endpoints hold the SOR codes of sender and receiver; an official example does not, so log it."""
    pairs = (
        ("MessageHeader.source.endpoint", child(document.header, "source"), document.sender_resource),
        ("MessageHeader.destination[0].endpoint", document.destination, document.receiver_resource),
    )
    for path, part, resource in pairs:
        sor_code = organisation_numbers(resource)[0]
        if sor_code and text(part, "endpoint") and endpoint_sor(part) != sor_code:
            yield warning(path, "Endpoint og organisation har ikke samme SOR-kode.", "MSG_RESOURCE_ID_MISMATCH")


@rule
def parties_are_given(document: Document) -> Iterator[Issue]:
    """MessageHeader.sender and destination.receiver are 1..1."""
    if document.header and "sender" not in document.header:
        yield missing("MessageHeader.sender", "Afsenderen")
    if _destinations(document) and "receiver" not in document.destination:
        path = "MessageHeader.destination[0].receiver"
        yield fault(path, "Modtageren mangler.", "MSG_Receiver_Identifier_MISSING", "required")


@rule
def one_focus(document: Document) -> Iterator[Issue]:
    """MessageHeader.focus is 1..1: the Communication."""
    count = len(children(document.header, "focus"))
    if document.header and not count:
        yield missing("MessageHeader.focus", "MessageHeader.focus")
    elif count > 1:
        yield repeated("MessageHeader.focus", "MessageHeader.focus")


@rule
def definition_is_version_5(document: Document) -> Iterator[Issue]:
    """MessageHeader.definition is 1..1 and of some 5.x (medcom-carecommunication-definition-url)."""
    definition = text(document.header, "definition")
    if document.header and not definition:
        yield missing("MessageHeader.definition", "MessageHeader.definition")
    elif definition and not _DEFINITION.fullmatch(definition):
        yield fault(
            "MessageHeader.definition",
            "Modtageren kan ikke modtage denne version; kun CareCommunication 5.",
            "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE",
            "not-supported",
        )
