"""What most threads have none of is not looked for where the thread was fetched knowing so (queries.row_facts)."""

from __future__ import annotations

from correspondence.models import Thread


def has_any(thread: Thread, trace: str) -> bool:
    """False when the thread was fetched with its traces and has none of this name."""
    return bool(getattr(thread, column(trace), True))


def column(trace: str) -> str:
    """Where a thread that was fetched with its traces has the answer."""
    return f"has_{trace}"
