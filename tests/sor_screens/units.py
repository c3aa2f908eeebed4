"""Units of an invented municipality for the register's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sor.models import Capability, Organisation
from sor.numbers import gln_with_check_digit
from sor.search import rebuild
from tests import cast


@dataclass
class Places:
    municipality: Organisation
    psychiatry: Organisation
    team: Organisation
    clinic: Organisation
    surgery: Organisation
    closed: Organisation


def unit(
    serial: int, name: str, parent: Organisation | None = None, *, number: bool = False, **facts: Any
) -> Organisation:
    """A unit; ``number``: with a location number of its own, otherwise it shares its parent's."""
    gln = gln_with_check_digit(f"57900098{serial:04d}") if number else ""
    made = cast.unit(serial, name, parent, gln)
    facts.setdefault("inherits_gln", not number)
    above = parent and (parent if parent.own_gln else parent.sends_through)
    made.sends_through = None if number else above
    for name, value in facts.items():
        setattr(made, name, value)
    made.save()
    return made


def lay_out() -> Places:
    """A unit that receives, a team below it, one that cannot, one with the old letter, and a closed one; indexed."""
    top = unit(8001, "Havby Kommune")
    care = Capability.CARE_COMMUNICATION
    psychiatry = unit(8002, "Socialpsykiatrien", top, number=True, town="Havby", capability=care)
    places = Places(
        municipality=top,
        psychiatry=psychiatry,
        team=unit(8003, "Team Nord", psychiatry, town="Havby", capability=care),
        clinic=unit(8004, "Tandklinikken", top, number=True, town="Havby", capability=Capability.NOTHING),
        surgery=unit(
            8005, "Lægehuset Åstrup", number=True, town="Åstrup", capability=Capability.LETTER, provider_number="012345"
        ),
        closed=unit(8006, "Værestedet", psychiatry, valid_to=date(2020, 1, 1)),
    )
    rebuild()
    return places
