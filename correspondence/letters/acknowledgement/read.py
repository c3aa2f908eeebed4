"""An Acknowledgement document → Acknowledgement, tolerantly: the published ones have defects.

Only what is needed to find the message and say what became of it is demanded (MedCom
Acknowledgement 2.0.3); ``definition``, profiles, narrative and the agreement between the
Provenances and ``response.identifier`` are not.
"""

from __future__ import annotations

from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.fhir.access import Node, child, children, first, reference, text
from correspondence.letters.fhir.bundle import Bundle, target_id
from correspondence.letters.issues import Issue, ResponseCode, Severity
from correspondence.letters.letter import HistoryEntry, Organisation

_NOBODY = Organisation("", "")
_CODES = {code.value: code for code in ResponseCode}
_SEVERITIES = {
    "fatal": Severity.ERROR,
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "information": Severity.INFORMATION,
}


def read(tree: Node) -> tuple[Acknowledgement, list[Issue]]:
    """The Acknowledgement of a tree, and what is wrong with it.

    With an error among the issues the Acknowledgement tells nothing: its ``response_to`` is "" or its
    ``code`` was none of the three (it then reads as a fatal error). Raises nothing.
    """
    return read_bundle(Bundle(tree))


def read_bundle(bundle: Bundle) -> tuple[Acknowledgement, list[Issue]]:
    """As :func:`read`, for a Bundle that is already indexed."""
    response = child(bundle.header, "response")
    code = _CODES.get(text(response, "code").lower())
    acknowledgement = Acknowledgement(
        bundle_id=text(bundle.tree, "id"),
        timestamp=text(bundle.tree, "timestamp"),
        message_header_id=bundle.header_id,
        response_to=_response_to(response),
        code=code or ResponseCode.FATAL,
        sender=bundle.sender or _NOBODY,
        receiver=bundle.receiver or _NOBODY,
        issues=tuple(_issues(bundle, response)),
        original=_original(bundle),
    )
    return acknowledgement, _faults(bundle, acknowledgement.response_to, code)


def _response_to(response: Node) -> str:
    """The bare MessageHeader.id, also when somebody wrote a reference."""
    return text(response, "identifier").rpartition("/")[2]


def _faults(bundle: Bundle, response_to: str, code: ResponseCode | None) -> list[Issue]:
    faults = []
    if not bundle.header_id:
        faults.append(_fault("MessageHeader.id", "Kvitteringens id mangler."))
    if not response_to:
        faults.append(_fault("MessageHeader.response.identifier", "Kvitteringen siger ikke, hvad den svarer på."))
    if code is None:
        faults.append(_fault("MessageHeader.response.code", "Kvitteringens kode er ikke en af de tre gyldige."))
    return faults


def _fault(path: str, sentence: str) -> Issue:
    return Issue(code="MSG_BAD_SYNTAX", path=path, text=sentence, type="required", rule="acknowledgement_is_usable")


def _issues(bundle: Bundle, response: Node) -> list[Issue]:
    """The issues of the OperationOutcome that the header names, or else of whichever came along."""
    named = bundle.resolve(reference(response, "details"), "OperationOutcome")
    outcomes = [named] if named else bundle.by_type.get("OperationOutcome", [])
    return [_issue(each) for outcome in outcomes for each in children(outcome, "issue")]


def _issue(node: Node) -> Issue:
    details = child(node, "details")
    coding = first(details, "coding")
    return Issue(
        code=text(coding, "code"),
        path="",
        text=text(details, "text") or text(node, "diagnostics") or text(coding, "display"),
        severity=_SEVERITIES.get(text(node, "severity").lower(), Severity.ERROR),
        type=text(node, "code"),
    )


def _original(bundle: Bundle) -> HistoryEntry | None:
    """The other Provenance: that of the message acknowledged."""
    for provenance in bundle.by_type.get("Provenance", ()):
        if target_id(provenance) != bundle.header_id:
            return bundle.history_entry(provenance)
    return None
