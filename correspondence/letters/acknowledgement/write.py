"""Acknowledgement → MedCom Acknowledgement 2.0 document, in FHIR JSON or FHIR XML.

Written after MedCom's Acknowledgement guide 2.0.3 and messaging governance. The published examples do
not swap sender and receiver and mix two clocks; here the acknowledging party is the sender and all
times of the acknowledgement are one instant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.carecommunication.identities import made_id
from correspondence.letters.carecommunication.narrative import narrative
from correspondence.letters.carecommunication.write import SYNTAXES
from correspondence.letters.issues import (
    HL7_ISSUE_SYSTEM,
    MEDCOM_ISSUE_SYSTEM,
    Issue,
    ResponseCode,
    Severity,
)
from correspondence.letters.letter import Activity, HistoryEntry, Organisation, moment
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
from correspondence.letters.terminology import ACKNOWLEDGEMENT_EVENT

PROFILES = f"{IG}/acknowledgement/StructureDefinition"
PROVENANCE_PROFILE = f"{IG}/messaging/StructureDefinition/medcom-messaging-provenance"
DEFINITION = f"{IG}/messagedefinitions/MessageDefinition/MedComAcknowledgementMessageDefinition|2.0"

# Of MedCom's activity code list, what a written message can do; the rest is about hospital stays.
ACTIVITY_CODES = frozenset(Activity) | {"retract-message", "modified-message", "carboncopy-message"}
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

# The codes MedCom made itself (spelling as published); the others of the value set are HL7's.
MEDCOM_ISSUE_CODES = frozenset(
    (
        "MSG_Receiver_Identifier_UNKNOWN",
        "MSG_Receiver_Identifier_MISSING",
        "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE",
        "MSG_VALUESET_VALUE_UNKNOWN",
        "MSG_CodeSystem_VALUE_UNKNOWN",
        "MSG_Element_To_Long",
        "MSG_Datatype_Wrong",
        "MSG_Mailbox_Out_Of_Operation",
        "MSG_Damaged_durin_transport",
    )
)


def write(acknowledgement: Acknowledgement, *, syntax: str = "json") -> bytes:
    """The document of an acknowledgement. ``syntax`` is ``json`` or ``xml``; another one raises KeyError.

    Works with whatever is known of an original that could not be read. A refusal without issues gets
    one that says no more is known, because the guide demands an OperationOutcome (ack-1).
    """
    return SYNTAXES[syntax](message_tree(acknowledgement))


def message_tree(acknowledgement: Acknowledgement) -> Tree:
    """The Bundle of an acknowledgement as a JSON-shaped tree."""
    settled = _settle(acknowledgement)
    units = {unit.resource_id: unit for unit in (settled.sender, settled.receiver)}
    resources = list(_resources(settled, units))
    labels = {f"Organization/{identity}": unit.name for identity, unit in units.items()}
    for each in resources:
        each["text"] = narrative(each, labels)
    profile = f"{PROFILES}/medcom-messaging-acknowledgement"
    return bundle(settled.bundle_id, profile, settled.timestamp, "acknowledgement", resources)


def _settle(acknowledgement: Acknowledgement) -> Acknowledgement:
    """Every resource id in place; the original's own unit keeps its id, so the copied Provenance resolves."""
    if not acknowledgement.response_to:
        raise ValueError("an acknowledgement answers a message: response_to is empty")
    original = acknowledgement.original
    known_id = original.organisation.resource_id if original and original.organisation else ""
    receiver = _with_id(acknowledgement, acknowledgement.receiver, acknowledgement.receiver.resource_id or known_id)
    own_id = acknowledgement.sender.resource_id
    sender = _with_id(acknowledgement, acknowledgement.sender, own_id if own_id != receiver.resource_id else "")
    return replace(
        acknowledgement,
        sender=sender,
        receiver=receiver,
        issues=acknowledgement.issues or _unexplained(acknowledgement.code),
        original=_original(acknowledgement, receiver),
    )


def _with_id(acknowledgement: Acknowledgement, unit: Organisation, wanted: str) -> Organisation:
    made = made_id(acknowledgement.message_header_id, "Organization", unit)
    return replace(unit, resource_id=wanted if _ID.fullmatch(wanted) else made)


