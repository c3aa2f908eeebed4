"""What a measurement can be told."""

from __future__ import annotations

from dataclasses import dataclass

SEED = 2026


@dataclass(frozen=True, slots=True)
class Options:
    """``messages`` is how many are measured with, or how many units; ``requests`` how often a page is asked for.

    ``workers`` is how many processes do it, ``stored`` how many messages are here before.
    """

    messages: int
    requests: int = 300
    seed: int = SEED
    workers: int = 2
    stored: int = 0
