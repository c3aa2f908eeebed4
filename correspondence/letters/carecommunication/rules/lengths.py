"""How long an identifier may be. Longer ones are no identifiers, and could not be stored or answered."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.rules.registry import fault, rule
from correspondence.letters.fhir.access import children, text
from correspondence.letters.fhir.bundle import organisation_numbers
from correspondence.letters.issues import Issue

ID = 64  # FHIR R4, datatype id
SOR_CODE = 20  # SOR codes have at most 18 digits
GLN = 13
CITIZEN_IDENTIFIER = 255


@rule
def ids_have_the_length_of_an_id(document: Document) -> Iterator[Issue]:
    """Bundle.id, resource ids, and the ids of the messages a Provenance names: at most 64 characters (FHIR id)."""
    ids = [("Bundle.id", text(document.tree, "id"))]
    for kind, resources in document.by_type.items():
        ids += [(f"{kind}.id", text(resource, "id")) for resource in resources]
    for index, provenance in enumerate(document.provenances):
        entry = document.history_entry(provenance)
        ids.append((f"Provenance[{index}].target[0].reference", entry.message_header_id))
        ids.append((f"Provenance[{index}].entity(revision).what.reference", entry.answers))
    for path, identity in ids:
        if len(identity) > ID:
            yield fault(path, f"Id'et er længere end {ID} tegn.", "MSG_ID_TOO_LONG", "too-long")


@rule
def organisation_numbers_have_their_length(document: Document) -> Iterator[Issue]:
    """A SOR code is at most 18 digits and a GLN 13 (SOR; GS1)."""
    for resource in document.by_type.get("Organization", ()):
        sor_code, gln = organisation_numbers(resource)
        if len(sor_code) > SOR_CODE or len(gln) > GLN:
            sentence = "Organisationens nummer er for langt til at være en SOR-kode eller et lokationsnummer."
            yield fault("Organization.identifier", sentence, "MSG_ID_TOO_LONG", "too-long")


@rule
def citizen_identifiers_have_a_length(document: Document) -> Iterator[Issue]:
    """A citizen's number is short; one beyond 255 characters is none."""
    for index, identifier in enumerate(children(document.patient, "identifier")):
        if any(len(text(identifier, name)) > CITIZEN_IDENTIFIER for name in ("system", "value")):
            sentence = "Borgerens identifikator er for lang."
            yield fault(f"Patient.identifier[{index}]", sentence, "MSG_Element_To_Long", "too-long")
