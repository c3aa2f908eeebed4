"""The Patient (profile medcom-core-patient 3.0.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from correspondence.letters.carecommunication.document import DATA_ABSENT, Document, extensions
from correspondence.letters.carecommunication.read import official_name
from correspondence.letters.carecommunication.rules.registry import missing, repeated, rule, warning
from correspondence.letters.fhir.access import child, children, text
from correspondence.letters.issues import Issue
from correspondence.letters.letter import CPR_SYSTEM, D_ECPR_SYSTEM, X_ECPR_SYSTEM

_CPR = re.compile(r"[0-9]{10}")


@rule
def patient_has_an_identifier(document: Document) -> Iterator[Issue]:
    """Patient.identifier 1..*."""
    if document.patient and not children(document.patient, "identifier"):
        yield missing("Patient.identifier", "Borgerens identifikation")


@rule
def patient_identifiers_have_a_value(document: Document) -> Iterator[Issue]:
    """The CPR and replacement CPR slices have a value; identifiers of other systems may be anything."""
    for index, identifier in enumerate(children(document.patient, "identifier")):
        system = text(identifier, "system")
        if system.startswith((CPR_SYSTEM, X_ECPR_SYSTEM, D_ECPR_SYSTEM)) and not text(identifier, "value"):
            yield missing(f"Patient.identifier[{index}].value", "Borgerens nummer")


@rule
def civil_registration_number_looks_like_one(document: Document) -> Iterator[Issue]:
    """A CPR number is ten digits; another one is logged, for nothing says that it is an error."""
    for index, identifier in enumerate(children(document.patient, "identifier")):
        value = text(identifier, "value")
        if text(identifier, "system") == CPR_SYSTEM and value and not _CPR.fullmatch(value):
            yield warning(f"Patient.identifier[{index}].value", "CPR-nummeret er ikke ti cifre.", "MSG_BAD_FORMAT")


@rule
def patient_has_one_official_name(document: Document) -> Iterator[Issue]:
    """Patient.name with use ``official`` is 1..1."""
    official = [name for name in children(document.patient, "name") if text(name, "use") == "official"]
    if document.patient and not official:
        yield missing("Patient.name", "Borgerens officielle navn")
    elif len(official) > 1:
        yield repeated("Patient.name", "Borgerens officielle navn")


@rule
def official_name_has_a_family_name(document: Document) -> Iterator[Issue]:
    """Patient.name:official.family 1..1; it may say why it is absent."""
    name = official_name(document.patient)
    absent = extensions(child(name, "_family")).get(DATA_ABSENT)
    if name and not text(name, "family").strip() and not absent:
        yield missing("Patient.name.family", "Borgerens efternavn")
