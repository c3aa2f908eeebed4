"""The other party as the register knows it now. What messages say about it stays as it was written."""

from __future__ import annotations

from dataclasses import dataclass, field

from correspondence.models import Thread
from portal import clock
from sor.models import Organisation
from sor.queries import by_sor_code
from sor.search import receiving_unit


@dataclass(frozen=True, slots=True)
class OtherParty:
    """``successors``: open units that took over from a closed one and that can be written to."""

    name: str
    sor_code: str
    gln: str
    closed: bool = False
    successors: list[Organisation] = field(default_factory=list)


def other_party_now(thread: Thread) -> OtherParty:
    """Name and location number in force; those of the thread's first message when the register has none."""
    party, unit = thread.other_party, by_sor_code(thread.other_sor_code)
    if unit is None:
        return OtherParty(str(party), party.sor_code, party.gln)
    closed = not unit.is_open(clock.now().date())
    gln = party.gln if closed else unit.effective_gln or party.gln
    return OtherParty(unit.name, unit.sor_code, gln, closed, successors(unit) if closed else [])


def successors(unit: Organisation) -> list[Organisation]:
    """The open units at the end of the chain of those that replaced ``unit``, which can be written to."""
    today, seen, ends = clock.now().date(), {unit.sor_code}, []
    waiting = unit.replaced_by_codes
    while waiting:
        new = [code for code in waiting if code not in seen]
        seen.update(new)
        waiting = []
        for one in Organisation.objects.filter(sor_code__in=new).order_by("name"):
            if one.is_open(today):
                ends.append(one)
            else:
                waiting += one.replaced_by_codes
    return [one for one in ends if receiving_unit(one)]
