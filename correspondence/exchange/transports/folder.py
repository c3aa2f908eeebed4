"""Files in two folders, as a network operator's gateway reads and writes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from correspondence.exchange.store import Incoming
from correspondence.exchange.transports.base import TransportDown

_UNFINISHED = (".part", ".tmp", ".filepart")


class FolderTransport:
    """``EXCHANGE_DIR/in`` and ``EXCHANGE_DIR/out``. Writers rename into place; unfinished names are left alone."""

    name = "folder"

    def __init__(self) -> None:
        self.inbox = Path(settings.EXCHANGE_DIR) / "in"
        self.outbox = Path(settings.EXCHANGE_DIR) / "out"

    def send(self, envelope_id: str, envelope: bytes) -> None:
        try:
            self.outbox.mkdir(parents=True, exist_ok=True)
            unfinished = self.outbox / f".{envelope_id}.part"
            with unfinished.open("wb") as file:
                file.write(envelope)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self.outbox / f"{envelope_id}.xml")
        except OSError as error:
            raise TransportDown(f"{self.outbox}: {error.strerror or error}") from error

    def poll(self) -> Iterator[Incoming]:
        try:
            self.inbox.mkdir(parents=True, exist_ok=True)
            names = sorted(entry.name for entry in os.scandir(self.inbox) if entry.is_file(follow_symlinks=False))
        except OSError as error:
            raise TransportDown(f"{self.inbox}: {error.strerror or error}") from error
        for name in names:
            if not name.startswith(".") and not name.endswith(_UNFINISHED):
                yield Incoming(self.name, name, self.inbox / name, remove=True)
