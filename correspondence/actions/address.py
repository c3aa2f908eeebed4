"""From the receiver named in a message to the mailbox that people work in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.db.models import Exists, OuterRef, QuerySet

from correspondence.letters.letter import Organisation as WireOrganisation
from correspondence.models import AutoReply, Mailbox, Party, Route, RoutingRule
from portal import clock
from sor.models import Kind, Organisation
from sor.queries import by_gln, by_sor_code, units_by_gln, units_by_sor_code

# SOR code and location number.
Address = tuple[str, str]


def find_mailbox(receiver: WireOrganisation) -> Mailbox | None:
    """By SOR code first, then by location number (DESIGN.md "Mailboxes and addresses"); None: not ours.

    A unit without a mailbox of its own is served by the nearest mailbox above it. What no mailbox serves goes where
    the SOR administrator has said for good.
    """
    address = (receiver.sor_code, receiver.gln)
    return find_mailboxes([address]).get(address)


def find_mailboxes(addresses: Collection[Address]) -> dict[Address, Mailbox]:
    """:func:`find_mailbox` of many: the same few queries however many. Without those that are not ours."""
    own = {box.organisation.sor_code: box for box in _open().filter(organisation__sor_code__in=_codes(addresses))}
    found = {address: own[address[0]] for address in addresses if address[0] in own}
    if others := [address for address in addresses if address not in found]:
        found |= _along_the_tree(others)
    if others := [address for address in addresses if address not in found]:
        found |= _by_route(others)
    return found


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


def _codes(addresses: Collection[Address]) -> set[str]:
    return {code for code, _ in addresses} - {""}


def _along_the_tree(addresses: Collection[Address]) -> dict[Address, Mailbox]:
    by_code = units_by_sor_code(_codes(addresses))
    by_gln = units_by_gln({gln for _, gln in addresses} - {""})
    boxes = _boxes_along([*by_code.values(), *(unit for units in by_gln.values() for unit in units)])
    found = {}
    for code, gln in addresses:
        unit = by_code.get(code)
        if box := (_nearest(unit, boxes) if unit else None) or _by_gln(by_gln.get(gln, []), boxes):
            found[code, gln] = box
    return found


def _by_gln(units: list[Organisation], boxes: dict[str, Mailbox]) -> Mailbox | None:
    """The nearest mailbox above the unit whose number it is; else the only one among the ``units`` that share it.

    Of several nobody can tell which is meant: the SOR administrator says.
    """
    if units and (found := _nearest(units[0], boxes)):
        return found
    sharing = {box.pk: box for unit in units if (box := _nearest(unit, boxes))}
    return next(iter(sharing.values())) if len(sharing) == 1 else None


def _by_route(addresses: Collection[Address]) -> dict[Address, Mailbox]:
    routes = Route.objects.filter(sor_code__in={code for code, _ in addresses}, gln__in={gln for _, gln in addresses})
    wanted = {(one.sor_code, one.gln): one.mailbox_id for one in routes}
    boxes = {box.pk: box for box in _open().filter(pk__in=wanted.values())} if wanted else {}
    return {address: boxes[wanted[address]] for address in addresses if wanted.get(address) in boxes}


def _boxes_along(units: list[Organisation]) -> dict[str, Mailbox]:
    """The open mailboxes of ``units`` and of all above them, by SOR code. One query."""
    codes = {code for unit in units for code in unit.ancestor_codes}
    found = _open().filter(organisation__sor_code__in=codes) if codes else ()
    return {box.organisation.sor_code: box for box in found}


def _nearest(unit: Organisation, boxes: dict[str, Mailbox]) -> Mailbox | None:
    return next((boxes[code] for code in unit.ancestor_codes if code in boxes), None)


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
