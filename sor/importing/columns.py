"""The header map: which spellings of a column we accept.

Every spelling is compared without case, spaces, ``_`` and ``-``. The columns marked ? in sor.md have not been
seen in a real file, so several likely names are accepted; add a name here and nowhere else.
"""

from __future__ import annotations

import re

from sor.importing.rows import Refused

SPELLINGS: dict[str, tuple[str, ...]] = {
    "sor_code": ("SorId", "SorIdentifier", "SorCode"),
    "parent_sor_code": ("ParentSorId", "ParentSorEntityId", "ParentSorIdentifier", "ParentId"),
    "kind": ("SorType",),
    "name": ("EntityName", "Name"),
    "entity_type": ("EntityTypeName", "UnitType"),
    "gln": ("EanLocationCode", "EanLocationCodeId", "Gln", "Ean"),
    "inherits_gln": (
        "EanLocationCodeInheritedIndicator",
        "EntityInheritedIndicator",
        "EntityInheritanceIndicator",
        "GlnSameAsParent",
    ),
    "phone": ("VirtualAddressTelephoneNumber", "TelephoneNumber"),
    "street_name": ("PostalAddressStreetName", "VisitingAddressStreetName", "ActivityAddressStreetName"),
    "street_number": ("PostalAddressStreetBuildingId", "VisitingAddressStreetBuildingId"),
    "postal_code": ("PostalAddressPostCodeId", "VisitingAddressPostCodeId", "ActivityAddressPostCodeId"),
    "town": ("PostalAddressDistrictName", "VisitingAddressDistrictName", "ActivityAddressDistrictName"),
    "valid_from": ("FromDate",),
    "valid_to": ("ToDate",),
}

# Without one of these the tree would be wrong rather than poor: every unit a top, or none reachable.
REQUIRED = ("sor_code", "parent_sor_code", "kind", "name", "gln")


def _plain(header: str) -> str:
    return re.sub(r"[\s_-]", "", header).lower()


def places(headers: list[str]) -> dict[str, int]:
    """The place of each known column. Raises Refused naming each missing required column and those found."""
    found = {_plain(header): place for place, header in enumerate(headers)}
    known = {
        field: next((found[_plain(one)] for one in spellings if _plain(one) in found), None)
        for field, spellings in SPELLINGS.items()
    }
    missing = [f"{field} ({' or '.join(SPELLINGS[field])})" for field in REQUIRED if known[field] is None]
    if missing:
        raise Refused(f"missing column: {'; '.join(missing)}. Columns found: {', '.join(headers) or 'none'}")
    return {field: place for field, place in known.items() if place is not None}
