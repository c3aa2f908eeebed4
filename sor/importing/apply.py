"""Writing a plan: one transaction, parents before children, only differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from portal import clock
from sor.importing.bulk import insert, reserve
from sor.importing.capabilities import Facts
from sor.importing.intake import Intake, Node
from sor.importing.plan import Change, Listing, Plan, plan
from sor.importing.rows import FIELDS, Number, Problem, Row
from sor.models import Import, LocationNumber, Organisation, OrganisationChange
from sor.search import index

_WRITTEN = [
    one.name for one in Organisation._meta.concrete_fields if one.name not in ("id", "sor_code", "first_import")
]
_AT_ONCE = 1000
_FIRST_FIELD = Row._fields.index(FIELDS[0])
_AFTER_FIELDS = _FIRST_FIELD + len(FIELDS)


@dataclass
class Outcome:
    """What an import did, or would do: SOR codes by what became of the units, and the lines left out."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def apply(rows: Iterable[Row | Number], *, dry_run: bool = False) -> Outcome:
    """Create and update units so that they say what ``rows`` say; numbers, what can be sent to them.

    Units without a row are left alone. The same rows again change nothing. With ``dry_run`` everything is worked
    out and nothing kept.
    For files, with history and a record of the import, see ``imports``.
    """
    with Intake(clock.now().date()) as intake:
        intake.take(rows)
        if not intake.nodes:
            return Outcome(problems=intake.problems)
        hold_still()
        found = plan(intake, is_full=False)
        new, altered = {node.code for node in found.new}, {node.code for node in found.altered}
        outcome = Outcome(new, altered, found.unchanged, intake.sorted_problems())
        if not dry_run:
            write(found, None, Listing(found, ()))
            make_findable(found)
        return outcome


def hold_still() -> None:
    """Until the transaction ends, nobody else writes units: the plan stays true while it is written.

    SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Organisation._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')


def write(found: Plan, record: Import | None, listing: Listing) -> None:
    """Write the plan, inside the caller's transaction, and add to ``listing`` what changed.

    ``record`` is the import that new units and history point to. :func:`make_findable` must follow.
    """
    _write_numbers(found)
    _add(found, record)
    _alter(found, record, listing)
    for some in _batches(found.marked):
        Organisation.objects.filter(pk__in=[node.pk for node in some]).update(in_register=True)


def make_findable(found: Plan) -> None:
    """Bring the search index up to date with the written plan, which is let go: both at once would fill the memory."""
    pks = [node.pk for node in (*found.new, *found.altered) if node.pk is not None]
    found.let_go()
    index.refresh(pks)


def _write_numbers(found: Plan) -> None:
    for some in _batches(found.capabilities.changed.items()):
        LocationNumber.objects.bulk_create(
            [LocationNumber(gln=gln, **facts._asdict()) for gln, facts in some],
            update_conflicts=True,
            unique_fields=["gln"],
            update_fields=Facts._fields,
        )


def _add(found: Plan, record: Import | None) -> None:
    for node, pk in zip(found.new, reserve(Organisation, len(found.new)), strict=True):
        node.pk = pk
    insert(Organisation, _ADDED, (_added(node, found, record) for node in found.new))


_ADDED = (
    "id", "sor_code", *FIELDS, "parent", "path", "effective_gln", "sends_through", "capability", "in_register",
    "missing_since", "replaced_by", "first_import",
)  # fmt: skip


def _added(node: Node, found: Plan, record: Import | None) -> tuple[Any, ...]:
    """The values of _ADDED."""
    row = found.intake.row(node)
    return (
        node.pk,
        node.code,
        *row[_FIRST_FIELD:_AFTER_FIELDS],
        node.parent.pk if node.parent else None,
        node.path,
        node.effective_gln,
        node.sends_through.pk if node.sends_through else None,
        node.capability,
        found.is_full,
        None,
        node.replaced_by,
        record.pk if record else None,
    )


def _alter(found: Plan, record: Import | None, listing: Listing) -> None:
    """By INSERT … ON CONFLICT: as fast as adding, where an UPDATE of many different values is not."""
    at = clock.now()
    for some in _batches(found.alterations()):
        Organisation.objects.bulk_create(
            [unit for unit, _changes in some], update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
        )
        history = [_history(unit, one, record, at) for unit, changes in some for one in changes]
        OrganisationChange.objects.bulk_create(history)
        for unit, changes in some:
            listing.add(unit, changes)


def _history(unit: Organisation, change: Change, record: Import | None, at: datetime) -> OrganisationChange:
    return OrganisationChange(
        organisation=unit, by_import=record, kind=change.kind, old=change.old, new=change.new, at=at
    )


def _batches(items: Iterable) -> Iterator[list]:
    iterator = iter(items)
    while some := list(islice(iterator, _AT_ONCE)):
        yield some
