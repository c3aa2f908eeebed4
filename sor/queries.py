"""Look-ups in the register."""

from __future__ import annotations

from portal.compiled import Compiled
from sor.models import Organisation


def by_sor_code(sor_code: str) -> Organisation | None:
    return next(iter(_BY_CODE(sor_code)), None)


_BY_CODE = Compiled(lambda sor_code: Organisation.objects.filter(sor_code=sor_code))


def by_gln(gln: str) -> list[Organisation]:
    """Every unit that ``gln`` reaches, the topmost first. A location number may be shared by a subtree."""
    return units_by_gln({gln}).get(gln, [])


def units_by_gln(glns: set[str]) -> dict[str, list[Organisation]]:
    """:func:`by_gln` of many, in one query."""
    found: dict[str, list[Organisation]] = {}
    units = Organisation.objects.filter(effective_gln__in=glns) if glns else ()
    for unit in sorted(units, key=lambda unit: (unit.path.count("/"), unit.path)):
        found.setdefault(unit.effective_gln, []).append(unit)
    return found


def units_by_sor_code(sor_codes: set[str]) -> dict[str, Organisation]:
    """Those that are known, in one query."""
    return {unit.sor_code: unit for unit in Organisation.objects.filter(sor_code__in=sor_codes)} if sor_codes else {}


def ancestors(unit: Organisation) -> list[Organisation]:
    """The unit itself, its parent, and so on to the top."""
    codes = unit.ancestor_codes
    found = {one.sor_code: one for one in Organisation.objects.filter(sor_code__in=codes)}
    return [found[code] for code in codes if code in found]


def names_by_sor_code(sor_codes: set[str]) -> dict[str, str]:
    """Names in force, for messages that carry none. One query for all."""
    return dict(Organisation.objects.filter(sor_code__in=sor_codes).values_list("sor_code", "name"))


def sendable(unit: Organisation) -> Organisation | None:
    """The nearest unit, from ``unit`` upwards, that has a location number of its own; None when there is none.

    DESIGN.md "Mailboxes and addresses": a unit without one sends and receives through it.
    """
    return next((one for one in ancestors(unit) if one.own_gln), None)


def ancestors_by_sor_code(sor_codes: set[str]) -> dict[str, list[str]]:
    """The SOR codes of each unit and of all above it, by the unit's own. One query for all."""
    units = Organisation.objects.filter(sor_code__in=sor_codes).only("sor_code", "path")
    return {unit.sor_code: unit.ancestor_codes for unit in units}
