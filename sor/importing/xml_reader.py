"""SOR XML, both versions, unit by unit in bounded memory.

An ``…Entity`` element holds one unit and, after it, the entities below: the parent is known when a child comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from sor.importing.checks import checked_row
from sor.importing.rows import FIELDS, BadField, Item, Number, Problem, Refused, Source
from sor.models import Kind, SourceKind

_NAMESPACES = {
    "urn:oio:nsi:2.0.0": SourceKind.XML_2,
    "urn:oio:sundhedsstyrelsen:organisation:1.0.0": SourceKind.XML_1,
}
_ENTITIES = {"InstitutionOwnerEntity", "HealthInstitutionEntity", "OrganizationalUnitEntity"}
_UNITS = {
    "InstitutionOwner": Kind.INSTITUTION_OWNER.value,
    "HealthInstitution": Kind.HEALTH_INSTITUTION.value,
    "OrganizationalUnit": Kind.ORGANISATIONAL_UNIT.value,
}
_FIELDS = frozenset(FIELDS) - {"speciality"}
_TRUE = {"true", "1"}
_TEXTS = {
    "sor_code": ("SorIdentifier",),
    "name": ("EntityName",),
    "entity_type_code": ("EntityTypeIdentifier", "OwnerType", "InstitutionType", "UnitType"),
    "shak": ("ShakIdentifier",),
    "provider_number": ("ProviderIdentifier",),
    "cvr": ("CVRnumberIdentifier",),
}
_ADDRESSES = {
    "postal": "PostalAddressInformation",
    "visiting": "VisitingAddressInformation",
    "activity": "ActivityAddressInformation",
}
_ADDRESS_PARTS = {
    "street_name": "StreetName",
    "street_number": "StreetBuildingIdentifier",
    "postal_code": "PostCodeIdentifier",
    "town": "DistrictName",
    "municipality_code": "MunicipalityCode",
    "region_code": "RegionCode",
}


def open_xml(path: Path) -> Source:
    """The Source of an XML file. Raises Refused when it is no such file or brings a document type."""
    try:
        events = etree.iterparse(
            path, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        root = next(events)[1]
    except (OSError, etree.XMLSyntaxError, StopIteration) as error:
        raise Refused(_("%(file)s: not an XML file: %(error)s") % {"file": path.name, "error": error}) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(_("%(file)s: has a DOCTYPE, which may make it unpack without end") % {"file": path.name})
    kind = _NAMESPACES.get(etree.QName(root).namespace)
    if kind is None or _name(root) != "SorTree":
        raise Refused(_("%(file)s: is not a SorTree of SOR XML v1 or v2") % {"file": path.name})
    return Source(kind, _items(events, path.name), _FIELDS)


def _items(events: Any, file: str) -> Iterator[Item]:
    try:
        yield from _walk(events, file)
    except (OSError, etree.XMLSyntaxError) as error:
        raise Refused(_("%(file)s: cannot be read: %(error)s") % {"file": file, "error": error}) from error


def _walk(events: Any, file: str) -> Iterator[Item]:
    """``above`` holds the texts of each unit from the top down to the entity we are in."""
    above: list[dict[str, str]] = []
    for event, element in events:
        name = _name(element)
        if name in _ENTITIES:
            if event == "start":
                above.append({})
            else:
                above.pop()
                _forget(element)
        elif event == "end" and name in _UNITS and above and _name(element.getparent()) in _ENTITIES:
            texts = _unit_texts(element, _UNITS[name], above[-2] if len(above) > 1 else {})
            above[-1] = texts
            yield from _unit_items(element, texts, file)
            _forget(element)


def _forget(element: Any) -> None:
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del element.getparent()[0]


def _unit_items(element: Any, texts: dict[str, str], file: str) -> Iterator[Item]:
    line = element.sourceline or 0
    try:
        row = checked_row(texts, line=line, file=file)
    except BadField as error:
        yield Problem(file, line, str(error), error.sor_code or texts["sor_code"][:20], error.field)
        return
    yield row
    if row.own_gln:
        yield Number(row.own_gln, texts["only_internal"] in _TRUE, texts["non_active"] in _TRUE)


def _unit_texts(element: Any, kind: str, parent: dict[str, str]) -> dict[str, str]:
    """The texts of a unit under the names of ``columns.UNITS``; what it inherits is taken from ``parent``."""
    texts = {field: _first(element, names) for field, names in _TEXTS.items()}
    texts |= {"kind": kind, "parent_sor_code": parent.get("sor_code", "")}
    texts["cvr"] = texts["cvr"] or parent.get("cvr", "")
    texts["phone"] = _deep(_child(element, "VirtualAddressInformation"), "TelephoneNumberIdentifier")
    texts["phone"] = texts["phone"] or parent.get("phone", "")
    status = _child(element, "SorStatus")
    texts |= {"valid_from": _deep(status, "FromDate"), "valid_to": _deep(status, "ToDate")}
    texts |= {"replaced_by": _codes(element, "ReplacedByEntityCollection")}
    texts |= {"replaces": _codes(element, "ReplacesEntityCollection")}
    return texts | _number_texts(element) | _address_texts(element, parent)


def _number_texts(element: Any) -> dict[str, str]:
    """The location number: an entity, or an option with an entity or the word that it is inherited or none."""
    option = next((one for one in element if _name(one).endswith("EanLocationCodeOption")), None)
    option = option if option is not None else _child(element, "OptionalEanLocationCode")
    entity = _child(option if option is not None else element, "EanLocationCodeEntity")
    inherited = _deep(option, "EntityInheritanceIndicator") or _deep(option, "EntityInheritedIndicator")
    return {
        "gln": _deep(entity, "EanLocationCode"),
        "inherits_gln": inherited,
        "only_internal": _deep(entity, "OnlyInternalIndicator"),
        "non_active": _deep(entity, "NonActiveIndicator"),
    }


def _address_texts(element: Any, parent: dict[str, str]) -> dict[str, str]:
    """Each address of the unit itself, or, when it has none at all, those of the unit above."""
    found = {}
    for address, name in _ADDRESSES.items():
        information = _child(element, name)
        for part, part_name in _ADDRESS_PARTS.items():
            found[f"{address}_{part}"] = _deep(information, part_name)
    if any(found.values()):
        return found
    return {name: parent.get(name, "") for name in found}


def _codes(element: Any, name: str) -> str:
    collection = _child(element, name)
    return " ".join(text.strip() for text in collection.itertext()) if collection is not None else ""


def _first(element: Any, names: tuple[str, ...]) -> str:
    """The text of the first child with one of these names."""
    found = next((one for one in element if _name(one) in names), None)
    return (found.text or "").strip() if found is not None else ""


def _child(element: Any, name: str) -> Any:
    return next((one for one in element if _name(one) == name), None) if element is not None else None


def _deep(element: Any, name: str) -> str:
    """The text of the first element of that name anywhere below; empty when there is none."""
    if element is None:
        return ""
    found = next(element.iter(f"{{*}}{name}"), None)
    return (found.text or "").strip() if found is not None else ""


def _name(element: Any) -> str:
    """Without its namespace; v1 and v2 mix several. Comments have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
