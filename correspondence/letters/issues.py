"""What is wrong with a document, in the terms of the Acknowledgement's OperationOutcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MEDCOM_ISSUE_SYSTEM = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-acknowledgement-error-codes"
HL7_ISSUE_SYSTEM = "http://terminology.hl7.org/CodeSystem/operation-outcome"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class ResponseCode(StrEnum):
    """MessageHeader.response.code of an Acknowledgement."""

    OK = "ok"
    FATAL = "fatal-error"
    TRANSIENT = "transient-error"


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault.

    ``code`` is of the value set medcom-acknowledgement-issue-details (e.g. ``MSG_VALUESET_VALUE_UNKNOWN``),
    ``path`` a FHIR element path, ``text`` a Danish sentence without citizens' data, ``type`` the HL7
    issue type (OperationOutcome.issue.code), ``rule`` the name of the rule function that found it.
    """

    code: str
    path: str
    text: str
    severity: Severity = Severity.ERROR
    type: str = "invalid"
    rule: str = ""

    def as_data(self) -> dict[str, str]:
        """As JSON data; :func:`issue_from_data` is the inverse."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "path": self.path,
            "text": self.text,
            "type": self.type,
            "rule": self.rule,
        }


def issue_from_data(data: dict[str, str]) -> Issue:
    return Issue(**{**data, "severity": Severity(data["severity"])})  # type: ignore[arg-type]


def errors(issues: Iterable[Issue]) -> list[Issue]:
    return [issue for issue in issues if issue.severity is Severity.ERROR]


class UnreadableDocument(Exception):
    """The bytes are no document of the expected kind. ``issues`` says why, one or more."""

    def __init__(self, *issues: Issue):
        super().__init__("; ".join(issue.text for issue in issues))
        self.issues = list(issues)


def unread_file(error: OSError) -> Issue:
    """A file that the machine would not give us."""
    sentence = f"Filen kan ikke læses: {error.strerror or error}"
    return Issue("MSG_NO_EXIST", "", sentence, type="not-found", rule="file_readable")
