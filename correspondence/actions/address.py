"""From the receiver named in a message to the mailbox that people work in."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Exists, OuterRef, QuerySet

from correspondence.letters.letter import Organisation as WireOrganisation
from correspondence.models import AutoReply, Mailbox, Party, RoutingRule
from portal import clock
from sor.models import Kind, Organisation
from sor.queries import by_gln, by_sor_code


def find_mailbox(receiver: WireOrganisation) -> Mailbox | None:
    """By SOR code first, then by location number (DESIGN.md "Mailboxes and addresses"); None: not ours.

    A unit without a mailbox of its own is served by the nearest mailbox above it. What no mailbox serves goes where
    the SOR administrator has said for good.
    """
    return (
        _its_own(receiver.sor_code)
        or _by_sor_code(receiver.sor_code)
        or _by_gln(receiver.gln)
        or _by_route(receiver.sor_code, receiver.gln)
    )


def is_ours(receiver: WireOrganisation) -> bool:
    """Whether the unit, or one that its location number reaches, belongs to an owner that has mailboxes here."""
    units = [*by_gln(receiver.gln), by_sor_code(receiver.sor_code)]
    tops = {unit.ancestor_codes[-1] for unit in units if unit}
    served = _open().values_list("organisation__path", flat=True)
    return any(path.partition("/")[0] in tops for path in served) if tops else False


def by_key(pk: int) -> Mailbox | None:
    """The mailbox, if it is open, as :func:`find_mailbox` finds it."""
    return _open().filter(pk=pk).first()


def _open() -> QuerySet[Mailbox]:
    """With the answer to what receiving asks of every mailbox: whether anything happens there by itself."""
    rules = RoutingRule.objects.filter(mailbox=OuterRef("pk"), is_active=True)
    auto_reply = AutoReply.objects.filter(mailbox=OuterRef("pk"), is_active=True)
    boxes = Mailbox.objects.filter(is_open=True).select_related("organisation")
    return boxes.annotate(has_rules=Exists(rules), answers_itself=Exists(auto_reply))


def _its_own(sor_code: str) -> Mailbox | None:
    """What nearly every message asks for, in one query."""
    return next(iter(_open().filter(organisation__sor_code=sor_code)), None) if sor_code else None


def _by_sor_code(sor_code: str) -> Mailbox | None:
    unit = by_sor_code(sor_code) if sor_code else None
    return _nearest([unit]) if unit else None


def _by_gln(gln: str) -> Mailbox | None:
    return _nearest(by_gln(gln)) if gln else None


def _by_route(sor_code: str, gln: str) -> Mailbox | None:
    return _open().filter(routes__sor_code=sor_code, routes__gln=gln).first()


def _nearest(units: list[Organisation]) -> Mailbox | None:
    for unit in units:
        codes = unit.ancestor_codes
        found = {box.organisation.sor_code: box for box in _open().filter(organisation__sor_code__in=codes)}
        for code in codes:
            if code in found:
                return found[code]
    return None


def address_now(party: Party) -> WireOrganisation:
    """Where a message to ``party`` goes: its SOR code for ever, with the location number in force today.

    A unit that the register does not know, or that is closed, keeps the number it wrote with.
    """
    unit = by_sor_code(party.sor_code)
    number = unit.effective_gln if unit and unit.is_open(clock.now().date()) else ""
    return replace(party.organisation(), gln=number or party.gln)


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
