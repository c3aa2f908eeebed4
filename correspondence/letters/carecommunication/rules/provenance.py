"""The Provenances: one per message of the thread (profile medcom-careCommunication-provenance 5.0.2)."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.rules.registry import fault, missing, repeated, rule, warning
from correspondence.letters.carecommunication.rules.times import instant_fault
from correspondence.letters.fhir.access import Node, child, children, first, reference, text
from correspondence.letters.fhir.bundle import activity, header_id_of, named_identifier, target_id
from correspondence.letters.issues import Issue
from correspondence.letters.letter import Activity
from correspondence.letters.terminology import ACTIVITIES, ACTIVITY_SYSTEM

_ROLES = frozenset({"source", "revision", "derivation", "quotation", "removal"})


def _numbered(document: Document) -> Iterator[tuple[str, Node]]:
    for index, provenance in enumerate(document.provenances):
        yield f"Provenance[{index}]", provenance


def entities(provenance: Node, role: str) -> list[Node]:
    """The entities with one role: ``source`` for added payloads, ``revision`` for the message answered."""
    return [entity for entity in children(provenance, "entity") if text(entity, "role") == role]


def segments_of(provenance: Node) -> set[str]:
    """The identifiers of the payloads that the message of this Provenance added."""
    return {named_identifier(entity) for entity in entities(provenance, "source")} - {""}


def answered(provenance: Node) -> str:
    """The MessageHeader.id that the message of this Provenance answers, or ""."""
    revisions = entities(provenance, "revision")
    return header_id_of(reference(revisions[0], "what")) if revisions else ""


@rule
def message_has_its_provenance(document: Document) -> Iterator[Issue]:
    """There is a Provenance whose target is the current MessageHeader."""
    if document.header_id and not document.current:
        sentence = "Meddelelsen har ingen Provenance for den aktuelle MessageHeader."
        yield fault("Provenance.target", sentence, "MSG_RESOURCE_REQUIRED", "required")


@rule
def message_has_one_provenance(document: Document) -> Iterator[Issue]:
    """One Provenance per message: two about the current one could disagree."""
    if document.header_id and sum(target_id(each) == document.header_id for each in document.provenances) > 1:
        yield repeated("Provenance.target", "Provenance for den aktuelle MessageHeader")


@rule
def provenance_has_one_target(document: Document) -> Iterator[Issue]:
    """Provenance.target 1..1: a MessageHeader, in the Bundle or earlier."""
    for path, provenance in _numbered(document):
        targets = children(provenance, "target")
        if not targets:
            yield missing(f"{path}.target", "Provenance.target")
        elif len(targets) > 1:
            yield repeated(f"{path}.target", "Provenance.target")
        elif not target_id(provenance):
            sentence = "Provenance.target er ikke en MessageHeader."
            yield fault(f"{path}.target[0].reference", sentence, "MSG_RESOURCE_TYPE_MISMATCH", "value")


@rule
def provenance_target_is_in_the_history(document: Document) -> Iterator[Issue]:
    """The target is the current message or one of its history.

    In the history is a message linked to the current one by what answers what, in either direction
    (parallel replies), or one that added a payload still carried (a forward of chosen messages
    leaves out the links between them).
    """
    linked = _linked(document)
    carried = {payload.identifier for payload in document.payloads}
    for path, provenance in _numbered(document):
        target = target_id(provenance)
        if target and target not in linked and not segments_of(provenance) & carried:
            sentence = "Provenance.target hører ikke til meddelelsens historik."
            yield fault(f"{path}.target[0].reference", sentence, "MSG_NO_MATCH", "not-found")


def _linked(document: Document) -> set[str]:
    """The ids of all messages reachable from the current one by answers."""
    neighbours: dict[str, set[str]] = {}
    for provenance in document.provenances:
        target, other = target_id(provenance), answered(provenance)
        neighbours.setdefault(target, set()).add(other)
        neighbours.setdefault(other, set()).add(target)
    found, waiting = {document.header_id}, [document.header_id]
    while waiting:
        for other in neighbours.get(waiting.pop(), set()) - found - {""}:
            found.add(other)
            waiting.append(other)
    return found


@rule
def provenance_has_its_times(document: Document) -> Iterator[Issue]:
    """occurredDateTime and recorded 1..1, with zone."""
    for path, provenance in _numbered(document):
        for name in ("occurredDateTime", "recorded"):
            yield from instant_fault(f"{path}.{name}", text(provenance, name), f"Provenance.{name}")


@rule
def provenance_has_one_activity(document: Document) -> Iterator[Issue]:
    """Provenance.activity.coding 1..1 of the value set: new, reply or forward."""
    for path, provenance in _numbered(document):
        codings = children(child(provenance, "activity"), "coding")
        if not codings:
            yield missing(f"{path}.activity.coding", "Aktiviteten")
        elif len(codings) > 1:
            yield repeated(f"{path}.activity.coding", "Aktiviteten")
        elif text(codings[0], "system") != ACTIVITY_SYSTEM:
            sentence = "Aktivitetens kodesystem er ukendt."
            yield fault(f"{path}.activity.coding[0].system", sentence, "MSG_CodeSystem_VALUE_UNKNOWN", "code-invalid")
        elif activity(provenance) not in ACTIVITIES:
            sentence = "Aktiviteten findes ikke i værdisættet."
            yield fault(f"{path}.activity.coding[0].code", sentence, "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")


@rule
def provenance_has_an_agent(document: Document) -> Iterator[Issue]:
    """agent.who 1..1: the organisation that sent the message."""
    for path, provenance in _numbered(document):
        if "who" not in first(provenance, "agent"):
            yield missing(f"{path}.agent.who", "Den afsendende organisation")


@rule
def provenance_names_what_was_added(document: Document) -> Iterator[Issue]:
    """At least one entity with role ``source``, each with the identifier of a payload."""
    for path, provenance in _numbered(document):
        sources = entities(provenance, "source")
        if not sources or not all(named_identifier(entity) for entity in sources):
            yield missing(f"{path}.entity(source).what.identifier", "Identifikatoren for det tilføjede segment")


@rule
def provenance_entities_have_a_role(document: Document) -> Iterator[Issue]:
    """Provenance.entity.role is 1..1 of FHIR's provenance-entity-role."""
    for path, provenance in _numbered(document):
        for index, entity in enumerate(children(provenance, "entity")):
            if text(entity, "role") not in _ROLES:
                sentence = "Rollen findes ikke i værdisættet."
                yield fault(f"{path}.entity[{index}].role", sentence, "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")


