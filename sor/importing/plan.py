"""What an import would do, worked out without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sor.importing import tree
from sor.importing.capabilities import Capabilities
from sor.importing.intake import Intake, Node
from sor.importing.rows import Refused
from sor.models import ChangeKind, Organisation

BATCH = 500
# A file of so many lines is the wrong one, or has its columns in another order, when so many per cent of them are of
# no use. (Of the few units of a short file, one that is wrong may be many per cent.)
_TELLING_LINES = 50
_MAX_USELESS_SHARE = 20
# A preview shows this many of each kind, and the watched ones whatever their number.
LISTED = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about one unit; ``old`` and ``new`` as in OrganisationChange. ``watched``: one of the caller's own."""

    kind: ChangeKind
    sor_code: str
    name: str
    old: str = ""
    new: str = ""
    watched: bool = False

    def as_data(self) -> dict[str, Any]:
        return {
            "sor_code": self.sor_code,
            "name": self.name,
            "old": self.old,
            "new": self.new,
            "watched": self.watched,
        }


@dataclass
class Plan:
    """What stands to be written. ``objection`` is why it should not be without somebody insisting; empty: nothing.

    ``new`` and ``altered`` are in the order of the tree, the upper ones first. ``marked`` are those that need
    nothing but the note that the whole register holds them.
    """

    intake: Intake
    is_full: bool
    capabilities: Capabilities
    new: list[Node] = field(default_factory=list)
    altered: list[Node] = field(default_factory=list)
    marked: list[Node] = field(default_factory=list)
    unchanged: int = 0
    closing: int = 0
    open_before: int = 0

    @property
    def objection(self) -> str:
        return self._too_many_left_out() or self._too_many_closed()

    def _too_many_left_out(self) -> str:
        lines, useless = self.intake.line_count, self.intake.problem_count
        if useless and useless == lines and not self.intake.numbers:
            return _nothing_of_use(self.intake)
        if lines < _TELLING_LINES or 100 * useless <= _MAX_USELESS_SHARE * lines:
            return ""
        return _("%(useless)s of %(lines)s lines cannot be used: is it the right file, with its columns in place?") % {
            "useless": useless,
            "lines": lines,
        }

    def _too_many_closed(self) -> str:
        share = 100 * self.closing / self.open_before if self.open_before else 0
        if share <= settings.SOR_MAX_CLOSING_SHARE:
            return ""
        return _(
            "%(closing)s of %(open)s units would be closed (%(share).1f %%; at most %(limit)s %% are let pass)"
        ) % {
            "closing": self.closing,
            "open": self.open_before,
            "share": share,
            "limit": settings.SOR_MAX_CLOSING_SHARE,
        }

    def let_go(self) -> None:
        """Drop the nodes: what remains can be counted no more."""
        for nodes in (self.new, self.altered, self.marked, self.intake.nodes):
            nodes.clear()

    def alterations(self) -> Iterator[tuple[Organisation, list[Change]]]:
        """Each altered unit as it will be, not saved, with what changes of all that history tells."""
        for some in _batches(self.altered):
            stored = Organisation.objects.in_bulk([node.pk for node in some])
            for node in some:
                unit = stored[node.pk]
                before = _told(unit)
                self._alter(unit, node)
                yield unit, _changes(unit, before, self.intake.on)

    def _alter(self, unit: Organisation, node: Node) -> None:
        if node.at >= 0:
            row = self.intake.row(node)
            for name in self.intake.fields:
                setattr(unit, name, getattr(row, name))
            unit.in_register = node.in_register or self.is_full
        unit.parent_id = node.parent.pk if node.parent else None
        unit.path = node.path
        unit.inherits_gln = node.inherits_gln
        unit.effective_gln = node.effective_gln
        unit.sends_through_id = node.sends_through.pk if node.sends_through else None
        unit.capability = node.capability
        unit.valid_to = node.valid_to
        unit.missing_since = node.missing_since
        unit.replaced_by = node.replaced_by or node.was_replaced_by

    def as_data(self, watched: Collection[str] = ()) -> tuple[dict[str, int], dict[str, list[dict[str, Any]]]]:
        """``Import.counts`` and ``Import.changes``: how many of each ChangeKind, and those to show, watched ones first.

        ``watched``: SOR codes that the caller cares most about; they and everything below them are listed always.
        """
        listing = Listing(self, watched)
        for unit, changes in self.alterations():
            listing.add(unit, changes)
        return listing.counts(), listing.changes()


