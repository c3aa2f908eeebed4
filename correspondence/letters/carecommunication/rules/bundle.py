"""The Bundle and what it must hold (MedCom Messaging 4.0.2, medcom-messaging-message; CareCommunication 5.0.2)."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.carecommunication.document import PROFILE_BASE, Document
from correspondence.letters.carecommunication.rules.registry import fault, missing, repeated, rule, warning
from correspondence.letters.carecommunication.rules.times import instant_fault
from correspondence.letters.fhir.access import Node, child, text, texts
from correspondence.letters.issues import Issue

HEADER_PROFILE = f"{PROFILE_BASE}/medcom-careCommunication-messageHeader"
PROVENANCE_PROFILE = f"{PROFILE_BASE}/medcom-careCommunication-provenance"


@rule
def bundle_has_an_id(document: Document) -> Iterator[Issue]:
    """Bundle.id 1..1 (medcom-messaging-message)."""
    if not text(document.tree, "id"):
        yield missing("Bundle.id", "Bundle.id")


@rule
def bundle_is_a_message(document: Document) -> Iterator[Issue]:
    """Bundle.type is ``message`` (medcom-messaging-message)."""
    if text(document.tree, "type") != "message":
        yield fault("Bundle.type", "Bundle.type skal være message.", "MSG_VALUESET_VALUE_UNKNOWN", "value")


@rule
def bundle_has_a_time(document: Document) -> Iterator[Issue]:
    """Bundle.timestamp 1..1, an instant with zone (medcom-messaging-message; governance on timestamps)."""
    yield from instant_fault("Bundle.timestamp", text(document.tree, "timestamp"), "Bundle.timestamp")


@rule
def entries_have_a_full_url(document: Document) -> Iterator[Issue]:
    """Every entry has a fullUrl ``<absolute base>/<Type>/<id>`` (MedCom governance for FHIR references)."""
    for index, entry in enumerate(document.entries):
        path = f"Bundle.entry[{index}].fullUrl"
        resource, full_url = child(entry, "resource"), text(entry, "fullUrl")
        tail = f"/{text(resource, 'resourceType')}/{text(resource, 'id')}"
        if not full_url:
            yield missing(path, "fullUrl")
        elif text(resource, "id") and not (full_url.endswith(tail) and full_url.startswith(("http://", "https://"))):
            yield fault(path, "fullUrl svarer ikke til ressourcens type og id.", "MSG_RESOURCE_ID_MISMATCH", "value")


@rule
def entries_hold_a_resource(document: Document) -> Iterator[Issue]:
    """Every entry of a message holds a resource with a type and an id (FHIR bdl-5; references need the id)."""
    for index, entry in enumerate(document.entries):
        resource = child(entry, "resource")
        if entry.get("resource", {}) == {}:
            yield missing(f"Bundle.entry[{index}].resource", "Ressourcen")
        elif resource and not text(resource, "resourceType"):
            yield missing(f"Bundle.entry[{index}].resource", "Ressourcens type")
        elif resource and not text(resource, "id"):
            path = f"Bundle.entry[{index}].resource.id"
            yield fault(path, "Ressourcens id mangler.", "MSG_RESOURCE_ID_MISSING", "required")


@rule
def resources_are_distinct(document: Document) -> Iterator[Issue]:
    """No two resources share type and id, or it is unclear which one a reference means (FHIR bdl-7)."""
    for kind, resources in document.by_type.items():
        seen: set[str] = set()
        for resource in resources:
            identity = text(resource, "id")
            if identity and identity in seen:
                yield fault(f"{kind}.id", "To ressourcer har samme type og id.", "MSG_DUPLICATE_ID", "duplicate")
            seen.add(identity)


@rule
def header_comes_first(document: Document) -> Iterator[Issue]:
    """The first resource is the MessageHeader (FHIR bdl-12)."""
    if document.header and child(document.entries[0], "resource") is not document.header:
        yield fault("Bundle.entry[0]", "MessageHeader skal stå først i Bundle.", "MSG_BAD_SYNTAX", "structure")


@rule
def one_message_header(document: Document) -> Iterator[Issue]:
    """A message has one MessageHeader; an earlier one is only referred to."""
    if len(document.by_type.get("MessageHeader", ())) > 1:
        yield repeated("MessageHeader", "MessageHeader")


@rule
def one_patient(document: Document) -> Iterator[Issue]:
    """Exactly one Patient (invariant medcom-careCommunication-2)."""
    yield from _exactly_one(document, "Patient")


@rule
def one_communication(document: Document) -> Iterator[Issue]:
    """Exactly one Communication: what a second one says would reach nobody."""
    yield from _exactly_one(document, "Communication")


def _exactly_one(document: Document, kind: str) -> Iterator[Issue]:
    count = len(document.by_type.get(kind, ()))
    if not count:
        yield fault(kind, f"Meddelelsen har ingen {kind}.", "MSG_RESOURCE_REQUIRED", "required")
    elif count > 1:
        sentence = f"Meddelelsen har mere end én {kind}."
        yield fault(kind, sentence, "MSG_RESOURCE_NOT_ALLOWED", "multiple-matches")


@rule
def at_most_one_encounter(document: Document) -> Iterator[Issue]:
    """Encounter 0..1 (CareCommunication 5.0.2, section on episodes of care)."""
    if len(document.by_type.get("Encounter", ())) > 1:
        yield repeated("Encounter", "Encounter")


@rule
def header_has_the_profile(document: Document) -> Iterator[Issue]:
    """MessageHeader.meta.profile is the CareCommunication one (invariant medcom-careCommunication-1)."""
    if document.header and not _has_profile(document.header, HEADER_PROFILE):
        yield missing("MessageHeader.meta.profile", "Profilen for MessageHeader")


@rule
def provenances_have_the_profile(document: Document) -> Iterator[Issue]:
    """Each Provenance.meta.profile is the CareCommunication one (invariant medcom-careCommunication-3)."""
    for index, provenance in enumerate(document.provenances):
        if not _has_profile(provenance, PROVENANCE_PROFILE):
            yield missing(f"Provenance[{index}].meta.profile", "Profilen for Provenance")


def _has_profile(resource: Node, profile: str) -> bool:
    return any(each.startswith(profile) for each in texts(child(resource, "meta"), "profile"))


@rule
def resources_have_a_narrative(document: Document) -> Iterator[Issue]:
    """Every resource has a narrative; a missing one is only logged (carecommunication 5.0, section 5)."""
    for kind, resources in document.by_type.items():
        if any("text" not in resource for resource in resources):
            yield warning(kind, "Narrativen mangler.", "MSG_BAD_SYNTAX", "incomplete")
