"""From the receiver named in a message to the mailbox that people work in."""

from __future__ import annotations

from django.db.models import QuerySet

from correspondence.letters.letter import Organisation as WireOrganisation
from correspondence.models import Mailbox
from sor.models import Kind, Organisation
from sor.queries import by_gln, by_sor_code


def find_mailbox(receiver: WireOrganisation) -> Mailbox | None:
    """By SOR code first, then by location number (DESIGN.md "Mailboxes and addresses"); None: not ours.

    A unit without a mailbox of its own is served by the nearest mailbox above it.
    """
    return _its_own(receiver.sor_code) or _by_sor_code(receiver.sor_code) or _by_gln(receiver.gln)


def _open() -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(is_open=True).select_related("organisation")


def _its_own(sor_code: str) -> Mailbox | None:
    """What nearly every message asks for, in one query."""
    return next(iter(_open().filter(organisation__sor_code=sor_code)), None) if sor_code else None


def _by_sor_code(sor_code: str) -> Mailbox | None:
    unit = by_sor_code(sor_code) if sor_code else None
    return _nearest([unit]) if unit else None


def _by_gln(gln: str) -> Mailbox | None:
    return _nearest(by_gln(gln)) if gln else None


def _nearest(units: list[Organisation]) -> Mailbox | None:
    for unit in units:
        codes = unit.ancestor_codes
        found = {box.organisation.sor_code: box for box in _open().filter(organisation__sor_code__in=codes)}
        for code in codes:
            if code in found:
                return found[code]
    return None


def open_mailbox(receiver: WireOrganisation) -> Mailbox:
    """For tests and certification: make a unit and a mailbox for a receiver the portal does not know."""
    if known := find_mailbox(receiver):
        return known
    unit, _ = Organisation.objects.get_or_create(
        sor_code=receiver.sor_code,
        defaults={
            "name": receiver.name or receiver.sor_code,
            "kind": Kind.ORGANISATIONAL_UNIT,
            "path": f"{receiver.sor_code}/",
            "own_gln": receiver.gln,
            "effective_gln": receiver.gln,
        },
    )
    mailbox, _ = Mailbox.objects.get_or_create(organisation=unit)
    return mailbox