@rule
def current_provenance_names_carried_payloads(document: Document) -> Iterator[Issue]:
    """The current message carries every payload its Provenance says it added.

    Only the current one: a forward of chosen messages leaves payloads of earlier ones out.
    """
    carried = {payload.identifier for payload in document.payloads}
    if document.current and document.communication and segments_of(document.current) - carried:
        sentence = "Provenance for meddelelsen nævner et segment, der ikke er i meddelelsen."
        yield fault("Provenance.entity(source).what.identifier.value", sentence, "MSG_NO_MATCH", "not-found")


@rule
def provenance_answers_one_message(document: Document) -> Iterator[Issue]:
    """Entity with role ``revision`` is 0..1."""
    for path, provenance in _numbered(document):
        if len(entities(provenance, "revision")) > 1:
            yield repeated(f"{path}.entity(revision)", "Den besvarede meddelelse")


@rule
def answered_message_is_named(document: Document) -> Iterator[Issue]:
    """A revision names the MessageHeader, or the legacy letter as ``<location number>#<letter id>``."""
    for path, provenance in _numbered(document):
        for entity in entities(provenance, "revision"):
            if not header_id_of(reference(entity, "what")) and not named_identifier(entity):
                yield missing(f"{path}.entity(revision).what", "Den besvarede meddelelses id")


@rule
def reply_says_what_it_answers(document: Document) -> Iterator[Issue]:
    """A reply or forward has a revision; the profile does not demand it, so a missing one is logged."""
    for path, provenance in _numbered(document):
        if activity(provenance) in (Activity.REPLY, Activity.FORWARD) and not entities(provenance, "revision"):
            yield warning(f"{path}.entity", "Det fremgår ikke, hvilken meddelelse der besvares.", "MSG_BAD_SYNTAX")
