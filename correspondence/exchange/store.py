"""Raw documents: stored and committed untouched before anybody looks inside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from correspondence.files import store_document, store_stream
from correspondence.models import RawDelivery

NAME_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document a transport has for us, as a file; ``take_away`` removes it from where it came."""

    transport: str
    name: str
    path: Path
    take_away: Callable[[], None] | None = None

    def done(self) -> None:
        """It is stored and committed."""
        if self.take_away:
            self.take_away()


def store_file(incoming: Incoming, *, at: datetime) -> RawDelivery:
    """Store a file of any size without holding it in memory. Raises OSError when it cannot be read."""
    digest = hashlib.sha256()
    with incoming.path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        size = file.tell()
        file.seek(0)
        stored_as = store_stream("in", file)
    return RawDelivery.objects.create(
        received_at=at,
        transport=incoming.transport,
        name=incoming.name[:NAME_LENGTH],
        size=size,
        sha256=digest.hexdigest(),
        stored_as=stored_as,
    )


def store_bytes(data: bytes, *, transport: str, name: str, at: datetime) -> RawDelivery:
    return RawDelivery.objects.create(
        received_at=at,
        transport=transport,
        name=name[:NAME_LENGTH],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_as=store_document("in", data),
    )
