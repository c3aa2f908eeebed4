"""The header map: which spellings of a column we accept.

Every spelling is compared without case, spaces, ``_`` and ``-``. The columns marked ? in sor.md have not been
seen in a real file, so several likely names are accepted; add a name here and nowhere else.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from sor.importing.rows import FIELDS, Refused

Spellings = dict[str, tuple[str, ...]]

ADDRESSES = ("postal", "visiting", "activity")
ADDRESS_PARTS: Spellings = {
    "street_name": ("StreetName",),
    "street_number": ("StreetBuildingId", "StreetBuildingIdentifier"),
    "postal_code": ("PostCodeId", "PostCodeIdentifier"),
    "town": ("DistrictName",),
    "municipality_code": ("MunicipalityCode", "MunicipalityCodeId"),
    "region_code": ("RegionCode",),
}

UNITS: Spellings = {
    "sor_code": ("SorId", "SorIdentifier", "SorCode", "SorEntityId", "EntitySorId", "SorKode"),
    "parent_sor_code": (
        "ParentSorId",
        "ParentSorEntityId",
        "ParentEntitySorId",
        "ParentEntityId",
        "ParentSorIdentifier",
        "ParentSorCode",
        "ParentSorKode",
        "ParentId",
    ),
    "kind": ("SorType", "SorEntityType", "EntityLevel"),
    "name": ("EntityName", "Name", "UnitName", "Enhedsnavn", "Navn"),
    "entity_type": ("EntityTypeName", "UnitType"),
    "entity_type_code": ("EntityTypeId", "EntityTypeIdentifier"),
    "speciality": ("PrioritizedEntitySpeciality1Name", "SpecialityName"),
    "gln": (
        "EanLocationCode",
        "EanLocationCodeId",
        "EanLocationCodeNumber",
        "LocationCode",
        "Gln",
        "GlnNumber",
        "Ean",
        "EanNumber",
        "Lokationsnummer",
    ),
    "inherits_gln": (
        "EanLocationCodeInheritedIndicator",
        "EanLocationCodeInheritanceIndicator",
        "EntityInheritedIndicator",
        "EntityInheritanceIndicator",
        "GlnSameAsParent",
    ),
    "provider_number": ("ProviderId", "ProviderIdentifier", "ProviderNumber", "Ydernummer"),
    "shak": ("ShakId", "ShakIdentifier", "Shak"),
    "cvr": ("InstitutionOwnerCvrNumberId", "CvrNumberId", "CvrNumberIdentifier", "CvrNumber", "Cvr"),
    "phone": ("VirtualAddressTelephoneNumber", "TelephoneNumber"),
    "valid_from": ("FromDate",),
    "valid_to": ("ToDate",),
    "replaced_by": ("ReplacedBySorId", "ReplacedBySorIds", "ReplacedByEntitySorId", "ReplacedBy"),
    "replaces": ("ReplacesSorId", "ReplacesSorIds", "ReplacesEntitySorId", "Replaces"),
    **{
        f"{address}_{part}": tuple(f"{address}Address{one}" for one in spellings)
        for address in ADDRESSES
        for part, spellings in ADDRESS_PARTS.items()
    },
}
# Without one of these the tree would be wrong rather than poor: every unit a top, or none reachable.
UNITS_REQUIRED = ("sor_code", "parent_sor_code", "kind", "name", "gln")

_GLN = ("EanLocationCode", "LocationCode", "LocationsCode", "LocationCodeId", "LocationsCodeId", "Gln", "Ean")
_PERIOD: Spellings = {"valid_from": ("FromDate",), "valid_to": ("ToDate",)}
NUMBERS: Spellings = {
    "gln": _GLN,
    "only_internal": ("OnlyInternalIndicator", "OnlyInternal", "IsOnlyInternal", "Internal"),
    "non_active": ("NonActiveIndicator", "NonActive", "IsNonActive", "Inactive"),
    **_PERIOD,
}
NUMBERS_REQUIRED = ("gln", "only_internal", "non_active")
TYPES: Spellings = {
    "gln": _GLN,
    "message_type": ("EdiType", "EdiTypeCode", "EdiTypeName", "EdiTypeId", "EdiTypeIdentifier", "MessageType"),
    **_PERIOD,
}
TYPES_REQUIRED = ("gln", "message_type")


def _plain(header: str) -> str:
    return re.sub(r"[\s_-]", "", header).lower()


def places(headers: list[str], spellings: Spellings = UNITS, required: tuple[str, ...] = UNITS_REQUIRED) -> dict:
    """The place of each known column. Raises Refused naming each missing required column and those found."""
    found = {_plain(header): place for place, header in enumerate(headers)}
    known = {
        field: next((found[_plain(one)] for one in names if _plain(one) in found), None)
        for field, names in spellings.items()
    }
    missing = [f"{field} ({', '.join(spellings[field])})" for field in required if known[field] is None]
    if missing:
        raise Refused(
            _("missing column: %(missing)s. Columns found: %(found)s")
            % {"missing": "; ".join(missing), "found": ", ".join(headers) or "–"}
        )
    return {field: place for field, place in known.items() if place is not None}


def stated(columns: dict[str, int]) -> frozenset[str]:
    """Which of ``rows.FIELDS`` these columns tell. What a file does not tell, it does not overwrite."""
    parts = {part for address in ADDRESSES for part in ADDRESS_PARTS if f"{address}_{part}" in columns}
    follows = {"street_name": "street", "entity_type_code": "entity_type"}
    told = {*columns, *parts, "own_gln"}
    return frozenset(FIELDS) & (told | {follows[one] for one in told & follows.keys()})
