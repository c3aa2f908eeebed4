"""What the rest of the portal uses units for: told here by whoever knows, because the register does not."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from sor.models import Organisation


class Source(Protocol):
    """Whoever knows what units are used for: a module with these functions. Units are named by their SOR codes."""

    def mailboxes(self) -> dict[str, bool]:
        """The units with a mailbox: whether it is open."""

    def open_threads(self) -> dict[str, int]:
        """The units that are the other party of threads not finished: of how many."""

    def threads_with(self, sor_code: str) -> int:
        """How many threads there are with one unit, finished ones too."""


_sources: list[Source] = []


def register(source: Source) -> None:
    """Have ``source`` asked what units are used for."""
    if source not in _sources:
        _sources.append(source)


class Usage:
    """What units are used for now. Threads are counted when somebody asks, because all of them are read for it."""

    @cached_property
    def mailboxes(self) -> dict[str, bool]:
        return {code: is_open for source in _sources for code, is_open in source.mailboxes().items()}

    @cached_property
    def open_threads(self) -> dict[str, int]:
        return {code: number for source in _sources for code, number in source.open_threads().items()}

    @property
    def watched(self) -> set[str]:
        """The units that an import matters most for."""
        return {*self.mailboxes, *self.open_threads}


def threads_with(unit: Organisation) -> int:
    return sum(source.threads_with(unit.sor_code) for source in _sources)


def own_tops(used: Usage) -> list[str]:
    """SOR codes of the institution owners that have a mailbox below them: the registers we answer for."""
    paths = Organisation.objects.filter(sor_code__in=used.mailboxes).values_list("path", flat=True)
    return sorted({path.partition("/")[0] for path in paths})
