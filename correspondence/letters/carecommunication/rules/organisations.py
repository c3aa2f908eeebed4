"""Organisations: SOR code and location number (profiles medcom-messaging-organization, medcom-core-organization)."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.rules.lengths import GLN, SOR_CODE
from correspondence.letters.carecommunication.rules.registry import fault, missing, rule, warning
from correspondence.letters.check_digits import is_gln, is_sor_code
from correspondence.letters.fhir.access import Node, children, reference
from correspondence.letters.fhir.bundle import organisation_numbers
from correspondence.letters.issues import Issue


@rule
def organisations_have_a_sor_code(document: Document) -> Iterator[Issue]:
    """Every Organization has a SOR code (medcom-core-organization, SOR-ID 1..1)."""
    for resource, sor_code, _number in document.once(_organisations):
        if not sor_code:
            yield _missing_number(document, resource, "SOR-kode")


@rule
def messaging_organisations_have_a_location_number(document: Document) -> Iterator[Issue]:
    """Sender, receiver and Provenance agents have a GLN (medcom-messaging-organization, EAN-ID 1..1).

    A unit that only employs an author or a team is a core organisation, which need not have one.
    """
    for resource in _messaging(document):
        if not organisation_numbers(resource)[1]:
            yield _missing_number(document, resource, "lokationsnummer (GLN)")


def _missing_number(document: Document, resource: Node, what: str) -> Issue:
    if resource is document.receiver_resource:
        sentence = f"Modtagerorganisationen har ingen {what}."
        return fault("Organization.identifier", sentence, "MSG_Receiver_Identifier_MISSING", "required")
    return missing("Organization.identifier", f"Organisationens {what}")


def _organisations(document: Document) -> list[tuple[Node, str, str]]:
    """Every Organization with its SOR code and location number."""
    return [(each, *organisation_numbers(each)) for each in document.by_type.get("Organization", ())]


def _messaging(document: Document) -> Iterator[Node]:
    named = [document.sender_resource, document.receiver_resource]
    for provenance in document.provenances:
        for agent in children(provenance, "agent"):
            named.append(document.resolve(reference(agent, "who"), "Organization"))
    distinct = {id(resource): resource for resource in named if resource}
    yield from distinct.values()


@rule
def sor_codes_pass_their_check_digit(document: Document) -> Iterator[Issue]:
    """A failing check digit in somebody else's SOR code is only logged."""
    for _resource, code, _number in document.once(_organisations):
        if 0 < len(code) <= SOR_CODE and not is_sor_code(code):
            yield warning("Organization.identifier", "SOR-kodens kontrolciffer passer ikke.", "MSG_ID_INVALID", "value")


@rule
def location_numbers_pass_their_check_digit(document: Document) -> Iterator[Issue]:
    """A failing check digit in somebody else's location number is only logged."""
    for _resource, _code, number in document.once(_organisations):
        if 0 < len(number) <= GLN and not is_gln(number):
            sentence = "Lokationsnummerets kontrolciffer passer ikke."
            yield warning("Organization.identifier", sentence, "MSG_ID_INVALID", "value")
