"""What a reader hands over: one unit of the register, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """One unit as a file states it, checked. ``line`` is where it stands (1 is the first line).

    ``own_gln`` is empty when the unit has none or shares its parent's (``inherits_gln``).
    Both dates are inclusive (SOR FromDate, ToDate); None means open.
    """

    sor_code: str
    parent_sor_code: str
    kind: str
    name: str
    entity_type: str = ""
    own_gln: str = ""
    inherits_gln: bool = False
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    line: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one line was left out."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Refused(Exception):
    """The file as a whole cannot be used; nothing of it is imported."""
