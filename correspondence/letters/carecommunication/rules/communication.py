"""The Communication (profile medcom-careCommunication-communication 5.0.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.letters.carecommunication.document import SENDER, Document, extensions
from correspondence.letters.carecommunication.rules.registry import fault, missing, repeated, rule, warning
from correspondence.letters.fhir.access import Node, child, children, first, reference, text
from correspondence.letters.fhir.bundle import organisation_numbers
from correspondence.letters.issues import Issue
from correspondence.letters.terminology import (
    CATEGORY_OTHER,
    CATEGORY_REFERRAL,
    CATEGORY_SYSTEM,
    PRIORITIES,
    category,
)

UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@rule
def one_communication_identifier(document: Document) -> Iterator[Issue]:
    """Communication.identifier 1..1 with a value: the thread."""
    count = len(children(document.communication, "identifier"))
    value = text(first(document.communication, "identifier"), "value")
    if document.communication and not value:
        yield missing("Communication.identifier.value", "Kommunikationsidentifikatoren")
    elif count > 1:
        yield repeated("Communication.identifier", "Kommunikationsidentifikatoren")


@rule
def communication_identifier_is_a_uuid(document: Document) -> Iterator[Issue]:
    """``urn:uuid:`` and a UUID in lower case (invariant medcom-uuidv4)."""
    value = text(first(document.communication, "identifier"), "value")
    if value and not UUID_URN.fullmatch(value):
        path = "Communication.identifier.value"
        yield fault(path, "Identifikatoren er ikke urn:uuid: med et UUID.", "MSG_INVALID_ID", "value")


@rule
def status_is_unknown(document: Document) -> Iterator[Issue]:
    """Communication.status is ``unknown``."""
    if document.communication and text(document.communication, "status") != "unknown":
        path = "Communication.status"
        yield fault(path, "Communication.status skal være unknown.", "MSG_VALUESET_VALUE_UNKNOWN", "value")


@rule
def one_category(document: Document) -> Iterator[Issue]:
    """Communication.category 1..1 with exactly one coding."""
    if not document.communication:
        return
    categories = children(document.communication, "category")
    codings = children(first(document.communication, "category"), "coding")
    if not categories:
        yield missing("Communication.category", "Kategorien")
    elif not codings:
        yield missing("Communication.category[0].coding", "Kategoriens kode")
    elif len(categories) > 1 or len(codings) > 1:
        yield repeated("Communication.category", "Kategorien")


@rule
def category_is_national(document: Document) -> Iterator[Issue]:
    """System and code of the national list; deprecated codes are understood; case does not matter."""
    codings = children(first(document.communication, "category"), "coding")
    path = "Communication.category[0].coding[0]"
    if codings and text(codings[0], "system") != CATEGORY_SYSTEM:
        sentence = "Kategoriens kodesystem er ukendt."
        yield fault(f"{path}.system", sentence, "MSG_CodeSystem_VALUE_UNKNOWN", "code-invalid")
    elif codings and category(document.category) is None:
        sentence = "Kategorien findes ikke i den nationale liste."
        yield fault(f"{path}.code", sentence, "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")


@rule
def category_is_still_in_use(document: Document) -> Iterator[Issue]:
    """A category that has left the list is shown all the same, and logged."""
    concept = category(document.category)
    if concept and not concept.active:
        path = "Communication.category[0].coding[0].code"
        yield warning(path, "Kategorien er udgået af den nationale liste.", "MSG_VALUESET_VALUE_UNKNOWN")


@rule
def priority_is_known(document: Document) -> Iterator[Issue]:
    """Communication.priority is ``routine`` or ``asap`` (medcom-careCommunication-requestPriority)."""
    priority = document.communication.get("priority")
    if type(priority) is str and priority not in PRIORITIES:
        sentence = "Prioriteten findes ikke i værdisættet."
        yield fault("Communication.priority", sentence, "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")


@rule
def priority_only_with_a_referral(document: Document) -> Iterator[Issue]:
    """Priority only with category ``regarding-referral`` (invariant medcom-careCommunication-5)."""
    if "priority" in document.communication and document.category != CATEGORY_REFERRAL:
        sentence = "Prioritet må kun angives, når kategorien er Vedr. henvisning."
        yield fault("Communication.priority", sentence, "MSG_PARAM_INVALID", "invariant")


@rule
def other_needs_a_topic(document: Document) -> Iterator[Issue]:
    """Category ``other`` needs a topic (invariant medcom-careCommunication-6)."""
    if document.category == CATEGORY_OTHER and "topic" not in document.communication:
        yield missing("Communication.topic", "Emnet, som kategorien Andet kræver,")


@rule
def topic_has_a_text(document: Document) -> Iterator[Issue]:
    """Communication.topic.text 1..1 where there is a topic."""
    if "topic" in document.communication and not document.topic.strip():
        yield missing("Communication.topic.text", "Emnets tekst")


@rule
def subject_is_given(document: Document) -> Iterator[Issue]:
    """Communication.subject 1..1: the Patient."""
    if document.patient and document.communication and "subject" not in document.communication:
        yield missing("Communication.subject", "Borgeren")


@rule
def at_most_one_specific_recipient(document: Document) -> Iterator[Issue]:
    """Communication.recipient 0..1."""
    if len(children(document.communication, "recipient")) > 1:
        yield repeated("Communication.recipient", "Den specifikke modtager")


@rule
def at_most_one_specific_sender(document: Document) -> Iterator[Issue]:
    """Communication.extension:sender 0..1."""
    if len(extensions(document.communication).get(SENDER, ())) > 1:
        yield repeated("Communication.extension", "Den specifikke afsender")


@rule
def specific_sender_belongs_to_the_sender(document: Document) -> Iterator[Issue]:
    """Its organisation is that of MessageHeader.sender (invariant medcom-careCommunication-11)."""
    party = document.resolve(document.specific_sender, "PractitionerRole", "CareTeam")
    if party and document.sender_resource and not _belongs(document, party, document.sender_resource):
        sentence = "Den specifikke afsender hører ikke til afsenderorganisationen."
        yield fault("Communication.extension(sender)", sentence, "MSG_PARAM_INVALID", "invariant")


@rule
def specific_recipient_belongs_to_the_receiver(document: Document) -> Iterator[Issue]:
    """Its organisation is that of destination.receiver (invariant medcom-careCommunication-12)."""
    party = document.resolve(document.specific_recipient, "PractitionerRole", "CareTeam")
    if party and document.receiver_resource and not _belongs(document, party, document.receiver_resource):
        sentence = "Den specifikke modtager hører ikke til modtagerorganisationen."
        yield fault("Communication.recipient", sentence, "MSG_PARAM_INVALID", "invariant")


def _belongs(document: Document, party: Node, unit: Node) -> bool:
    """The very same resource, or another one with the same SOR code."""
    literals = [text(each, "reference") for each in children(party, "managingOrganization")]
    literals.append(reference(party, "organization"))
    units = [document.resolve(literal, "Organization") for literal in literals]
    sor_code = organisation_numbers(unit)[0]
    return any(each is unit or (sor_code and organisation_numbers(each)[0] == sor_code) for each in units if each)


@rule
def teams_have_a_name(document: Document) -> Iterator[Issue]:
    """CareTeam.name 1..1 (medcom-core-careteam)."""
    for team in document.by_type.get("CareTeam", ()):
        if not text(team, "name").strip():
            yield missing("CareTeam.name", "Teamets navn")


@rule
def encounter_is_referred_to(document: Document) -> Iterator[Issue]:
    """An Encounter in the Bundle is the one of Communication.encounter (medcom-careCommunication-15)."""
    encounters = document.by_type.get("Encounter", ())
    named = document.resolve(reference(document.communication, "encounter"))
    if encounters and document.communication and not any(each is named for each in encounters):
        yield missing("Communication.encounter", "Referencen til Encounter")


@rule
def encounter_is_complete(document: Document) -> Iterator[Issue]:
    """Encounter needs status, class and subject (medcom-core-encounter)."""
    for encounter in document.by_type.get("Encounter", ()):
        if not text(encounter, "status"):
            yield missing("Encounter.status", "Encounter.status")
        if not text(child(encounter, "class"), "code"):
            yield missing("Encounter.class", "Encounter.class")
        if "subject" not in encounter:
            yield missing("Encounter.subject", "Encounter.subject")
