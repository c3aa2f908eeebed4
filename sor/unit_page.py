"""What the administrator sees of one unit, and the tree it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal import clock
from portal.moments import formatted
from sor.models import Capability, ChangeKind, Kind, Organisation, OrganisationChange
from sor.queries import ancestors, names_by_sor_code
from sor.usage import Usage, own_tops, threads_with

# A branch longer than this is looked through by searching.
MOST_CHILDREN = 1000
MOST_CHANGES = 100
# Owners that have many units; private ones (about a hundred thousand) are found by searching.
_PUBLIC = ("kommune", "region", "stat")
_PUBLIC_CODES = ("547211000005108", "550881000005103", "398070004")


@dataclass(frozen=True, slots=True)
class Branch:
    """One unit in the tree."""

    sor_code: str
    name: str
    kind_words: str
    has_children: bool
    closed: bool
    own_number: bool
    mailbox: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a unit's history."""

    at: datetime
    what: str
    old: str
    new: str
    import_pk: int | None


def roots(used: Usage) -> list[Branch]:
    """Institution owners, our own first, then public ones by name."""
    own = own_tops(used)
    public = Q(entity_type__in=_PUBLIC) | Q(entity_type_code__in=_PUBLIC_CODES)
    tops = Organisation.objects.filter(parent=None).filter(Q(sor_code__in=own) | public)
    found = _branches(tops.order_by("name", "pk"), used)
    return sorted(found, key=lambda one: one.sor_code not in own)


def children(unit: Organisation, used: Usage) -> list[Branch]:
    return _branches(unit.children.order_by("name", "pk"), used)


def _branches(units: QuerySet[Organisation], used: Usage) -> list[Branch]:
    today = clock.now().date()
    below = Organisation.objects.filter(parent=OuterRef("pk"))
    return [
        Branch(
            unit.sor_code,
            unit.name,
            unit.entity_type or str(unit.get_kind_display()),
            unit.has_children,
            not unit.is_open(today),
            bool(unit.own_gln),
            unit.sor_code in used.mailboxes,
        )
        for unit in units.annotate(has_children=Exists(below))[:MOST_CHILDREN]
    ]


def facts(unit: Organisation) -> list[tuple[str, str]]:
    """Labels and values, without those the register leaves empty."""
    street = ", ".join(part for part in (unit.street, f"{unit.postal_code} {unit.town}".strip()) if part)
    found = [
        (_("SOR code"), unit.sor_code),
        (_("Level"), str(Kind(unit.kind).label)),
        (_("Type"), unit.entity_type),
        (_("Speciality"), unit.speciality),
        (_("Own location number"), unit.own_gln),
        (_("Location number in force"), unit.effective_gln if unit.effective_gln != unit.own_gln else ""),
        (_("Provider number"), unit.provider_number),
        (_("SHAK code"), unit.shak),
        (_("CVR number"), unit.cvr),
        (_("Phone"), unit.phone),
        (_("Address"), street),
        (_("Valid"), _period(unit.valid_from, unit.valid_to)),
    ]
    return [(label, value) for label, value in found if value]


def _period(start: date | None, end: date | None) -> str:
    if start is None and end is None:
        return ""
    since = _("from %(date)s") % {"date": formatted(start, "WHEN_DATE")} if start else ""
    until = _("until %(date)s") % {"date": formatted(end, "WHEN_DATE")} if end else ""
    return " ".join(part for part in (since, until) if part)


def history(unit: Organisation) -> list[Told]:
    """What imports changed about the unit, the latest first."""
    changes = list(unit.changes.order_by("-at", "-pk")[:MOST_CHANGES])
    names = names_by_sor_code({code for one in changes if one.kind == ChangeKind.MOVED for code in (one.old, one.new)})
    return [_told(one, names) for one in changes]


def _told(change: OrganisationChange, names: dict[str, str]) -> Told:
    kind = ChangeKind(change.kind)
    old, new = (in_words(kind, value, names) for value in (change.old, change.new))
    return Told(change.at, str(kind.label), old, new, change.by_import_id)


def in_words(kind: str, value: str, names: dict[str, str]) -> str:
    """A value of OrganisationChange or of a preview, for reading."""
    if kind in (ChangeKind.MOVED, ChangeKind.NEW):
        return names.get(value, value)
    if kind == ChangeKind.CAPABILITY and value in Capability.values:
        return str(Capability(value).label)
    if kind in (ChangeKind.VALIDITY, ChangeKind.CLOSED, ChangeKind.REOPENED) and "/" in value:
        start, end = (_date(text) for text in value.split("/", 1))
        return _period(start, end) or _("always")
    return value


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def successors(unit: Organisation) -> list[Organisation]:
    codes = unit.replaced_by_codes
    return list(Organisation.objects.filter(sor_code__in=codes).order_by("name")) if codes else []


def why_no_mailbox(unit: Organisation, used: Usage) -> str:
    """Why the unit cannot be given a mailbox, in a sentence; empty when it can (DESIGN.md "Mailboxes and addresses").

    A unit of a stranger is none of ours: what our people write to it would not leave the portal any more.
    """
    if unit.ancestor_codes[-1] not in own_tops(used):
        return _("Nobody else of this owner has a mailbox here. The system administrator sets up the first.")
    if not unit.is_open(clock.now().date()):
        return _("The unit is closed.")
    if not unit.own_gln:
        return _("The unit has no location number of its own: its messages come to the nearest mailbox above it.")
    return ""


def context_of(unit: Organisation, used: Usage) -> dict[str, Any]:
    """What the unit's page shows besides its forms."""
    return {
        "unit": unit,
        "above": ancestors(unit)[:0:-1],
        "closed": not unit.is_open(clock.now().date()),
        "facts": facts(unit),
        "children": children(unit, used),
        "history": history(unit),
        "successors": successors(unit),
        "has_mailbox": unit.sor_code in used.mailboxes,
        "mailbox_open": used.mailboxes.get(unit.sor_code, False),
        "why_no_mailbox": why_no_mailbox(unit, used),
        "thread_count": threads_with(unit),
        "teams": unit.teams.order_by("-is_open", "name"),
        "recipients": unit.named_recipients.order_by("-is_open", "family", "given"),
    }
