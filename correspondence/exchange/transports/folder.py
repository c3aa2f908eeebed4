"""Files in two folders, as a network operator's gateway reads and writes them."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from correspondence.exchange import checkpoints
from correspondence.exchange.store import Incoming
from correspondence.exchange.transports.base import TransportDown

FRESH_SECONDS = 2.0
LOOK_AGAIN_SECONDS = 0.1
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
            checkpoints.reached(checkpoints.WRITTEN)
            unfinished.rename(self.outbox / f"{envelope_id}.xml")
        except OSError as error:
            raise TransportDown(f"{self.outbox}: {error.strerror or error}") from error

    def poll(self) -> Iterator[Incoming]:
        try:
            self.inbox.mkdir(parents=True, exist_ok=True)
            names = _settled(self.inbox)
        except OSError as error:
            raise TransportDown(f"{self.inbox}: {error.strerror or error}") from error
        for name in names:
            with _held(self.inbox / name) as ours:
                if ours:
                    yield Incoming(self.name, name, self.inbox / name, remove=True)


@contextmanager
def _held(path: Path) -> Iterator[bool]:
    """Whether this worker has ``path`` to itself while inside. The lock goes with its holder, also when that dies.

    A file that another worker has, or has taken away since the folder was read, is left to it. Where files cannot be
    opened or locked there is no telling: what is then fetched twice is a duplicate like any other.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        yield not isinstance(error, FileNotFoundError)
        return
    with file:
        yield _locked(file.fileno(), path)


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


def _settled(folder: Path) -> list[str]:
    """Names of finished files. A fresh one is looked at twice, for senders that copy instead of renaming."""
    first = _seen(folder)
    if any(time.time() - changed < FRESH_SECONDS for _, changed in first.values()):
        time.sleep(LOOK_AGAIN_SECONDS)
        second = _seen(folder)
        first = {name: state for name, state in first.items() if second.get(name) == state}
    return sorted(first)


def _seen(folder: Path) -> dict[str, tuple[int, float]]:
    """Size and time of change of each file that may be finished."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            finished = not entry.name.startswith(".") and not entry.name.endswith(_UNFINISHED)
            if finished and entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                found[entry.name] = (state.st_size, state.st_mtime)
    return found