class Listing:
    """Counts changes and keeps those that a preview shows."""

    def __init__(self, plan: Plan, watched: Collection[str]):
        self._plan = plan
        self._watched = frozenset(watched)
        self._counts: Counter[str] = Counter({kind.value: 0 for kind in ChangeKind})
        self._kept: dict[str, list[Change]] = {kind.value: [] for kind in ChangeKind}

    def add(self, unit: Organisation, changes: list[Change]) -> None:
        is_watched = bool(self._watched) and not self._watched.isdisjoint(unit.ancestor_codes)
        for one in changes:
            self._counts[one.kind] += 1
            if is_watched or len(self._kept[one.kind]) < LISTED:
                self._kept[one.kind].append(Change(one.kind, one.sor_code, one.name, one.old, one.new, is_watched))

    def counts(self) -> dict[str, int]:
        plan = self._plan
        return {
            **self._counts,
            ChangeKind.NEW.value: len(plan.new),
            "changed": len(plan.altered),
            "unchanged": plan.unchanged,
            "numbers": len(plan.capabilities.changed),
            "problems": plan.intake.problem_count,
            "open_before": plan.open_before,
            "closing": plan.closing,
        }

    def changes(self) -> dict[str, list[dict[str, Any]]]:
        self._kept[ChangeKind.NEW] = [self._addition(node) for node in self._new_to_list()]
        return {
            kind: [one.as_data() for one in sorted(kept, key=lambda one: not one.watched)]
            for kind, kept in self._kept.items()
        }

    def _new_to_list(self) -> list[Node]:
        others = islice((node for node in self._plan.new if not self._is_watched(node)), LISTED)
        return [*filter(self._is_watched, self._plan.new), *others]

    def _is_watched(self, node: Node) -> bool:
        return bool(self._watched) and not self._watched.isdisjoint(node.path.split("/"))

    def _addition(self, node: Node) -> Change:
        name = self._plan.intake.row(node).name
        return Change(ChangeKind.NEW, node.code, name, new=node.parent_code, watched=self._is_watched(node))


def plan(intake: Intake, *, is_full: bool) -> Plan:
    """What it takes to make the register say what ``intake`` says. Nothing is written.

    ``is_full``: the files are the whole register, so that a unit held by it before and now missing is closed.
    Raises Refused when the files hold nothing that can be used.
    """
    if not intake.nodes and not intake.numbers:
        raise Refused(_nothing_of_use(intake))
    has_units = bool(intake.nodes)
    tree.load(intake)
    order = tree.build(intake)
    capabilities = Capabilities(intake, {node.own_gln for node in order if node.own_gln}, is_whole=is_full)
    tree.derive(order, capabilities)
    found = Plan(intake, is_full and has_units, capabilities)
    _succeed(intake)
    for node in order:
        _sort_out(node, found)
    return found


def _nothing_of_use(intake: Intake) -> str:
    first = f" {intake.problems[0]}" if intake.problems else ""
    return _("not one line of the file can be used.") + first


def _succeed(intake: Intake) -> None:
    """Join who a unit says replaced it with who says to have replaced it. What is known is never forgotten."""
    limit = Organisation._meta.get_field("replaced_by").max_length or 0
    for code in {*intake.claims, *(node.code for node in intake.nodes.values() if node.replaced_by)}:
        if node := intake.nodes.get(code):
            codes = {*node.replaced_by.split(), *node.was_replaced_by.split(), *intake.claims.get(code, ())} - {code}
            while len(" ".join(sorted(codes))) > limit:
                codes.remove(max(codes))
            node.replaced_by = " ".join(sorted(codes))


def _sort_out(node: Node, found: Plan) -> None:
    """Put the node where it belongs in the plan."""
    on = found.intake.on
    was_open = node.pk is not None and (node.was_valid_to is None or node.was_valid_to >= on)
    found.open_before += was_open
    if found.is_full and was_open and node.in_register and _is_absent(node, found.intake):
        node.valid_to, node.missing_since, node.is_missing = on - timedelta(days=1), on, True
    elif node.at >= 0:
        node.differs = node.differs or node.missing_since is not None
        node.missing_since = None
    found.closing += was_open and node.valid_to is not None and node.valid_to < on
    if node.pk is None:
        found.new.append(node)
    elif _is_altered(node):
        found.altered.append(node)
    elif node.at >= 0:
        found.unchanged += 1
        if found.is_full and not node.in_register:
            found.marked.append(node)


def _is_absent(node: Node, intake: Intake) -> bool:
    return node.at < 0 and node.code not in intake.spoken_of


def _is_altered(node: Node) -> bool:
    return (
        node.differs
        or node.is_missing
        or node.parent_code != node.was_parent_code
        or (node.replaced_by != "" and node.replaced_by != node.was_replaced_by)
        or tree.derived_differs(node)
    )


def _told(unit: Organisation) -> dict[ChangeKind, str]:
    """What history tells about a unit."""
    return {
        ChangeKind.RENAMED: unit.name,
        ChangeKind.MOVED: (unit.ancestor_codes[1:] or [""])[0],
        ChangeKind.GLN: unit.effective_gln,
        ChangeKind.CAPABILITY: unit.capability,
        ChangeKind.VALIDITY: f"{unit.valid_from or '..'}/{unit.valid_to or '..'}",
    }


def _changes(unit: Organisation, before: dict[ChangeKind, str], on: date) -> list[Change]:
    after = _told(unit)
    return [
        Change(_kind(kind, old, after[kind], on), unit.sor_code, unit.name, old, after[kind])
        for kind, old in before.items()
        if old != after[kind]
    ]


def _kind(kind: ChangeKind, old: str, new: str, on: date) -> ChangeKind:
    """Other dates that close or open the unit are told as that."""
    if kind is not ChangeKind.VALIDITY or _has_ended(old, on) == _has_ended(new, on):
        return kind
    return ChangeKind.CLOSED if _has_ended(new, on) else ChangeKind.REOPENED


def _has_ended(validity: str, on: date) -> bool:
    end = validity.partition("/")[2]
    return end != ".." and date.fromisoformat(end) < on


def _batches(nodes: list[Node]) -> Iterator[list[Node]]:
    for start in range(0, len(nodes), BATCH):
        yield nodes[start : start + BATCH]
