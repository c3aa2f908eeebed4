"""Authors and specific persons: PractitionerRole and Practitioner (medcom-core-practitionerrole 3.0.1)."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.read import job_title_of
from correspondence.letters.carecommunication.rules.registry import fault, missing, rule, warning
from correspondence.letters.fhir.access import Node, children, reference, text
from correspondence.letters.issues import Issue
from correspondence.letters.terminology import AUTHORISATION_SYSTEM, SKS_SYSTEM, job_title


def _roles(document: Document) -> list[Node]:
    return document.by_type.get("PractitionerRole", [])


@rule
def role_has_a_practitioner(document: Document) -> Iterator[Issue]:
    """PractitionerRole.practitioner is always set (invariant medcom-careCommunication-13)."""
    for role in _roles(document):
        if "practitioner" not in role:
            yield missing("PractitionerRole.practitioner", "Personen bag rollen")


@rule
def role_has_one_job_title(document: Document) -> Iterator[Issue]:
    """A code or a text, never both, never neither (invariant medcom-careCommunication-7).

    Asked of authors; also of a specific sender or recipient, who is shown in the same way.
    """
    for role in _named_roles(document):
        _system, code, title = job_title_of(role)
        if not code and not title.strip():
            yield missing("PractitionerRole.code", "Stillingsbetegnelsen")
        elif code and title:
            sentence = "Stillingsbetegnelsen er både kode og tekst."
            yield fault("PractitionerRole.code", sentence, "MSG_PARAM_INVALID", "invariant")


def _named_roles(document: Document) -> Iterator[Node]:
    literals = [payload.author for payload in document.payloads]
    literals += [document.specific_sender, document.specific_recipient]
    for literal in dict.fromkeys(filter(None, literals)):
        if role := document.resolve(literal, "PractitionerRole"):
            yield role


@rule
def practitioner_has_a_name(document: Document) -> Iterator[Issue]:
    """Who is named in the message has a name (invariants medcom-careCommunication-4 and -8)."""
    for role in _named_roles(document):
        practitioner = document.resolve(reference(role, "practitioner"), "Practitioner")
        if practitioner and not any(_is_name(name) for name in children(practitioner, "name")):
            yield missing("Practitioner.name", "Personens navn")


def _is_name(name: Node) -> bool:
    given = name.get("given")
    parts = [text(name, "family"), text(name, "text"), *(given if type(given) is list else ())]
    return any(type(part) is str and part.strip() for part in parts)


@rule
def job_title_is_on_its_list(document: Document) -> Iterator[Issue]:
    """A code outside the official lists is shown as it stands, and logged (the binding is only an example)."""
    for role in _named_roles(document):
        system, code, _title = job_title_of(role)
        if code and (system not in (AUTHORISATION_SYSTEM, SKS_SYSTEM) or job_title(system, code) is None):
            sentence = "Stillingsbetegnelsen findes ikke i de officielle lister."
            yield warning("PractitionerRole.code", sentence, "MSG_VALUESET_VALUE_UNKNOWN", "code-invalid")
