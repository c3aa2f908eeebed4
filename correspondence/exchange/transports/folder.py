"""Files in two folders, as a network operator's gateway reads and writes them."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from correspondence.exchange import checkpoints
from correspondence.exchange.store import Incoming
from correspondence.exchange.transports.base import (
    LOOK_AGAIN_SECONDS,
    Seen,
    TakingAway,
    TransportDown,
    is_finished,
    unchanged,
)
from portal.storage import flush

FRESH_SECONDS = 2.0
_away = TakingAway()


class FolderTransport:
    """``EXCHANGE_DIR/in`` and ``EXCHANGE_DIR/out``. Writers rename into place; unfinished names are left alone.

    What was fetched and sent needs no archive of its own: both stand in the file storage, for RAW_RETENTION_DAYS.
    """

    name = "folder"

    def __init__(self, inbox: Path | None = None, outbox: Path | None = None) -> None:
        self.inbox = inbox or Path(settings.EXCHANGE_DIR) / "in"
        self.outbox = outbox or Path(settings.EXCHANGE_DIR) / "out"
        self._prepared: set[str] = set()

    def prepare(self, envelopes: Mapping[str, bytes]) -> None:
        """Written and on the disk, under names that nobody reads."""
        with suppress(OSError):
            written = [self._write(envelope_id, envelope) for envelope_id, envelope in envelopes.items()]
            flush([str(path) for path in written])
            self._prepared = set(envelopes)

    def send(self, envelope_id: str, envelope: bytes) -> None:
        try:
            unfinished = self._unfinished(envelope_id)
            if envelope_id not in self._prepared:
                flush([str(self._write(envelope_id, envelope))])
            self._prepared.discard(envelope_id)
            checkpoints.reached(checkpoints.WRITTEN)
            unfinished.rename(self.outbox / f"{envelope_id}.xml")
        except OSError as error:
            raise TransportDown(f"{self.outbox}: {error.strerror or error}") from error

    def _unfinished(self, envelope_id: str) -> Path:
        return self.outbox / f".{envelope_id}.part"

    def _write(self, envelope_id: str, envelope: bytes) -> Path:
        self.outbox.mkdir(parents=True, exist_ok=True)
        path = self._unfinished(envelope_id)
        path.write_bytes(envelope)
        return path

    def forget_unfinished(self, before: datetime) -> None:
        """Remove what a worker that died was about to hand over, when nobody has done it since."""
        for path in self.outbox.glob(".*.part"):
            with suppress(OSError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()

    def poll(self) -> Iterator[Incoming]:
        try:
            self.inbox.mkdir(parents=True, exist_ok=True)
            files = _settled(self.inbox)
        except OSError as error:
            raise TransportDown(f"{self.inbox}: {error.strerror or error}") from error
        for name, state in sorted(files.items()):
            path = self.inbox / name
            file, remove = (path, state), partial(path.unlink, missing_ok=True)
            with _held(path) as (ours, lock):
                if ours and not _away.has_stored(file, remove):
                    yield Incoming(self.name, name, path, take_away=partial(_away.take, file, remove), lock=lock)


@contextmanager
def _held(path: Path) -> Iterator[tuple[bool, BinaryIO | None]]:
    """Whether this worker has ``path`` to itself while inside, and the file with the lock, which goes with its holder,
    also when that dies.

    A file that another worker has, or has taken away since the folder was read, is left to it. Where files cannot be
    opened or locked there is no telling: what is then fetched twice is a duplicate like any other.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        yield not isinstance(error, FileNotFoundError), None
        return
    with file:
        yield _locked(file.fileno(), path), file


def _locked(file: int, path: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _settled(folder: Path) -> Seen:
    """The finished files. A fresh one is looked at twice, for senders that copy instead of renaming."""
    first = _seen(folder)
    if any(time.time() - changed < FRESH_SECONDS for _, changed in first.values()):
        time.sleep(LOOK_AGAIN_SECONDS)
        first = unchanged(first, _seen(folder))
    return first


def _seen(folder: Path) -> Seen:
    """Size and time of change of each file that may be finished."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_finished(entry.name) and entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                found[entry.name] = (state.st_size, state.st_mtime)
    return found
