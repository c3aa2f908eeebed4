"""What the rest of the portal uses units for: told here by whoever knows, because the register does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sor.models import Organisation


@dataclass(frozen=True, slots=True)
class Usage:
    """``mailboxes``: SOR code → whether the mailbox is open. ``threads``: SOR code of the other party → how many."""

    mailboxes: dict[str, bool] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)

    @property
    def watched(self) -> set[str]:
        """The units that an import matters most for."""
        return {*self.mailboxes, *self.threads}


Source = Callable[[], Usage]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Have ``source`` asked what units are used for."""
    if source not in _sources:
        _sources.append(source)


def usage() -> Usage:
    found = Usage()
    for source in _sources:
        told = source()
        found.mailboxes.update(told.mailboxes)
        found.threads.update(told.threads)
    return found


def own_tops(used: Usage) -> list[str]:
    """SOR codes of the institution owners that have a mailbox below them: the registers we answer for."""
    paths = Organisation.objects.filter(sor_code__in=used.mailboxes).values_list("path", flat=True)
    return sorted({path.partition("/")[0] for path in paths})
