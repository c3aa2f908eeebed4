"""Parents before children."""

from __future__ import annotations

from collections.abc import Iterable

from sor.importing.rows import Problem, Row


def by_level(rows: Iterable[Row], known: set[str]) -> tuple[list[list[Row]], list[Problem]]:
    """The rows in levels, each unit's parent in an earlier level or among ``known`` (SOR codes already stored).

    Rows that cannot be placed (a code given twice, a parent that is nowhere, a circle) come back as problems.
    """
    waiting, problems = _once_each(rows)
    levels: list[list[Row]] = []
    placed: set[str] = {""}
    while waiting:
        # A parent that is itself in the file must be placed first: it may move.
        level = [row for row in waiting.values() if _ready(row, waiting, placed, known)]
        if not level:
            break
        levels.append(level)
        placed.update(row.sor_code for row in level)
        for row in level:
            del waiting[row.sor_code]
    return levels, problems + [_unplaced(row, waiting) for row in waiting.values()]


def _once_each(rows: Iterable[Row]) -> tuple[dict[str, Row], list[Problem]]:
    first: dict[str, Row] = {}
    problems = []
    for row in rows:
        if row.sor_code in first:
            problems.append(Problem(row.file, row.line, f"SOR code {row.sor_code} came before"))
        else:
            first[row.sor_code] = row
    return first, problems


def _ready(row: Row, waiting: dict[str, Row], placed: set[str], known: set[str]) -> bool:
    parent = row.parent_sor_code
    return parent in placed or (parent in known and parent not in waiting)


def _unplaced(row: Row, waiting: dict[str, Row]) -> Problem:
    if row.parent_sor_code in waiting:
        return Problem(row.file, row.line, f"the parent {row.parent_sor_code} was left out or is below the unit itself")
    return Problem(row.file, row.line, f"the parent {row.parent_sor_code} is neither in the file nor known already")
