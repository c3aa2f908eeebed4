"""Leave a party alone for a while that did not answer, so that it does not slow everything that waits for it."""

from __future__ import annotations

import time

from django.conf import settings


class Breaker:
    """Broken by a failure, it stays so for ``EXCHANGE_PAUSE_SECONDS``; then one may try again.

    Of one process: each learns for itself, which costs one time-out each.
    """

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_broken(self) -> bool:
        return time.monotonic() < self._until

    def fail(self) -> None:
        self._until = time.monotonic() + settings.EXCHANGE_PAUSE_SECONDS

    def mend(self) -> None:
        self._until = 0.0
