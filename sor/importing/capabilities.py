"""What each location number can receive (sor.md, "What a unit can receive")."""

from __future__ import annotations

from sor.importing.intake import Intake, Told
from sor.models import Capability, LocationNumber


class Capabilities:
    """What each location number can receive, from what is stored and what the files tell.

    ``FDIS91`` is CareCommunication; ``XDIS91`` and ``DIS91`` the letters before it (sor.md, SOR-EDI).
    """

    def __init__(self, intake: Intake, glns: set[str], *, is_whole: bool):
        """``glns``: the units' own numbers. The whole list of types also tells who receives nothing."""
        self.stored = {one.gln: one for one in LocationNumber.objects.all()}
        self.changed: dict[str, LocationNumber] = {}
        all_told = is_whole and intake.tells_types
        for gln in sorted({*intake.numbers, *(glns | set(self.stored) if all_told else ())}):
            self._tell(gln, intake, all_told)
        self._found: dict[str, str] = {"": Capability.NOTHING.value}

    def _tell(self, gln: str, intake: Intake, all_told: bool) -> None:
        told = intake.numbers.get(gln) or Told()
        before = self.stored.get(gln)
        after = LocationNumber(gln=gln)
        if before:
            after.pk, after.only_internal, after.non_active, after.message_types = before.pk, *_facts(before)
        if told.only_internal is not None:
            after.only_internal = told.only_internal
        if told.non_active is not None:
            after.non_active = told.non_active
        if told.message_types or all_told:
            after.message_types = " ".join(sorted(told.message_types or ()))
        if before is None or _facts(before) != _facts(after):
            self.changed[gln] = after

    def of(self, gln: str) -> str:
        """One of the values of Capability."""
        if gln not in self._found:
            self._found[gln] = _capability(self.changed.get(gln) or self.stored.get(gln)).value
        return self._found[gln]


def _facts(number: LocationNumber) -> tuple[bool, bool, str | None]:
    return number.only_internal, number.non_active, number.message_types


def _capability(number: LocationNumber | None) -> Capability:
    if number and (number.only_internal or number.non_active):
        return Capability.NOTHING
    if number is None or number.message_types is None:
        return Capability.UNKNOWN
    types = set(number.message_types.split())
    if "FDIS91" in types:
        return Capability.CARE_COMMUNICATION
    return Capability.LETTER if types & {"XDIS91", "DIS91"} else Capability.NOTHING
