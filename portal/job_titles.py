"""The official job titles, offered by whoever knows them.

The portal may not import ``correspondence``, so that app hands its lists over when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

# ("Name of the list", [("<system>|<code>", "Title"), …]) as Django's grouped choices.
Group = tuple[str, Sequence[tuple[str, str]]]
_sources: list[Callable[[], Sequence[Group]]] = []


def register(choices: Callable[[], Sequence[Group]]) -> None:
    """Add a source of job titles, called in the reader's language."""
    if choices not in _sources:
        _sources.append(choices)


def groups() -> list[Group]:
    """Every group of every source, in the order they were registered."""
    return [group for source in _sources for group in source()]
