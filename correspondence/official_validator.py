"""The seam for the official HL7 validator, as a service beside our own rules (``FHIR_VALIDATOR_URL``).

It speaks the JSON interface of HL7's validator-wrapper: ``POST /validate`` with ``cliContext`` and
``filesToValidate``, answered with ``outcomes[].issues[]``. Where it is away or slow our own rules decide, and the
log says so. Profile validators give false errors on MedCom's slicing: FHIR_VALIDATOR_IGNORE names those that are
known, FHIR_VALIDATOR_COUNTS says which severity refuses a message.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from correspondence.letters.issues import Issue, Severity
from portal.breaker import Breaker
from portal.http import Unanswered, post

logger = logging.getLogger(__name__)

# A larger document is not asked about: the service would need it all in memory several times over.
MOST_BYTES = 10_000_000
ANSWER_BYTES = 5_000_000
MOST_ISSUES = 20

_RANKS = {"information": 0, "warning": 1, "error": 2, "fatal": 3, "none": 4}
# The validator's own names of issue types → those of FHIR, where they differ by more than their case.
_TYPES = {"codeinvalid": "code-invalid", "businessrule": "business-rule", "notfound": "not-found"}
_KNOWN_TYPES = frozenset(
    ("structure", "required", "value", "invariant", "code-invalid", "business-rule", "not-found", "extension")
)
_COMMENT = re.compile(r"/\*.*?\*/")
_PATH = re.compile(r"[A-Za-z0-9_.:()\[\]-]{1,200}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_.:#-]{1,100}")


@dataclass
class _Service:
    """What this process has learned of it. A session keeps the loaded packages, which take it a minute to load."""

    breaker: Breaker = field(default_factory=Breaker)
    session: str = ""


_service = _Service()


@dataclass(frozen=True, slots=True)
class _Finding:
    """One issue of the validator, without its sentence: that quotes the document, and so a citizen."""

    rank: int
    message_id: str
    path: str
    type: str

    def as_issue(self) -> Issue:
        named = f" ({self.message_id})" if self.message_id else ""
        return Issue(
            code="MSG_VALUESET_VALUE_UNKNOWN" if self.type == "code-invalid" else "MSG_BAD_FORMAT",
            path=self.path,
            text=f"HL7-validatoren har en anmærkning{named}.",
            severity=Severity.ERROR if self.rank >= _RANKS[settings.FHIR_VALIDATOR_COUNTS] else Severity.WARNING,
            type=self.type,
            rule="official_validator",
        )


def is_asked() -> bool:
    return bool(settings.FHIR_VALIDATOR_URL)


def official_issues(document: bytes, *, syntax: str) -> list[Issue]:
    """What the official validator has against ``document`` (``syntax``: json or xml), the worst first.

    An error refuses the message. Empty when it has nothing, is not set up, or does not answer. Call outside a
    transaction. Raises nothing.
    """
    if not is_asked() or _service.breaker.is_broken:
        return []
    if len(document) > MOST_BYTES:
        logger.info("a document of %s bytes is too large for the official validator", len(document))
        return []
    try:
        findings = list(_findings(_ask(document, syntax)))
    except Unanswered as trouble:
        logger.warning("the official validator does not answer (%s): our own rules decide for a while", trouble)
        _service.breaker.fail()
        return []
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        logger.warning("the official validator gave no usable answer (%s): our own rules decide", type(fault).__name__)
        return []
    counted = sorted((one for one in findings if not _is_ignored(one)), key=lambda one: -one.rank)
    return [one.as_issue() for one in counted[:MOST_ISSUES]]


def _ask(document: bytes, syntax: str) -> dict[str, Any]:
    """The service's answer. Raises Unanswered, and ValueError for one that is no answer."""
    question = {
        "cliContext": {"sv": "4.0.1", "igs": settings.FHIR_VALIDATOR_PACKAGES, "locale": "en"},
        "filesToValidate": [
            {"fileName": f"message.{syntax}", "fileContent": document.decode("utf-8-sig"), "fileType": syntax}
        ],
        "sessionId": _service.session or None,
    }
    answer = post(
        settings.FHIR_VALIDATOR_URL.rstrip("/").removesuffix("/validate") + "/validate",
        json.dumps(question).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        seconds=settings.FHIR_VALIDATOR_SECONDS,
        most=ANSWER_BYTES,
    )
    if answer.status != 200:
        raise ValueError(f"status {answer.status}")
    found: dict[str, Any] = json.loads(answer.body)
    _service.session = str(found.get("sessionId") or "")
    return found


def _findings(answer: dict[str, Any]) -> Iterator[_Finding]:
    """Warnings and worse. An answer without any outcome is none: TypeError or ValueError."""
    (outcome,) = answer.get("outcomes", ())
    for issue in outcome.get("issues") or []:
        rank = _RANKS.get(str(issue.get("level") or issue.get("severity")).lower(), 0)
        if rank >= _RANKS["warning"]:
            yield _Finding(rank, _safe(_MESSAGE_ID, issue.get("messageId")), _path(issue), _type(issue))


def _path(issue: dict[str, Any]) -> str:
    """``Bundle.entry[1].resource`` out of ``Bundle.entry[1].resource/*Patient/4711*/``: ids may be citizens'."""
    return _safe(_PATH, _COMMENT.sub("", str(issue.get("location") or "")))


def _type(issue: dict[str, Any]) -> str:
    name = str(issue.get("type") or "").lower()
    name = _TYPES.get(name, name)
    return name if name in _KNOWN_TYPES else "invalid"


def _safe(form: re.Pattern[str], value: Any) -> str:
    """The value as long as it can only be a name of the validator's."""
    return value if isinstance(value, str) and form.fullmatch(value) else ""


def _is_ignored(finding: _Finding) -> bool:
    place = f"{finding.message_id}@{finding.path}"
    return any(
        _pattern(one).fullmatch(place if "@" in one else finding.message_id) for one in settings.FHIR_VALIDATOR_IGNORE
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*"), re.IGNORECASE)
