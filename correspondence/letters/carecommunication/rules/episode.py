"""The identifier of an episode of care on the Encounter (medcom-core-encounter 3.0.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.rules.registry import fault, missing, rule
from correspondence.letters.fhir.access import Node, child, children, text
from correspondence.letters.issues import Issue
from correspondence.letters.letter import LPR3_SYSTEM

_UUID_5 = re.compile(r"urn:uuid:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-5[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}")


def _identifiers(document: Document) -> Iterator[tuple[str, Node]]:
    for encounter in document.by_type.get("Encounter", ()):
        for index, episode in enumerate(children(encounter, "episodeOfCare")):
            yield f"Encounter.episodeOfCare[{index}].identifier", child(episode, "identifier")


@rule
def episode_has_an_identifier(document: Document) -> Iterator[Issue]:
    """An Encounter carries an episode-of-care identifier (invariant medcom-careCommunication-9)."""
    found = list(_identifiers(document))
    if document.by_type.get("Encounter") and not any(identifier for _path, identifier in found):
        yield missing("Encounter.episodeOfCare.identifier", "Forløbets identifikator")


@rule
def episode_identifier_is_complete(document: Document) -> Iterator[Issue]:
    """Both system and value of the identifier are required."""
    for path, identifier in _identifiers(document):
        for name in ("system", "value") if identifier else ():
            if not text(identifier, name):
                yield missing(f"{path}.{name}", "En del af forløbets identifikator")


@rule
def national_episode_identifier_is_a_uuid(document: Document) -> Iterator[Issue]:
    """With the system of the national patient register the value is a UUID of version 5 (lpr3-Identifier)."""
    for path, identifier in _identifiers(document):
        value = text(identifier, "value")
        if text(identifier, "system") == LPR3_SYSTEM and value and not _UUID_5.fullmatch(value):
            yield fault(f"{path}.value", "LPR3-identifikatoren er ikke et UUID version 5.", "MSG_INVALID_ID", "value")
