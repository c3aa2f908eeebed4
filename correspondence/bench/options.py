"""What a measurement can be told."""

from __future__ import annotations

from dataclasses import dataclass

SEED = 2026


@dataclass(frozen=True, slots=True)
class Options:
    """``messages`` is how many are measured with, or how many units; ``requests`` how often a page is asked for.

    ``load_seconds`` is for how long pages are asked for all together; 0 leaves that part out. ``workers`` is how many
    processes move messages, ``stored`` how many messages are here before.
    """

    messages: int
    requests: int = 300
    load_seconds: float = 20
    seed: int = SEED
    workers: int = 2
    stored: int = 0
