"""The tree as it will be: stored units and the files' rows together, every unit in its place.

A row that cannot stand where it wants to (a parent that is nowhere, a circle, too deep) is reported and left out;
a stored unit then stays as it was. What follows from the tree is worked out from the top down.
"""

from __future__ import annotations

import sys
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from sor.importing.capabilities import Capabilities
from sor.importing.intake import Intake, Node
from sor.importing.rows import FIELDS, Problem, Refused
from sor.models import Organisation

PATH_LIMIT = 400
_READ_AT_ONCE = 2000
# A row left out can leave others without a place. Honest files need two or three rounds.
_MAX_ROUNDS = 25
_VISITING, _UNDECIDED, _GONE = -1, -2, -3


def load(intake: Intake) -> None:
    """Add what is stored to the intake's nodes, and note for each unit whether its row says something else."""
    compared = tuple(name for name in FIELDS if name in intake.fields)
    names = (
        "pk", "sor_code", "parent__sor_code", "own_gln", "inherits_gln", "effective_gln", "sends_through_id",
        "capability", "path", "valid_to", "replaced_by", "in_register", "missing_since", *compared,
    )  # fmt: skip
    stored = Organisation.objects.order_by().values_list(*names)
    for values in stored.iterator(chunk_size=_READ_AT_ONCE):
        node = intake.nodes.get(values[1])
        if node is None:
            node = intake.nodes.setdefault(values[1], Node(sys.intern(values[1])))
        else:
            node.differs = node.digest != hash(values[13:])
        _remember(node, values)
        if node.at < 0:
            _as_stored(node)
        else:
            _keep_untold(node, intake.fields)


def _remember(node: Node, values: tuple[Any, ...]) -> None:
    node.pk = values[0]
    node.was_parent_code = sys.intern(values[2] or "")
    node.was_own_gln = sys.intern(values[3])
    # A shared number is one in force without being the unit's own, also for a unit that was not imported.
    node.was_inherits_gln = values[4] or bool(values[5] and not values[3])
    node.was_derived = hash((values[8], values[5], values[6], values[7]))
    node.was_valid_to, node.was_replaced_by, node.in_register, node.missing_since = values[9:13]


def _keep_untold(node: Node, fields: frozenset[str]) -> None:
    """What the files do not tell stays as it is stored, but a unit that was missing and is here again has not ended."""
    if "inherits_gln" not in fields:
        node.inherits_gln = node.was_inherits_gln and not node.own_gln
    if "valid_to" not in fields and not node.missing_since:
        node.valid_to = node.was_valid_to


def _as_stored(node: Node) -> None:
    node.at = -1
    node.differs = False
    node.parent_code = node.was_parent_code
    node.own_gln, node.inherits_gln = node.was_own_gln, node.was_inherits_gln
    node.valid_to, node.replaced_by = node.was_valid_to, ""


def build(intake: Intake) -> list[Node]:
    """All nodes, each after the one above it. Raises Refused when the tree cannot be made sense of."""
    for _round in range(_MAX_ROUNDS):
        faults = _place_all(intake)
        if not faults:
            return sorted(intake.nodes.values(), key=attrgetter("depth"))
        for node, reason in faults:
            _leave_out(node, reason, intake)
        for node in intake.nodes.values():
            node.depth = 0
    raise Refused(_("the units' parents are in too great disorder to make a tree of them"))


def _leave_out(node: Node, reason: str, intake: Intake) -> None:
    row = intake.row(node)
    intake.report(Problem(row.file, row.line, reason, node.code, "parent"))
    if node.pk is None:
        del intake.nodes[node.code]
    else:
        _as_stored(node)


def _place_all(intake: Intake) -> list[tuple[Node, str]]:
    """Give each node its parent and depth; return the nodes whose rows cannot be placed, with the reason."""
    faults: list[tuple[Node, str]] = []
    for node in intake.nodes.values():
        if node.depth == 0:
            faults += _place(node, intake)
    return faults


def _place(node: Node, intake: Intake) -> list[tuple[Node, str]]:
    """Place ``node`` and everything above it that has no place yet."""
    chain: list[Node] = []
    above: Node | None = node
    while above is not None and above.depth == 0:
        above.depth = _VISITING
        chain.append(above)
        above.parent = intake.nodes.get(above.parent_code) if above.parent_code else None
        if above.parent is None and above.parent_code:
            return _fault(chain, _no_parent(above, intake))
        above = above.parent
    if above is not None and above.depth == _VISITING:
        return _circle(chain, above)
    if above is not None and above.depth == _GONE:
        return _fault(chain, _left_out(above.code))
    if above is not None and above.depth == _UNDECIDED:
        return _undecided(chain)
    return _unwind(chain)


def _unwind(chain: list[Node]) -> list[tuple[Node, str]]:
    """From the top down."""
    while chain:
        node = chain[-1]
        above = node.parent
        node.depth = above.depth + 1 if above else 1
        node.path_length = (above.path_length if above else 0) + len(node.code) + 1
        if node.path_length > PATH_LIMIT:
            reason = _("the unit lies too deep: its path is longer than %(limit)s characters") % {"limit": PATH_LIMIT}
            if node.at < 0:
                raise Refused(f"{node.code}: {reason}")
            return _fault(chain, reason)
        chain.pop()
    return []


def _fault(chain: list[Node], reason: str) -> list[tuple[Node, str]]:
    """The topmost of ``chain`` cannot be placed for ``reason``, so neither can the new ones below it."""
    faults = []
    while chain:
        node = chain.pop()
        faults.append((node, reason))
        if node.pk is not None:
            # It goes back to where it is stored; what is below it must be placed anew.
            return faults + _undecided([*chain, node])
        node.depth = _GONE
        reason = _left_out(node.code)
    return faults


def _no_parent(node: Node, intake: Intake) -> str:
    if node.parent_code in intake.spoken_of:
        return _left_out(node.parent_code)
    return _("the parent %(code)s is neither in the file nor known already") % {"code": node.parent_code}


def _left_out(code: str) -> str:
    return _("the parent %(code)s was left out") % {"code": code}


def _undecided(chain: list[Node]) -> list[tuple[Node, str]]:
    for node in chain:
        node.depth = _UNDECIDED
    return []


def _circle(chain: list[Node], first: Node) -> list[tuple[Node, str]]:
    """Those of the circle that have a row are at fault: what is stored has none."""
    circle = [node for node in chain[chain.index(first) :] if node.at >= 0]
    if not circle:
        raise Refused(_("the stored units go in a circle at %(code)s") % {"code": first.code})
    _undecided(chain)
    reason = _("the parent %(code)s lies below the unit itself")
    return [(node, reason % {"code": node.parent_code}) for node in circle]


def derive(order: list[Node], capabilities: Capabilities) -> None:
    """Work out location numbers in force, who sends through whom, and what can be received, from the top down."""
    for node in order:
        above = node.parent
        if node.own_gln:
            node.effective_gln, node.sends_through = node.own_gln, None
        elif above is None:
            node.effective_gln, node.sends_through = "", None
        else:
            node.effective_gln = above.effective_gln if node.inherits_gln else ""
            node.sends_through = above if above.own_gln else above.sends_through
        node.capability = capabilities.of(node.effective_gln)


def derived_differs(node: Node) -> bool:
    """Whether what :func:`derive` found is something else than what is stored."""
    through = node.sends_through.pk if node.sends_through else None
    return node.was_derived != hash((node.path, node.effective_gln, through, node.capability))
