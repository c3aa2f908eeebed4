"""Small valid CareCommunications of our own making, as FHIR JSON trees to be broken on purpose."""

from __future__ import annotations

import copy
import json
from base64 import b64encode
from typing import Any

from correspondence.letters.fhir.serialise import to_xml

Tree = dict[str, Any]

IG = "http://medcomfhir.dk/ig"
CORE = f"{IG}/core/StructureDefinition"
CODES = f"{IG}/terminology/CodeSystem"
CARE = f"{IG}/carecommunication/StructureDefinition"
BASE = "https://example.org/fhir"
SOR, GLN, CPR = "urn:oid:1.2.208.176.1.1", "https://www.gs1.org/gln", "urn:oid:1.2.208.176.1.2"
LPR3 = "https://www.esundhed.dk/Registre/Landspatientregisteret"

HEADER_ID = "5a0c5a52-51f6-4a6c-93fb-2ad0d4cbb001"
EARLIER_ID = "5a0c5a52-51f6-4a6c-93fb-2ad0d4cbb000"
THREAD = "urn:uuid:0f0f2f5c-2d1f-4b59-8a35-0d5c6f5f1c10"
TEXT_ID = "urn:uuid:0f0f2f5c-2d1f-4b59-8a35-0d5c6f5f1c11"
FILE_ID = "urn:uuid:0f0f2f5c-2d1f-4b59-8a35-0d5c6f5f1c12"
LINK_ID = "urn:uuid:0f0f2f5c-2d1f-4b59-8a35-0d5c6f5f1c13"
EARLIER_TEXT_ID = "urn:uuid:0f0f2f5c-2d1f-4b59-8a35-0d5c6f5f1c14"
EARLIER_FILE_ID = "urn:uuid:0f0f2f5c-2d1f-4b59-8a35-0d5c6f5f1c15"
EPISODE = "urn:uuid:fc60e762-b13b-5773-865e-67f3907bdcc7"

NOW, EARLIER = "2025-03-03T14:05:00+01:00", "2025-03-02T09:30:00Z"
PDF = b"%PDF-1.7\n% a small plan\n%%EOF\n"
MESSAGE = "Kære Anna\n\nBruno udskrives på torsdag. <b>Ring</b> & spørg: 'kl. 9' \"eller\" 10 – 😀\nCecilie"


