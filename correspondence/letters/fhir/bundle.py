"""A message Bundle as an index over its tree: resources by reference, header, parties, history.

Works on any tree: what is missing or has the wrong type reads as empty. Whether that is allowed is
for the rules to say.
"""

from __future__ import annotations

from typing import Any

from correspondence.letters.fhir.access import EMPTY, Node, child, children, first, reference, text
from correspondence.letters.letter import GLN_SYSTEM, SOR_SYSTEM, HistoryEntry, Organisation
from correspondence.letters.terminology import ACTIVITIES

GLN_SYSTEMS = frozenset({GLN_SYSTEM, GLN_SYSTEM.replace("https:", "http:")})
_ENDPOINT_ID = "#id="


class Bundle:
    """The view that every MedCom message shares. ``tree`` is what ``parse`` gave."""

    def __init__(self, tree: Node):
        self.tree = tree
        self.entries = children(tree, "entry")
        self.by_type: dict[str, list[Node]] = {}
        self._by_reference: dict[str, Node] = {}
        for entry in self.entries:
            self._index(entry)
        self.header = first(self.by_type, "MessageHeader")
        self.header_id = text(self.header, "id")
        self.sender_resource = self.resolve(reference(self.header, "sender"), "Organization")
        self.destination = first(self.header, "destination")
        self.receiver_resource = self.resolve(reference(self.destination, "receiver"), "Organization")

    def _index(self, entry: Node) -> None:
        resource = child(entry, "resource")
        if not resource:
            return
        kind, identity, full_url = text(resource, "resourceType"), text(resource, "id"), text(entry, "fullUrl")
        self.by_type.setdefault(kind, []).append(resource)
        if identity:
            self._by_reference.setdefault(f"{kind}/{identity}", resource)
        if full_url:
            self._by_reference.setdefault(full_url, resource)

    def resolve(self, literal: str, *kinds: str) -> Node:
        """The resource a reference names, or an empty node when there is none or of no wanted kind."""
        resource = self._by_reference.get(literal, EMPTY)
        return resource if not kinds or resource.get("resourceType") in kinds else EMPTY

    @property
    def event(self) -> str:
        """The event code in lower case: what kind of message this is."""
        return text(child(self.header, "eventCoding"), "code").lower()

    @property
    def sender(self) -> Organisation | None:
        """The sending unit as far as it can be read; its SOR code at least from the endpoint."""
        return organisation(self.sender_resource) or _from_endpoint(child(self.header, "source"))

    @property
    def receiver(self) -> Organisation | None:
        return organisation(self.receiver_resource) or _from_endpoint(self.destination)

    def organisation(self, literal: str) -> Organisation | None:
        """The unit a reference names."""
        return organisation(self.resolve(literal, "Organization"))

    def history_entry(self, provenance: Node) -> HistoryEntry:
        """A Provenance resource as a history entry."""
        sources, revision = _entities(provenance)
        answered = child(revision, "what")
        return HistoryEntry(
            message_header_id=target_id(provenance),
            activity=activity(provenance),
            occurred=text(provenance, "occurredDateTime"),
            recorded=text(provenance, "recorded"),
            organisation=self.organisation(reference(first(provenance, "agent"), "who")),
            segments=tuple(filter(None, map(named_identifier, sources))),
            answers=header_id_of(text(answered, "reference")),
            answers_letter=text(child(answered, "identifier"), "value"),
            resource_id=text(provenance, "id"),
        )

    @property
    def origin(self) -> HistoryEntry | None:
        """The history entry of this message itself, which its Acknowledgement repeats."""
        for provenance in self.by_type.get("Provenance", ()):
            if self.header_id and target_id(provenance) == self.header_id:
                return self.history_entry(provenance)
        return None


def _from_endpoint(part: Node) -> Organisation | None:
    code = endpoint_sor(part)
    return Organisation(code, "") if code else None


def endpoint_sor(part: Node) -> str:
    """The SOR code in ``https://sor2.sum.dsdn.dk/#id=<SOR code>`` of a source or destination, or ""."""
    return text(part, "endpoint").partition(_ENDPOINT_ID)[2]


def organisation(resource: Node) -> Organisation | None:
    """An Organization resource; None for an empty node."""
    if not resource:
        return None
    sor_code, gln = organisation_numbers(resource)
    return Organisation(sor_code, gln, text(resource, "name"), text(resource, "id"))


def organisation_numbers(resource: Node) -> tuple[str, str]:
    """SOR code and location number of an Organization resource, "" for one it lacks."""
    sor_code = gln = ""
    for identifier in children(resource, "identifier"):
        system = text(identifier, "system")
        if system == SOR_SYSTEM:
            sor_code = sor_code or text(identifier, "value")
        elif system in GLN_SYSTEMS:
            gln = gln or text(identifier, "value")
    return sor_code, gln


def header_id_of(literal: str) -> str:
    """The id in a reference to a MessageHeader, relative or absolute, or ""."""
    before, kind, identity = literal.rpartition("MessageHeader/")
    return identity if kind and (not before or before.endswith("/")) else ""


def target_id(provenance: Node) -> str:
    """The MessageHeader.id a Provenance is about, or ""."""
    return header_id_of(text(first(provenance, "target"), "reference"))


def activity(provenance: Node) -> str:
    """The activity code: in lower case when it is one of ours (the list disregards case), else as it stands."""
    code = text(first(child(provenance, "activity"), "coding"), "code")
    return code.lower() if code.lower() in ACTIVITIES else code


def named_identifier(entity: Node) -> str:
    """The identifier a Provenance entity names: of a payload it added, or of a legacy letter."""
    return text(child(child(entity, "what"), "identifier"), "value")


def _entities(provenance: Node) -> tuple[list[Node], Node]:
    """The entities with role source, and the first with role revision."""
    sources: list[Node] = []
    revision: Node = EMPTY
    for entity in children(provenance, "entity"):
        role: Any = entity.get("role")
        if role == "source":
            sources.append(entity)
        elif role == "revision" and not revision:
            revision = entity
    return sources, revision
