"""Letter → CareCommunication 5.0 document, in FHIR JSON or FHIR XML.

Written after MedCom's CareCommunication guide 5.0.2; elements and extensions stand in the order of
its examples. Nothing is validated here: the rules are asked before a document is sent.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from correspondence.letters.carecommunication.identities import made_id, settle
from correspondence.letters.carecommunication.narrative import narrative
from correspondence.letters.fhir.serialise import to_json, to_xml
from correspondence.letters.letter import (
    Attachment,
    Author,
    Citizen,
    EpisodeOfCare,
    Letter,
    Organisation,
    Segment,
    Team,
)
from correspondence.letters.messaging import (
    IG,
    Tree,
    bundle,
    coding,
    header,
    organisation,
    provenance,
    reference,
    resource,
)
from correspondence.letters.terminology import CATEGORY_SYSTEM, EVENT
from correspondence.text.formatted import xhtml

SYNTAXES = {"json": to_json, "xml": to_xml}

CORE = f"{IG}/core/StructureDefinition"
PROFILES = f"{IG}/carecommunication/StructureDefinition"
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def write(letter: Letter, *, syntax: str = "json") -> bytes:
    """The document of a letter. ``syntax`` is ``json`` or ``xml``; another one raises KeyError.

    Missing resource ids are made (see :func:`settle`); everything else goes out as it stands in the
    letter. The same letter always gives the same bytes.
    """
    return SYNTAXES[syntax](message_tree(letter))


def message_tree(letter: Letter) -> Tree:
    """The Bundle of a letter as a JSON-shaped tree."""
    letter = settle(letter)
    resources = list(_resources(letter))
    labels = _labels(letter)
    # Only what has been made safe reaches a document, whoever made the letter.
    formatted = {each.identifier: xhtml(each.formatted) for each in letter.segments if each.formatted}
    for each in resources:
        each["text"] = narrative(each, labels, formatted)
    profile = f"{PROFILES}/medcom-careCommunication-message"
    return bundle(letter.bundle_id, profile, letter.timestamp, "carecommunication", resources)


def _resources(letter: Letter) -> Iterator[Tree]:
    communication_id = made_id(letter.message_header_id, "Communication")
    yield _header(letter, communication_id)
    yield _patient(letter.citizen)
    yield _communication(letter, communication_id)
    yield from _practitioners(letter)
    yield from _unique(_team(each) for each in _specific(letter) if isinstance(each, Team))
    if letter.episode_of_care:
        yield _encounter(letter.episode_of_care, letter.citizen)
    yield from (organisation(each) for each in _organisations(letter).values())
    profile = f"{PROFILES}/medcom-careCommunication-provenance"
    yield from (provenance(entry, profile) for entry in letter.history)


def _header(letter: Letter, communication_id: str) -> Tree:
    profile = f"{PROFILES}/medcom-careCommunication-messageHeader"
    tree = header(letter.message_header_id, profile, EVENT, letter.sender, letter.receiver)
    tree["focus"] = [reference("Communication", communication_id)]
    tree["definition"] = letter.definition
    return tree


def _patient(citizen: Citizen) -> Tree:
    tree = resource("Patient", citizen.resource_id, f"{CORE}/medcom-core-patient")
    tree["identifier"] = [{"system": each.system, "value": each.value} for each in citizen.identifiers]
    name: Tree = {"use": "official"}
    if citizen.family:
        name["family"] = citizen.family
    else:
        name["_family"] = {"extension": [{"url": DATA_ABSENT, "valueCode": citizen.family_absent}]}
    if citizen.given:
        name["given"] = list(citizen.given)
    tree["name"] = [name]
    return tree


def _communication(letter: Letter, identity: str) -> Tree:
    tree = resource("Communication", identity, f"{PROFILES}/medcom-careCommunication-communication")
    if letter.specific_sender:
        sender = {
            "url": f"{CORE}/medcom-core-sender-extension",
            "valueReference": _specific_reference(letter.specific_sender),
        }
        tree["extension"] = [sender]
    tree["identifier"] = [{"value": letter.communication_identifier}]
    tree["status"] = "unknown"
    tree["category"] = [{"coding": [coding(CATEGORY_SYSTEM, letter.category)]}]
    if letter.priority:
        tree["priority"] = letter.priority
    tree["subject"] = reference("Patient", letter.citizen.resource_id)
    if letter.topic:
        tree["topic"] = {"text": letter.topic}
    if letter.episode_of_care:
        tree["encounter"] = reference("Encounter", letter.episode_of_care.resource_id)
    if letter.specific_recipient:
        tree["recipient"] = [_specific_reference(letter.specific_recipient)]
    tree["payload"] = [_payload(each) for each in letter.segments]
    return tree


def _specific_reference(specific: Author | Team) -> dict[str, str]:
    if isinstance(specific, Team):
        return reference("CareTeam", specific.resource_id)
    return reference("PractitionerRole", specific.role_id)


def _payload(segment: Segment) -> Tree:
    tree: Tree = {"extension": list(_payload_extensions(segment))}
    if segment.attachment is None:
        tree["contentString"] = segment.text or ""
    else:
        tree["contentAttachment"] = _attachment(segment.attachment)
    return tree


def _payload_extensions(segment: Segment) -> Iterator[Tree]:
    """Date, identifier, author, phone. An element that is not known leaves its extension out, never empty."""
    if segment.written:
        yield {"url": f"{CORE}/medcom-core-datetime-extension", "valueDateTime": segment.written}
    identifier: Tree = {"value": segment.identifier}
    if segment.assigner:
        identifier["assigner"] = reference("Organization", segment.assigner.resource_id)
    yield {"url": f"{CORE}/medcom-core-identifier-extension", "valueIdentifier": identifier}
    if segment.author:
        role = reference("PractitionerRole", segment.author.role_id)
        yield {"url": f"{CORE}/medcom-core-practitioner-extension", "valueReference": role}
    if segment.phone:
        phone = {"system": "phone", "value": segment.phone}
        yield {"url": f"{CORE}/medcom-core-contact-extension", "valueContactPoint": phone}


def _attachment(attachment: Attachment) -> Tree:
    data = None if attachment.data is None else b64encode(attachment.data).decode("ascii")
    tree = {
        "contentType": attachment.content_type,
        "data": data,
        "url": attachment.url,
        "title": attachment.title,
        "creation": attachment.creation,
    }
    return {name: value for name, value in tree.items() if value}


def _practitioners(letter: Letter) -> Iterator[Tree]:
    """Each author once, role and person beside each other; two roles of one person share the Practitioner."""
    pairs = (tree for author in _authors(letter) for tree in (_role(author), _practitioner(author)))
    return _unique(pairs)


def _unique(trees: Iterator[Tree]) -> Iterator[Tree]:
    seen: set[tuple[str, str]] = set()
    for tree in trees:
        key = (tree["resourceType"], tree["id"])
        if key not in seen:
            seen.add(key)
            yield tree


def _authors(letter: Letter) -> Iterator[Author]:
    yield from (segment.author for segment in letter.segments if segment.author)
    yield from (each for each in _specific(letter) if isinstance(each, Author))


def _specific(letter: Letter) -> Iterator[Author | Team]:
    yield from filter(None, (letter.specific_sender, letter.specific_recipient))


def _role(author: Author) -> Tree:
    tree = resource("PractitionerRole", author.role_id, f"{CORE}/medcom-core-practitionerrole")
    tree["practitioner"] = reference("Practitioner", author.practitioner_id)
    if author.organisation:
        tree["organization"] = reference("Organization", author.organisation.resource_id)
    if author.job_code:
        tree["code"] = [{"coding": [coding(author.job_system, author.job_code)]}]
    elif author.job_text:
        tree["code"] = [{"text": author.job_text}]
    return tree


def _practitioner(author: Author) -> Tree:
    tree = resource("Practitioner", author.practitioner_id, f"{CORE}/medcom-core-practitioner")
    parts = {"text": author.name_text, "family": author.family, "given": list(author.given)}
    if name := {key: value for key, value in parts.items() if value}:
        tree["name"] = [name]
    return tree


def _team(team: Team) -> Tree:
    tree = resource("CareTeam", team.resource_id, f"{CORE}/medcom-core-careteam")
    tree["name"] = team.name
    if team.organisation:
        tree["managingOrganization"] = [reference("Organization", team.organisation.resource_id)]
    return tree


def _encounter(episode: EpisodeOfCare, citizen: Citizen) -> Tree:
    tree = resource("Encounter", episode.resource_id, f"{CORE}/medcom-core-encounter")
    tree["status"] = episode.status
    tree["class"] = coding(episode.class_system, episode.class_code)
    tree["subject"] = reference("Patient", citizen.resource_id)
    tree["episodeOfCare"] = [
        {"identifier": {"system": each.system, "value": each.value}} for each in episode.identifiers
    ]
    return tree


def _organisations(letter: Letter) -> dict[str, Organisation]:
    """Every unit the document refers to, by resource id, in the order a reader meets them."""
    units: list[Organisation | None] = [letter.sender, letter.receiver]
    units += [each.organisation for each in _specific(letter)]
    for segment in letter.segments:
        units += [segment.assigner, segment.author.organisation if segment.author else None]
    units += [entry.organisation for entry in letter.history]
    return {unit.resource_id: unit for unit in units if unit}


def _labels(letter: Letter) -> dict[str, str]:
    """Names to read beside the references in the narratives."""
    labels: dict[str, Any] = {f"Organization/{key}": unit.name for key, unit in _organisations(letter).items()}
    labels[f"Patient/{letter.citizen.resource_id}"] = letter.citizen.name
    for author in _authors(letter):
        labels[f"PractitionerRole/{author.role_id}"] = labels[f"Practitioner/{author.practitioner_id}"] = author.name
    for team in _specific(letter):
        if isinstance(team, Team):
            labels[f"CareTeam/{team.resource_id}"] = team.name
    return labels
