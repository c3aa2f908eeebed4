"""When Python looks for memory that nobody uses any more: between two requests, not in the middle of one."""

from __future__ import annotations

import gc
from itertools import count
from typing import Any

# New things that are still there before Python looks by itself all the same (a page leaves about a thousand behind).
_AT_LATEST = 100_000
# Answers after which Python also looks through what has outlived one of them, and through everything.
_MORE, _ALL = 20, 500
_answered = count(1)


def settle() -> None:
    """What is loaded now stays until the process ends, and need not be looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_AT_LATEST, 10, 20)


def tidy(**_: Any) -> None:
    """Look now: an answer has just gone, and who asked for it does not wait (receiver of ``request_finished``).

    Of a thread's page every twentieth took half as long again, because Python looked while it was made.
    """
    number = next(_answered)
    gc.collect(0 if number % _MORE else 1 if number % _ALL else 2)
