"""What each location number can receive (sor.md, "What a unit can receive")."""

from __future__ import annotations

import sys
from typing import NamedTuple

from sor.importing.intake import Intake, Told
from sor.models import Capability, LocationNumber


class Facts(NamedTuple):
    """As LocationNumber has them."""

    only_internal: bool = False
    non_active: bool = False
    message_types: str | None = None


class Capabilities:
    """What each location number can receive, from what is stored and what the files tell.

    ``FDIS91`` is CareCommunication; ``XDIS91`` and ``DIS91`` the letters before it (sor.md, SOR-EDI).
    ``changed`` holds the numbers to write.
    """

    def __init__(self, intake: Intake, glns: set[str], *, is_whole: bool):
        """``glns``: the units' own numbers. The whole list of types also tells who receives nothing."""
        names = ("gln", *Facts._fields)
        self._facts = {gln: Facts(*facts) for gln, *facts in LocationNumber.objects.values_list(*names).iterator()}
        self.changed: dict[str, Facts] = {}
        all_told = is_whole and intake.tells_types
        for gln in sorted({*intake.numbers, *((*glns, *self._facts) if all_told else ())}):
            self._tell(gln, intake.numbers.get(gln) or Told(), all_told)
        self._found: dict[str, str] = {"": Capability.NOTHING.value}

    def _tell(self, gln: str, told: Told, all_told: bool) -> None:
        before = self._facts.get(gln)
        after = before or Facts()
        if told.only_internal is not None:
            after = after._replace(only_internal=told.only_internal)
        if told.non_active is not None:
            after = after._replace(non_active=told.non_active)
        if told.message_types or all_told:
            after = after._replace(message_types=sys.intern(" ".join(sorted(told.message_types or ()))))
        if after != before:
            self.changed[gln] = self._facts[gln] = after

    def of(self, gln: str) -> str:
        """One of the values of Capability."""
        if gln not in self._found:
            self._found[gln] = _capability(self._facts.get(gln, Facts())).value
        return self._found[gln]


def _capability(facts: Facts) -> Capability:
    if facts.only_internal or facts.non_active:
        return Capability.NOTHING
    if facts.message_types is None:
        return Capability.UNKNOWN
    types = set(facts.message_types.split())
    if "FDIS91" in types:
        return Capability.CARE_COMMUNICATION
    return Capability.LETTER if types & {"XDIS91", "DIS91"} else Capability.NOTHING
