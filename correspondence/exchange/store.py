"""Raw documents: stored and committed untouched before anybody looks inside."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from correspondence.files import store_document, store_stream
from correspondence.models import RawDelivery

NAME_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document a transport has for us, as a file; ``take_away`` removes it from where it came.

    ``lock``: the open file that keeps other workers away from it until the next one is asked for.
    """

    transport: str
    name: str
    path: Path
    take_away: Callable[[], None] | None = None
    lock: BinaryIO | None = None
    _held: list[BinaryIO] = field(default_factory=list)

    def hold(self) -> None:
        """Keep other workers away from it until it is done, for somebody who asks for the next one before."""
        if self.lock:
            self._held.append(os.fdopen(os.dup(self.lock.fileno()), "rb"))

    def let_go(self) -> None:
        while self._held:
            self._held.pop().close()

    def done(self) -> None:
        """It is stored and committed."""
        try:
            if self.take_away:
                self.take_away()
        finally:
            self.let_go()


def store_file(incoming: Incoming, *, at: datetime, entered: bool = True) -> RawDelivery:
    """Store a file of any size without holding it in memory. Raises OSError when it cannot be read.

    Without ``entered`` the row is left to be written with others.
    """
    digest = hashlib.sha256()
    with incoming.path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        size = file.tell()
        file.seek(0)
        stored_as = store_stream("in", file)
    raw = RawDelivery(
        received_at=at,
        transport=incoming.transport,
        name=incoming.name[:NAME_LENGTH],
        size=size,
        sha256=digest.hexdigest(),
        stored_as=stored_as,
    )
    if entered:
        raw.save(force_insert=True)
    return raw


def store_bytes(data: bytes, *, transport: str, name: str, at: datetime) -> RawDelivery:
    return RawDelivery.objects.create(
        received_at=at,
        transport=transport,
        name=name[:NAME_LENGTH],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_as=store_document("in", data),
    )
