"""Making the tree equal to the rows: one transaction, parents before children, only differences written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction

from sor.importing.order import by_level
from sor.importing.rows import Problem, Refused, Row
from sor.models import Organisation

_BATCH = 500
_PATH_LIMIT = 400
_FROM_ROW = (
    "kind", "name", "entity_type", "own_gln", "phone", "street", "postal_code", "town", "valid_from", "valid_to",
)  # fmt: skip
_DERIVED = ("path", "effective_gln")


@dataclass
class Outcome:
    """What an import did, or would do: SOR codes by what became of the units, and the lines left out."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    unchanged: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def settle(self) -> None:
        """A new unit that was also moved is new; an unchanged one that was moved is changed."""
        self.changed -= self.new
        self.unchanged -= self.changed


@transaction.atomic
def apply(rows: Iterable[Row], *, dry_run: bool = False) -> Outcome:
    """Create and update units so that they say what ``rows`` say. Units without a row are left alone.

    The same rows again change nothing. With ``dry_run`` everything is worked out and nothing kept.
    """
    rows = list(rows)
    units = _stored(rows)
    levels, problems = by_level(rows, known=set(units))
    outcome = Outcome(problems=problems)
    changed = [unit for level in levels for unit in _apply_level(level, units, outcome)]
    _write(changed, (*_FROM_ROW, *_DERIVED, "parent"), outcome)
    _write(list(_moved_below(changed)), _DERIVED, outcome)
    outcome.settle()
    if dry_run:
        transaction.set_rollback(True)
    return outcome


def _stored(rows: list[Row]) -> dict[str, Organisation]:
    """The stored units that the rows are about or hang from, by SOR code."""
    codes = {row.sor_code for row in rows} | {row.parent_sor_code for row in rows}
    found: dict[str, Organisation] = {}
    for some in _batches(sorted(codes)):
        found |= Organisation.objects.in_bulk(some, field_name="sor_code")
    return found


def _apply_level(level: list[Row], units: dict[str, Organisation], outcome: Outcome) -> list[Organisation]:
    """Create what is new of one level, so that the next has parents to hang from; return what differs."""
    new, changed = [], []
    for row in level:
        before = units.get(row.sor_code)
        try:
            unit = _unit(row, units.get(row.parent_sor_code), before)
        except ValueError as error:
            outcome.problems.append(Problem(row.file, row.line, str(error)))
            continue
        if before is None:
            new.append(unit)
        elif _differs(before, unit):
            changed.append(unit)
        else:
            outcome.unchanged.add(unit.sor_code)
        units[row.sor_code] = unit
    Organisation.objects.bulk_create(new, batch_size=_BATCH)
    outcome.new |= {unit.sor_code for unit in new}
    return changed


def _unit(row: Row, parent: Organisation | None, before: Organisation | None) -> Organisation:
    """The unit as the row wants it. Raises ValueError when it cannot stand where the row wants it."""
    if row.parent_sor_code and parent is None:
        raise ValueError(f"the parent {row.parent_sor_code} was left out")
    if parent and row.sor_code in parent.ancestor_codes:
        raise ValueError(f"the parent {row.parent_sor_code} lies below the unit itself")
    unit = Organisation(
        pk=before.pk if before else None,
        sor_code=row.sor_code,
        parent=parent,
        path=_path(row.sor_code, parent),
        effective_gln=row.own_gln or (parent.effective_gln if parent and row.inherits_gln else ""),
        **{name: getattr(row, name) for name in _FROM_ROW},
    )
    if len(unit.path) > _PATH_LIMIT:
        raise ValueError(f"the unit lies too deep: its path is longer than {_PATH_LIMIT} characters")
    return unit


def _path(sor_code: str, parent: Organisation | None) -> str:
    return f"{parent.path if parent else ''}{sor_code}/"


def _differs(before: Organisation, after: Organisation) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in (*_FROM_ROW, *_DERIVED, "parent_id"))


def _write(units: list[Organisation], fields: tuple[str, ...], outcome: Outcome) -> None:
    Organisation.objects.bulk_update(units, fields, batch_size=_BATCH)
    outcome.changed |= {unit.sor_code for unit in units}


def _moved_below(changed: list[Organisation]) -> Iterator[Organisation]:
    """Units whose path or shared location number must follow a changed unit above them, level by level."""
    level = {unit.pk: unit for unit in changed}
    while level:
        children = [
            unit for some in _batches(sorted(level)) for unit in Organisation.objects.filter(parent_id__in=some)
        ]
        level = {unit.pk: unit for unit in children if _follow(unit, level)}
        yield from level.values()


def _follow(unit: Organisation, parents: dict[int, Organisation]) -> bool:
    """Bring ``unit`` in line with its parent, one of ``parents`` by primary key; whether that changed it.

    A shared number is one that is in force without being the unit's own. Raises Refused when the path grows too long.
    """
    parent = parents[unit.parent_id or 0]
    before = (unit.path, unit.effective_gln)
    unit.path = _path(unit.sor_code, parent)
    if len(unit.path) > _PATH_LIMIT:
        raise Refused(f"unit {unit.sor_code} would lie too deep: its path is longer than {_PATH_LIMIT} characters")
    if unit.effective_gln and not unit.own_gln:
        unit.effective_gln = parent.effective_gln
    return before != (unit.path, unit.effective_gln)


def _batches(items: list) -> Iterator[list]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
