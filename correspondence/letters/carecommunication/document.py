"""The view of a CareCommunication that both the rules and the reader work on."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from typing import Any, TypeVar

from correspondence.letters.fhir.access import EMPTY, Node, child, children, first, reference, text
from correspondence.letters.fhir.bundle import Bundle, target_id

_CORE = "http://medcomfhir.dk/ig/core/StructureDefinition"
DATE = f"{_CORE}/medcom-core-datetime-extension"
IDENTIFIER = f"{_CORE}/medcom-core-identifier-extension"
AUTHOR = f"{_CORE}/medcom-core-practitioner-extension"
CONTACT = f"{_CORE}/medcom-core-contact-extension"
SENDER = f"{_CORE}/medcom-core-sender-extension"
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

PROFILE_BASE = "http://medcomfhir.dk/ig/carecommunication/StructureDefinition"
Made = TypeVar("Made")

_SPACE = re.compile(r"[ \t\r\n]+")


def extensions(node: Node) -> dict[str, list[Node]]:
    """The extensions of a node by their URL."""
    found: dict[str, list[Node]] = {}
    for extension in children(node, "extension"):
        found.setdefault(text(extension, "url"), []).append(extension)
    return found


def decoded(data: str) -> bytes | None:
    """The bytes of strict base64 (white space allowed, as in XML), or None when it is none."""
    try:
        return binascii.a2b_base64(data, strict_mode=True)
    except ValueError:
        pass
    try:
        return binascii.a2b_base64(_SPACE.sub("", data), strict_mode=True)
    except ValueError:
        return None


class Payload:
    """One payload with its extensions at hand. ``path`` is its FHIR element path."""

    __slots__ = ("attachment", "bytes_", "extensions", "is_text", "node", "path")

    def __init__(self, index: int, node: Node):
        self.node = node
        self.path = f"Communication.payload[{index}]"
        self.extensions = extensions(node)
        self.attachment = child(node, "contentAttachment")
        self.is_text = "contentString" in node
        data = text(self.attachment, "data")
        # Decoded once: the rules judge these bytes and the letter carries the very same ones.
        self.bytes_ = decoded(data) if data else None

    def extension(self, url: str) -> Node:
        return self.extensions.get(url, (EMPTY,))[0]

    @property
    def content(self) -> str:
        return text(self.node, "contentString")

    @property
    def written(self) -> str:
        return text(self.extension(DATE), "valueDateTime")

    @property
    def identifier(self) -> str:
        return text(child(self.extension(IDENTIFIER), "valueIdentifier"), "value")

    @property
    def assigner(self) -> str:
        return reference(child(self.extension(IDENTIFIER), "valueIdentifier"), "assigner")

    @property
    def author(self) -> str:
        return reference(self.extension(AUTHOR), "valueReference")

    @property
    def phone(self) -> str:
        return text(child(self.extension(CONTACT), "valueContactPoint"), "value")


class Document(Bundle):
    """A CareCommunication Bundle: one Communication with its payloads, and the Provenances."""

    def __init__(self, tree: Node):
        super().__init__(tree)
        self._worked_out: dict[Any, Any] = {}
        focus = text(first(self.header, "focus"), "reference")
        self.communication = self.resolve(focus, "Communication") or first(self.by_type, "Communication")
        self.patient = first(self.by_type, "Patient")
        self.provenances = self.by_type.get("Provenance", [])
        self.current = self._current()
        self.payloads = _payloads(self.communication)
        category = first(self.communication, "category")
        self.category = text(first(category, "coding"), "code").lower()
        self.topic = text(child(self.communication, "topic"), "text")

    def once(self, work: Callable[[Document], Made]) -> Made:
        """What ``work`` makes of this document; worked out the first time only, for all rules that ask."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        return self._worked_out[work]

    def _current(self) -> Node:
        """The Provenance of this very message, or an empty node."""
        own = (each for each in self.provenances if target_id(each) == self.header_id)
        return next(own, EMPTY) if self.header_id else EMPTY

    @property
    def specific_sender(self) -> str:
        """The reference to the specific sender, or ""."""
        found = extensions(self.communication).get(SENDER)
        return reference(found[0], "valueReference") if found else ""

    @property
    def specific_recipient(self) -> str:
        return text(first(self.communication, "recipient"), "reference")

    @property
    def encounter(self) -> Node:
        return self.resolve(reference(self.communication, "encounter"), "Encounter")


def _payloads(communication: Node) -> list[Payload]:
    """With the index each has in the document, members that are no objects counted too."""
    members = communication.get("payload")
    if type(members) is not list:
        return []
    return [Payload(index, member) for index, member in enumerate(members) if type(member) is dict]
