"""What the files say, kept so that the whole register fits: the rows on disk, a small node per unit in memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.utils.translation import gettext as _

from sor.importing.rows import FIELDS, Item, Number, Problem, Row

# A wrong file has a problem on every line; nobody reads more of them, and their number is told.
MAX_PROBLEMS = 10_000
STORED_PROBLEMS = 1000
_FIRST, _LAST = date.min, date.max
_DATES = (Row._fields.index("valid_from"), Row._fields.index("valid_to"))
_ENCODE = json.JSONEncoder(default=str, ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True, eq=False)
class Node:
    """One unit, in a file or stored or both; ``was_…`` is as stored, the rest as it will be.

    ``at`` is where the shelf keeps the unit's row (-1: no file has it). ``depth`` is 1 for a top and, before the
    tree is built, 0. ``digest`` stands for the row's FIELDS until the stored unit was compared with it.
    """

    code: str
    pk: int | None = None
    parent_code: str = ""
    parent: Node | None = None
    at: int = -1
    digest: int = 0
    depth: int = 0
    path_length: int = 0
    own_gln: str = ""
    inherits_gln: bool = False
    effective_gln: str = ""
    sends_through: Node | None = None
    capability: str = ""
    valid_to: date | None = None
    replaced_by: str = ""
    differs: bool = False
    is_missing: bool = False
    in_register: bool = False
    missing_since: date | None = None
    was_parent_code: str = ""
    was_own_gln: str = ""
    was_inherits_gln: bool = False
    was_derived: int = 0
    was_valid_to: date | None = None
    was_replaced_by: str = ""

    @property
    def path(self) -> str:
        codes: list[str] = []
        node: Node | None = self
        while node is not None:
            codes.append(node.code)
            node = node.parent
        return "/".join(reversed(codes)) + "/"


@dataclass(slots=True)
class Told:
    """What all lines together say about one location number; None: nothing about that."""

    only_internal: bool | None = None
    non_active: bool | None = None
    message_types: set[str] | None = None


@dataclass
class Intake:
    """Everything the files say. ``fields`` are those of FIELDS that every file tells: only they are compared.

    ``on`` is the day that decides which of several versions of a unit counts. Close it when done.
    """

    on: date
    fields: frozenset[str] = frozenset(FIELDS)
    tells_types: bool = False
    nodes: dict[str, Node] = field(default_factory=dict)
    numbers: dict[str, Told] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    # Lines about units, the useless ones among them.
    line_count: int = 0
    # Units that the files speak of, although not in a way that can be used: they are not missing.
    spoken_of: set[str] = field(default_factory=set)
    # SOR code → the codes that say they replace it.
    claims: dict[str, set[str]] = field(default_factory=dict)
    _versions: dict[str, list[tuple[date, date, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._shelf = TemporaryFile()  # noqa: SIM115 (closed by close())
        self._end = 0
        self._at_end = True
        self._compared = tuple(at for at, name in enumerate(Row._fields) if name in self.fields)

    def close(self) -> None:
        self._shelf.close()

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def take(self, items: Iterable[Item]) -> None:
        for item in items:
            self.take_one(item)

    def take_one(self, item: Item) -> None:
        self.line_count += not isinstance(item, Number)
        if isinstance(item, Row):
            self._take_row(item)
        elif isinstance(item, Number):
            self._take_number(item)
        else:
            self.report(item)

    def report(self, problem: Problem) -> None:
        self.problem_count += 1
        if problem.sor_code:
            self.spoken_of.add(problem.sor_code)
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def sorted_problems(self) -> list[Problem]:
        return sorted(self.problems, key=lambda one: (one.file, one.line))

    def problems_as_data(self) -> list[dict[str, Any]]:
        """``Import.problems``: the first ones by line."""
        return [
            {"file": one.file, "line": one.line, "sor_code": one.sor_code, "field": one.field, "reason": one.reason}
            for one in self.sorted_problems()[:STORED_PROBLEMS]
        ]

    def row(self, node: Node) -> Row:
        """The row that ``node`` got from the files. The node must have one."""
        return self._row_at(node.at)

    def _row_at(self, at: int) -> Row:
        self._shelf.seek(at)
        self._at_end = False
        values = json.loads(self._shelf.readline())
        for place in _DATES:
            values[place] = date.fromisoformat(values[place]) if values[place] else None
        return Row(*values)

    def _keep(self, row: Row) -> int:
        """Where on the shelf the row now is."""
        at = self._end
        if not self._at_end:
            self._shelf.seek(at)
            self._at_end = True
        self._end += self._shelf.write(_ENCODE(row).encode() + b"\n")
        return at

    def _take_row(self, row: Row) -> None:
        known = self.nodes.get(row.sor_code)
        if known is None:
            self._set(Node(sys.intern(row.sor_code)), row, self._keep(row))
        elif self._overlaps(known, row):
            before = self.row(known).line
            reason = _("SOR code %(code)s came before, in line %(line)s") % {"code": row.sor_code, "line": before}
            self.report(Problem(row.file, row.line, reason, row.sor_code))
        else:
            self._choose_version(known, row)
        for code in row.replaces.split():
            self.claims.setdefault(code, set()).add(row.sor_code)

    def _set(self, node: Node, row: Row, at: int) -> None:
        self.nodes[node.code] = node
        node.at = at
        node.parent_code = sys.intern(row.parent_sor_code)
        node.own_gln = sys.intern(row.own_gln)
        node.inherits_gln = row.inherits_gln
        node.valid_to = row.valid_to
        node.replaced_by = row.replaced_by
        node.digest = hash(tuple(row[at] for at in self._compared))

    def _overlaps(self, known: Node, row: Row) -> bool:
        """Whether an earlier row of the same unit speaks of the same days (one shared day is let pass)."""
        versions = self._versions.get(known.code) or [_version(self.row(known), known.at)]
        start, end, _at = _version(row, 0)
        return any(start < other_end and other_start < end for other_start, other_end, _at in versions)

    def _choose_version(self, known: Node, row: Row) -> None:
        """Of several periods of one unit the one in force counts; the unit is valid for all of them together."""
        versions = self._versions.setdefault(known.code, [_version(self.row(known), known.at)])
        versions.append(_version(row, self._keep(row)))
        start, end = min(one[0] for one in versions), max(one[1] for one in versions)
        chosen = self._row_at(_in_force(versions, self.on)[2])._replace(
            valid_from=start if start != _FIRST else None, valid_to=end if end != _LAST else None
        )
        self._set(known, chosen, self._keep(chosen))

    def _take_number(self, number: Number) -> None:
        told = self.numbers.setdefault(sys.intern(number.gln), Told())
        if number.only_internal is not None:
            told.only_internal = number.only_internal
        if number.non_active is not None:
            told.non_active = number.non_active
        if number.message_type:
            told.message_types = (told.message_types or set()) | {sys.intern(number.message_type)}


def _version(row: Row, at: int) -> tuple[date, date, int]:
    return row.valid_from or _FIRST, row.valid_to or _LAST, at


def _in_force(versions: list[tuple[date, date, int]], on: date) -> tuple[date, date, int]:
    """The latest that has begun, else the first to come."""
    begun = [one for one in versions if one[0] <= on]
    return max(begun) if begun else min(versions)