def resource(kind: str, identity: str, profile: str, **elements: Any) -> Tree:
    narrative = {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{kind}</div>'}
    return {"resourceType": kind, "id": identity, "meta": {"profile": [profile]}, "text": narrative, **elements}


def ref(literal: str) -> Tree:
    return {"reference": literal}


def coding(system: str, code: str) -> Tree:
    return {"system": f"{CODES}/{system}", "code": code}


def extension(name: str, **value: Any) -> Tree:
    return {"url": f"{CORE}/medcom-core-{name}-extension", **value}


def organisation(identity: str, sor_code: str, gln: str, name: str = "") -> Tree:
    identifiers = [{"system": GLN, "value": gln}, {"system": SOR, "value": sor_code}]
    tree = resource("Organization", identity, f"{IG}/messaging/StructureDefinition/medcom-messaging-organization")
    return {**tree, "identifier": identifiers, **({"name": name} if name else {})}


def role(identity: str, practitioner: str, code: Tree, unit: str = "") -> Tree:
    elements: Tree = {"practitioner": ref(f"Practitioner/{practitioner}")}
    if unit:
        elements["organization"] = ref(f"Organization/{unit}")
    return resource("PractitionerRole", identity, f"{CORE}/medcom-core-practitionerrole", **elements, code=[code])


def practitioner(identity: str, family: str, *given: str) -> Tree:
    name = {"family": family, "given": list(given)}
    return resource("Practitioner", identity, f"{CORE}/medcom-core-practitioner", name=[name])


def payload(content: Tree, identifier: str, written: str, assigner: str, author: str = "", phone: str = "") -> Tree:
    unit = ref(f"Organization/{assigner}")
    extensions = [
        extension("datetime", valueDateTime=written),
        extension("identifier", valueIdentifier={"value": identifier, "assigner": unit}),
    ]
    if author:
        extensions.append(extension("practitioner", valueReference=ref(f"PractitionerRole/{author}")))
    if phone:
        extensions.append(extension("contact", valueContactPoint={"system": "phone", "value": phone}))
    return {"extension": extensions, **content}


def provenance(
    identity: str, header: str, activity: str, when: str, unit: str, *segments: str, answers: Any = None
) -> Tree:
    entities: list[Tree] = [{"role": "source", "what": {"identifier": {"value": each}}} for each in segments]
    if answers:
        entities.append({"role": "revision", "what": answers})
    return resource(
        "Provenance",
        identity,
        f"{CARE}/medcom-careCommunication-provenance",
        target=[ref(f"MessageHeader/{header}")],
        occurredDateTime=when,
        recorded=when,
        activity={"coding": [coding("medcom-messaging-activityCodes", activity)]},
        agent=[{"who": ref(f"Organization/{unit}")}],
        entity=entities,
    )


def header() -> Tree:
    use = {
        "url": f"{IG}/messaging/StructureDefinition/medcom-messaging-destinationUseExtension",
        "valueCoding": coding("medcom-messaging-destinationUse", "primary"),
    }
    return resource(
        "MessageHeader",
        HEADER_ID,
        f"{CARE}/medcom-careCommunication-messageHeader",
        eventCoding=coding("medcom-messaging-eventCodes", "care-communication-message"),
        destination=[
            {
                "extension": [use],
                "endpoint": "https://sor2.sum.dsdn.dk/#id=900111000016007",
                "receiver": ref("Organization/fjordby"),
            }
        ],
        sender=ref("Organization/oest"),
        source={"endpoint": "https://sor2.sum.dsdn.dk/#id=900211000016001"},
        focus=[ref("Communication/communication")],
        definition=f"{IG}/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition|5.0",
    )


def communication(*payloads: Tree, **elements: Any) -> Tree:
    category = elements.pop("category", "discharge")
    sender = elements.pop("extension", None)
    return resource(
        "Communication",
        "communication",
        f"{CARE}/medcom-careCommunication-communication",
        **({"extension": sender} if sender else {}),
        identifier=[{"value": THREAD}],
        status="unknown",
        category=[{"coding": [coding("medcom-careCommunication-categoryCodes", category)]}],
        **({"priority": elements["priority"]} if "priority" in elements else {}),
        subject=ref("Patient/bruno"),
        **{name: elements[name] for name in ("topic", "encounter", "recipient") if name in elements},
        payload=list(payloads),
    )


def patient(*identifiers: Tree) -> Tree:
    name = {"use": "official", "family": "Elmer", "given": ["Bruno", "Test"]}
    return resource(
        "Patient",
        "bruno",
        f"{CORE}/medcom-core-patient",
        identifier=[{"system": CPR, "value": "2509479989"}, *identifiers],
        name=[name],
    )


def bundle(*resources: Tree) -> Tree:
    return {
        "resourceType": "Bundle",
        "id": "5a0c5a52-51f6-4a6c-93fb-2ad0d4cbb002",
        "meta": {"profile": [f"{CARE}/medcom-careCommunication-message"]},
        "type": "message",
        "timestamp": NOW,
        "entry": [{"fullUrl": f"{BASE}/{each['resourceType']}/{each['id']}", "resource": each} for each in resources],
    }


def nurse() -> Tree:
    return {"coding": [coding("medcom-core-PractitionerRolesSKSadministrativ", "sygeplejerske")]}


def minimal() -> Tree:
    """One new message with one text, no more than the standard demands."""
    text = payload({"contentString": MESSAGE}, TEXT_ID, NOW, "oest", "cecilie-role", "38683868")
    return bundle(
        header(),
        patient(),
        communication(text),
        role("cecilie-role", "cecilie", nurse()),
        practitioner("cecilie", "Holm", "Cecilie"),
        organisation("oest", "900211000016001", "5790009000020"),
        organisation("fjordby", "900111000016007", "5790009000013", "Fjordby Socialpsykiatri"),
        provenance("now", HEADER_ID, "new-message", NOW, "oest", TEXT_ID),
    )


def full() -> Tree:
    """A reply with everything the standard knows: files, a link, specific parties, an episode of care."""
    sender = [extension("sender", valueReference=ref("CareTeam/team"))]
    pdf = {"contentType": "application/pdf", "data": b64encode(PDF).decode(), "title": "Plan", "creation": "2025-03-01"}
    payloads = (
        payload({"contentString": "Hvornår?"}, EARLIER_TEXT_ID, EARLIER, "fjordby", "anna-role", "+4570707070"),
        payload(
            {"contentAttachment": {"contentType": "image/png", "title": "Kort"}}, EARLIER_FILE_ID, EARLIER, "fjordby"
        ),
        payload({"contentString": MESSAGE}, TEXT_ID, NOW, "oest", "cecilie-role", "38-68-38-68"),
        payload({"contentAttachment": pdf}, FILE_ID, NOW, "oest", "cecilie-role", "38683868"),
        payload({"contentAttachment": {"url": "https://example.org/", "title": "Vejledning"}}, LINK_ID, NOW, "oest"),
    )
    return bundle(
        header(),
        patient({"use": "temp", "system": "urn:oid:1.2.208.176.1.6.1.1", "value": "0703921VJ5"}),
        communication(
            *payloads,
            extension=sender,
            category="regarding-referral",
            priority="asap",
            topic={"text": "Henvisning"},
            encounter=ref("Encounter/stay"),
            recipient=[ref("PractitionerRole/anna-role")],
        ),
        resource(
            "Encounter",
            "stay",
            f"{CORE}/medcom-core-encounter",
            status="in-progress",
            **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}},
            subject=ref("Patient/bruno"),
            episodeOfCare=[{"identifier": {"system": LPR3, "value": EPISODE}}],
        ),
        role("anna-role", "anna", {"text": "Sagsbehandler"}, unit="fjordby"),
        practitioner("anna", "Lind", "Anna", "Maria"),
        role("cecilie-role", "cecilie", nurse(), unit="oest"),
        practitioner("cecilie", "Holm", "Cecilie"),
        resource(
            "CareTeam",
            "team",
            f"{CORE}/medcom-core-careteam",
            name="Team Nord",
            managingOrganization=[ref("Organization/oest")],
        ),
        organisation("oest", "900211000016001", "5790009000020", "Psykiatrien Øst"),
        organisation("fjordby", "900111000016007", "5790009000013", "Fjordby Socialpsykiatri"),
        provenance(
            "now",
            HEADER_ID,
            "reply-message",
            NOW,
            "oest",
            TEXT_ID,
            FILE_ID,
            LINK_ID,
            answers=ref(f"MessageHeader/{EARLIER_ID}"),
        ),
        provenance("earlier", EARLIER_ID, "new-message", EARLIER, "fjordby", EARLIER_TEXT_ID, EARLIER_FILE_ID),
    )


def the(tree: Tree, kind: str, identity: str = "") -> Tree:
    """The resource of a type (and id) in a Bundle."""
    resources = [entry["resource"] for entry in tree["entry"]]
    return next(each for each in resources if each["resourceType"] == kind and identity in ("", each["id"]))


def without(tree: Tree, kind: str, identity: str = "") -> None:
    """Take a resource out of a Bundle."""
    gone = the(tree, kind, identity)
    tree["entry"] = [entry for entry in tree["entry"] if entry["resource"] is not gone]


def add(tree: Tree, resource: Tree) -> Tree:
    """Put one more resource at the end of a Bundle."""
    resource = copy.deepcopy(resource)
    tree["entry"].append({"fullUrl": f"{BASE}/{resource['resourceType']}/{resource['id']}", "resource": resource})
    return resource


def as_json(tree: Tree) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()


def as_xml(tree: Tree) -> bytes:
    return to_xml(tree)
