"""What the search hands to a screen: the unit, where it belongs, and whether it can receive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from portal.models import User
from sor.models import Capability, Favourite, LocalUnit, Organisation

# What a hit says about receiving CareCommunication, by what the register says of the location number in force.
_CAPABILITIES = {
    Capability.CARE_COMMUNICATION: "carecommunication",
    Capability.LETTER: "legacy",
    Capability.NOTHING: "none",
    Capability.UNKNOWN: "unknown",
}
_CAN = ("carecommunication", "unknown")


@dataclass(frozen=True, slots=True)
class Hit:
    """One unit found.

    ``path_words`` are the names above it, the topmost first. ``capability`` is ``carecommunication``, ``legacy``,
    ``none``, or ``unknown`` (there is a location number, but no file has told what it takes).
    ``reachable_through`` is the nearest unit above whose own location number takes CareCommunication, for a unit
    that has none of its own or one that does not; None otherwise.
    """

    organisation: Organisation
    name: str
    path_words: list[str]
    town: str
    kind_words: str
    capability: str
    reachable_through: Organisation | None = None
    favourite: bool = False

    @property
    def sor_code(self) -> str:
        return self.organisation.sor_code

    @property
    def own_number(self) -> bool:
        return bool(self.organisation.own_gln)

    @property
    def can_be_chosen(self) -> bool:
        """Whether a message for the unit has somewhere to go."""
        return self.reachable_through is not None or (self.own_number and self.capability in _CAN)

    @property
    def receives_words(self) -> str:
        """Whether the unit can receive, in one plain sentence."""
        through = {"unit": str(self.reachable_through)}
        if self.reachable_through and self.capability == "legacy":
            return gettext("Takes only the old letter itself. Receives through %(unit)s.") % through
        if self.reachable_through:
            return gettext("Receives through %(unit)s.") % through
        if self.capability == "carecommunication" and self.own_number:
            return gettext("Can receive.")
        if self.capability == "unknown" and self.own_number:
            return gettext("The register does not say whether it can receive.")
        if self.capability == "legacy":
            return gettext("Can only receive the old letter.")
        return gettext("Cannot receive.")


def hits_of(units: Sequence[Organisation], *, user: User | None = None) -> list[Hit]:
    """A hit for each unit, in the same order. The number of queries does not grow with the units."""
    above = _above(units)
    local = _local_names(units)
    favourites = _favourites(units, user)
    hits = [_hit(unit, above, local.get(unit.pk, "")) for unit in units]
    return [replace(hit, favourite=True) if hit.organisation.pk in favourites else hit for hit in hits]


def _hit(unit: Organisation, above: dict[str, Organisation], local_name: str) -> Hit:
    chain = [above[code] for code in unit.ancestor_codes[1:] if code in above]
    capability = _CAPABILITIES[Capability(unit.capability)] if unit.effective_gln else "none"
    own = bool(unit.own_gln) and capability in _CAN
    return Hit(
        organisation=unit,
        name=local_name or unit.name,
        path_words=[one.name for one in reversed(chain)],
        town=unit.town,
        kind_words=unit.entity_type or str(unit.get_kind_display()),
        capability=capability,
        reachable_through=None if own else _first_that_can(chain),
    )


def _first_that_can(chain: Iterable[Organisation]) -> Organisation | None:
    return next((one for one in chain if one.own_gln and _CAPABILITIES[Capability(one.capability)] in _CAN), None)


def receiving_unit(unit: Organisation) -> Organisation | None:
    """The unit whose SOR code and location number go on the wire when somebody chose ``unit`` as the receiver.

    Itself, or the nearest above that can (DESIGN.md "Mailboxes and addresses"); None when nobody can.
    """
    [hit] = hits_of([unit])
    return (hit.reachable_through or unit) if hit.can_be_chosen else None


def _above(units: Sequence[Organisation]) -> dict[str, Organisation]:
    codes = {code for unit in units for code in unit.ancestor_codes[1:]}
    return {one.sor_code: one for one in Organisation.objects.filter(sor_code__in=codes)} if codes else {}


def _local_names(units: Sequence[Organisation]) -> dict[int, str]:
    return dict(LocalUnit.objects.filter(organisation__in=units).values_list("organisation_id", "display_name"))


def _favourites(units: Sequence[Organisation], user: User | None) -> set[int]:
    if user is None or not units:
        return set()
    return set(Favourite.objects.filter(user=user, organisation__in=units).values_list("organisation_id", flat=True))
