"""SOR codes and location numbers as a query. Other numbers (ydernummer, SHAK, postal code) are words of the index."""

from __future__ import annotations

import re

from django.db.models import Q

from sor.models import Organisation
from sor.search.open_units import findable

_BETWEEN = re.compile(r"[\s.\-]+")
# Shorter numbers are rather a ydernummer or a postal code; whole codes have at least eleven digits (sor.md).
_SHORTEST, WHOLE, _MOST = 6, 11, 60
_GLN = 13


def code_in(query: str) -> str:
    """The digits of a query that is nothing but a number long enough to be a code or its beginning; else empty."""
    code = _BETWEEN.sub("", query)
    return code if code.isdecimal() and code.isascii() and len(code) >= _SHORTEST else ""


def by_code(code: str) -> list[Organisation]:
    """The units with this code, or whose SOR code or own location number begins so; its owners before who shares it."""
    # Not in the order of the tree: PostgreSQL would walk the whole tree to have the first ones.
    found = [*findable().filter(_begins("sor_code", code))[:_MOST]]
    if len(code) < _GLN:
        found += findable().filter(_begins("effective_gln", code)).exclude(own_gln="")[:_MOST]
    elif len(code) == _GLN:
        sharing = findable().filter(effective_gln=code)
        found += [*sharing.filter(own_gln=code), *sharing.exclude(own_gln=code)[:_MOST]]
    return sorted(found, key=lambda unit: (unit.sor_code != code, unit.own_gln != code, unit.path.count("/")))


def _begins(field: str, code: str) -> Q:
    """A range, which an index serves on every database; LIKE does not. "123" ends before "124", "199" before "2"."""
    head = code.rstrip("9")
    end = {f"{field}__lt": f"{head[:-1]}{int(head[-1]) + 1}"} if head else {}
    return Q(**{f"{field}__gte": code}, **end)
