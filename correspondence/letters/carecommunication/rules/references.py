"""References inside a message must resolve in the message."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.carecommunication.document import AUTHOR, IDENTIFIER, SENDER, Document, Payload
from correspondence.letters.carecommunication.rules.registry import fault, missing, rule
from correspondence.letters.fhir.access import Node, child, children, reference, text
from correspondence.letters.issues import Issue

Kinds = tuple[str, ...]
Named = tuple[str, str, Kinds]  # path, reference, allowed resource types

# Element, and which resources it may name.
_SINGLE: dict[str, dict[str, Kinds]] = {
    "MessageHeader": {"sender": ("Organization",)},
    "Communication": {"subject": ("Patient",), "encounter": ("Encounter",)},
    "PractitionerRole": {"practitioner": ("Practitioner",), "organization": ("Organization",)},
    "Encounter": {"subject": ("Patient",)},
}
_REPEATED: dict[str, dict[str, Kinds]] = {
    "MessageHeader": {"focus": ("Communication",)},
    "Communication": {"recipient": ("PractitionerRole", "CareTeam")},
    "CareTeam": {"managingOrganization": ("Organization",)},
}
_INNER: dict[str, dict[str, dict[str, Kinds]]] = {
    "MessageHeader": {"destination": {"receiver": ("Organization",)}},
    "Provenance": {"agent": {"who": ("Organization",)}},
}


@rule
def references_resolve(document: Document) -> Iterator[Issue]:
    """Every reference we follow names a resource in the Bundle (FHIR messaging; MedCom governance).

    A Provenance may name an earlier MessageHeader that is not there.
    """
    for path, literal, _kinds in document.once(_references):
        if literal and not document.resolve(literal):
            sentence = "Referencen peger ikke på en ressource i meddelelsen."
            yield fault(path, sentence, "MSG_NO_EXIST", "not-found")


@rule
def references_name_the_right_type(document: Document) -> Iterator[Issue]:
    """A reference names a resource of a type the profiles allow at that place."""
    for path, literal, kinds in document.once(_references):
        resource = document.resolve(literal)
        if resource and text(resource, "resourceType") not in kinds:
            sentence = "Referencen peger på en ressource af en forkert type."
            yield fault(path, sentence, "MSG_RESOURCE_TYPE_MISMATCH", "value")


@rule
def references_are_literal(document: Document) -> Iterator[Issue]:
    """A reference that is given says what it refers to: ``reference`` is there."""
    for path, literal, _kinds in document.once(_references):
        if not literal:
            yield missing(path, "Referencen")


def _references(document: Document) -> list[Named]:
    return list(_all(document))


def _all(document: Document) -> Iterator[Named]:
    for kind in ("MessageHeader", "Communication", "PractitionerRole", "CareTeam", "Encounter", "Provenance"):
        for resource in document.by_type.get(kind, ()):
            yield from _of_resource(kind, resource)
    yield from _of_extensions(document.communication, "Communication", SENDER, ("PractitionerRole", "CareTeam"))
    for payload in document.payloads:
        yield from _of_payload(payload)


def _of_resource(kind: str, resource: Node) -> Iterator[Named]:
    for name, kinds in _SINGLE.get(kind, {}).items():
        if name in resource:
            yield f"{kind}.{name}.reference", reference(resource, name), kinds
    for name, kinds in _REPEATED.get(kind, {}).items():
        for index, item in enumerate(children(resource, name)):
            yield f"{kind}.{name}[{index}].reference", text(item, "reference"), kinds
    for outer, inner in _INNER.get(kind, {}).items():
        for index, part in enumerate(children(resource, outer)):
            for name, kinds in inner.items():
                if name in part:
                    yield f"{kind}.{outer}[{index}].{name}.reference", reference(part, name), kinds


def _of_extensions(node: Node, path: str, url: str, kinds: tuple[str, ...]) -> Iterator[Named]:
    for index, extension in enumerate(children(node, "extension")):
        if text(extension, "url") == url and "valueReference" in extension:
            yield f"{path}.extension[{index}].valueReference.reference", reference(extension, "valueReference"), kinds


def _of_payload(payload: Payload) -> Iterator[Named]:
    for extension in payload.extensions.get(AUTHOR, ()):
        if "valueReference" in extension:
            yield f"{payload.path}.extension(author)", reference(extension, "valueReference"), ("PractitionerRole",)
    for extension in payload.extensions.get(IDENTIFIER, ()):
        identifier = child(extension, "valueIdentifier")
        if "assigner" in identifier:
            yield f"{payload.path}.extension(identifier).assigner", reference(identifier, "assigner"), ("Organization",)
