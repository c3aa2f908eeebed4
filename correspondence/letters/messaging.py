"""Resources every MedCom message is made of, as JSON-shaped trees: header frame, unit, Provenance, Bundle.

Source: MedCom Messaging 4.0.2. Elements stand in the order of the FHIR specification.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from correspondence.letters.letter import GLN_SYSTEM, SOR_SYSTEM, HistoryEntry, Organisation
from correspondence.letters.terminology import ACTIVITY_SYSTEM, DESTINATION_USE_SYSTEM, EVENT_SYSTEM, PRIMARY

IG = "http://medcomfhir.dk/ig"
FULL_URL_BASE = "https://medcomfhir.dk/ig"
DESTINATION_USE = f"{IG}/messaging/StructureDefinition/medcom-messaging-destinationUseExtension"
ORGANISATION_PROFILE = f"{IG}/messaging/StructureDefinition/medcom-messaging-organization"
SOR_ENDPOINT = "https://sor2.sum.dsdn.dk/#id="

Tree = dict[str, Any]


def resource(kind: str, identity: str, profile: str) -> Tree:
    """The start of a resource. ``text`` is a place kept for the narrative, filled in last."""
    return {"resourceType": kind, "id": identity, "meta": {"profile": [profile]}, "text": None}


def reference(kind: str, identity: str) -> dict[str, str]:
    return {"reference": f"{kind}/{identity}"}


def coding(system: str, code: str) -> dict[str, str]:
    return {"system": system, "code": code}


def organisation(unit: Organisation) -> Tree:
    """A unit with location number and SOR code, and its name when known."""
    tree = resource("Organization", unit.resource_id, ORGANISATION_PROFILE)
    numbers = ((GLN_SYSTEM, unit.gln), (SOR_SYSTEM, unit.sor_code))
    if identifiers := [{"system": system, "value": value} for system, value in numbers if value]:
        tree["identifier"] = identifiers
    if unit.name:
        tree["name"] = unit.name
    return tree


def header(identity: str, profile: str, event: str, sender: Organisation, receiver: Organisation) -> Tree:
    """A MessageHeader as far as all MedCom messages share it: event, one primary destination, sender, source."""
    tree = resource("MessageHeader", identity, profile)
    tree["eventCoding"] = coding(EVENT_SYSTEM, event)
    primary = {"url": DESTINATION_USE, "valueCoding": coding(DESTINATION_USE_SYSTEM, PRIMARY)}
    tree["destination"] = [
        {
            "extension": [primary],
            "endpoint": SOR_ENDPOINT + receiver.sor_code,
            "receiver": reference("Organization", receiver.resource_id),
        }
    ]
    tree["sender"] = reference("Organization", sender.resource_id)
    tree["source"] = {"endpoint": SOR_ENDPOINT + sender.sor_code}
    return tree


def provenance(entry: HistoryEntry, profile: str) -> Tree:
    """What one message did. Only what the entry knows is written, so a carried one is never completed."""
    tree = resource("Provenance", entry.resource_id, profile)
    tree["target"] = [reference("MessageHeader", entry.message_header_id)]
    if entry.occurred:
        tree["occurredDateTime"] = entry.occurred
    if entry.recorded:
        tree["recorded"] = entry.recorded
    if entry.activity:
        tree["activity"] = {"coding": [coding(ACTIVITY_SYSTEM, entry.activity)]}
    if entry.organisation:
        tree["agent"] = [{"who": reference("Organization", entry.organisation.resource_id)}]
    if entities := list(_entities(entry)):
        tree["entity"] = entities
    return tree


def _entities(entry: HistoryEntry) -> Iterable[Tree]:
    for identifier in entry.segments:
        yield {"role": "source", "what": {"identifier": {"value": identifier}}}
    previous: Tree = {}
    if entry.answers:
        previous |= reference("MessageHeader", entry.answers)
    if entry.answers_letter:
        previous |= {"identifier": {"value": entry.answers_letter}}
    if previous:
        yield {"role": "revision", "what": previous}


def bundle(identity: str, profile: str, timestamp: str, standard: str, resources: Iterable[Tree]) -> Tree:
    """The message Bundle. ``standard`` is the guide's name in every fullUrl, e.g. ``carecommunication``."""
    base = f"{FULL_URL_BASE}/{standard}"
    return {
        "resourceType": "Bundle",
        "id": identity,
        "meta": {"profile": [profile]},
        "type": "message",
        "timestamp": timestamp,
        "entry": [{"fullUrl": f"{base}/{each['resourceType']}/{each['id']}", "resource": each} for each in resources],
    }