def _original(acknowledgement: Acknowledgement, receiver: Organisation) -> HistoryEntry:
    """The original's Provenance, about exactly the message acknowledged and by exactly the unit answered.

    A refusal may copy what was wrong with the original, but must not become invalid by it. So a time
    or an activity that cannot be used gives way to the most careful statement there is: the message
    came, as a new one, no later than now.
    """
    known = acknowledgement.original or HistoryEntry(acknowledgement.response_to, "", "", "")
    occurred = _instant(known.occurred) or _instant(known.recorded) or acknowledgement.timestamp
    made = made_id(acknowledgement.message_header_id, "Provenance", "original")
    return replace(
        known,
        message_header_id=acknowledgement.response_to,
        activity=known.activity if known.activity in ACTIVITY_CODES else Activity.NEW.value,
        occurred=occurred,
        recorded=_instant(known.recorded) or occurred,
        organisation=receiver,
        segments=tuple(filter(None, known.segments)),
        resource_id=known.resource_id if _ID.fullmatch(known.resource_id) else made,
    )


def _instant(text: str) -> str:
    """``text`` when it is a FHIR instant (date, time with seconds, zone), else nothing."""
    if not _INSTANT.fullmatch(text):
        return ""
    try:
        moment(text)
    except ValueError:
        return ""
    return text


def _unexplained(code: ResponseCode) -> tuple[Issue, ...]:
    if code is ResponseCode.OK:
        return ()
    return (Issue(code="MSG_LOCAL_FAIL", path="", text="Meddelelsen kunne ikke behandles", type="processing"),)


def _resources(acknowledgement: Acknowledgement, units: dict[str, Organisation]) -> Iterator[Tree]:
    outcome_id = made_id(acknowledgement.message_header_id, "OperationOutcome") if acknowledgement.issues else ""
    yield _header(acknowledgement, outcome_id)
    if acknowledgement.original:
        yield provenance(acknowledgement.original, PROVENANCE_PROFILE)
    yield provenance(_own_entry(acknowledgement), PROVENANCE_PROFILE)
    yield from (organisation(unit) for unit in units.values())
    if outcome_id:
        yield _outcome(acknowledgement.issues, outcome_id)


def _header(acknowledgement: Acknowledgement, outcome_id: str) -> Tree:
    tree = header(
        acknowledgement.message_header_id,
        f"{PROFILES}/medcom-messaging-acknowledgementHeader",
        ACKNOWLEDGEMENT_EVENT,
        acknowledgement.sender,
        acknowledgement.receiver,
    )
    tree["response"] = {"identifier": acknowledgement.response_to, "code": acknowledgement.code.value}
    if outcome_id:
        tree["response"]["details"] = reference("OperationOutcome", outcome_id)
    tree["definition"] = DEFINITION
    return tree


def _own_entry(acknowledgement: Acknowledgement) -> HistoryEntry:
    return HistoryEntry(
        message_header_id=acknowledgement.message_header_id,
        activity="acknowledgement",
        occurred=acknowledgement.timestamp,
        recorded=acknowledgement.timestamp,
        organisation=acknowledgement.sender,
        answers=acknowledgement.response_to,
        resource_id=made_id(acknowledgement.message_header_id, "Provenance", "own"),
    )


def _outcome(issues: tuple[Issue, ...], identity: str) -> Tree:
    tree = resource("OperationOutcome", identity, f"{PROFILES}/medcom-acknowledgement-operationoutcome")
    tree["issue"] = [_issue(each) for each in issues]
    return tree


def _issue(issue: Issue) -> Tree:
    details: Tree = {}
    if issue.code:
        system = MEDCOM_ISSUE_SYSTEM if issue.code in MEDCOM_ISSUE_CODES else HL7_ISSUE_SYSTEM
        details["coding"] = [coding(system, issue.code)]
    details["text"] = f"{issue.path}: {issue.text}" if issue.path else issue.text
    return {"severity": Severity(issue.severity).value, "code": issue.type, "details": details}
