"""What a reader hands over: one unit of the register, one location number, or what is wrong with a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sor.models import SourceKind


class Row(NamedTuple):
    """One unit as a file states it, checked. ``line`` is where it stands (1 is the first line).

    ``own_gln`` is empty when the unit has none or shares its parent's (``inherits_gln``).
    Both dates are inclusive (SOR FromDate, ToDate); None means open. ``replaced_by`` and ``replaces`` are
    SOR codes with a space between.
    """

    sor_code: str
    parent_sor_code: str
    kind: str
    name: str
    entity_type: str = ""
    entity_type_code: str = ""
    speciality: str = ""
    own_gln: str = ""
    inherits_gln: bool = False
    provider_number: str = ""
    shak: str = ""
    cvr: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    municipality_code: str = ""
    region_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str = ""
    replaces: str = ""
    line: int = 0
    file: str = ""


class Number(NamedTuple):
    """What one line says about a location number; None and empty: nothing about that."""

    gln: str
    only_internal: bool | None = None
    non_active: bool | None = None
    message_type: str = ""


# What a row says about a unit besides its code, its parent and its successors, under the names of Organisation.
FIELDS = Row._fields[Row._fields.index("kind") : Row._fields.index("valid_to") + 1]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one line was left out. ``sor_code`` is the unit it is about, as far as that can be told.

    ``field`` is the name of the field that was wrong (as in FIELDS, or ``gln``), empty when it was something else.
    """

    file: str
    line: int
    reason: str
    sor_code: str = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


Item = Row | Number | Problem


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file: ``fields`` are those of FIELDS that it can tell, ``items`` what it says, read as it is asked for.

    ``tells_types``: it lists what location numbers can receive, so what it does not list is not received.
    """

    kind: SourceKind
    items: Iterator[Item]
    fields: frozenset[str] = frozenset()
    tells_types: bool = False


class Refused(Exception):
    """The file as a whole cannot be used; nothing of it is imported."""


class BadField(ValueError):
    """One field of a line is wrong; ``sor_code`` is the unit's true code when that can be told nevertheless."""

    def __init__(self, field: str, reason: str, sor_code: str = ""):
        super().__init__(reason)
        self.field = field
        self.sor_code = sor_code
