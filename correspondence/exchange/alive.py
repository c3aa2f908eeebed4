"""Which worker has claimed what, and whether it still lives: what a dead one had is taken up by the next at once.

Each worker holds the lock of a file of its own (DATA_DIR/workers) as long as it lives; the system lets go of it
whatever the worker dies of. The file's name is what stands in the worker's claims. Of workers on other machines, or
with another DATA_DIR, nobody here can tell: their claims are freed after CLAIM_MINUTES.
"""

from __future__ import annotations

import fcntl
import os
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Q

from portal import clock

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_held = threading.local()


def me() -> str:
    """The name of this worker: a thread of a process, which has one claim at a time. Forked, it is another one."""
    if getattr(_held, "process", None) != os.getpid():
        _held.process, _held.name = os.getpid(), f"{_machine()}-{uuid.uuid4().hex}"
        _held.file = _locked_anew(_held.name)
    return str(_held.name)


def stuck() -> Q:
    """What a fault has left in this worker's hands, and after CLAIM_MINUTES what others have: they may be dead."""
    before = clock.now() - timedelta(minutes=settings.CLAIM_MINUTES)
    return Q(claimed_at__lt=before) | Q(claimed_by=me())


def bury(free: Callable[[str], object]) -> None:
    """Call ``free`` with the name of each worker on this machine that has died, once it has succeeded never again."""
    machine, ours = _machine(), me()
    for path in _folder().glob(f"{machine}-*") if machine else ():
        if path.name != ours and (file := _lock(path)):
            with file:
                free(path.name)
                path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "workers"


def _machine() -> str:
    """This machine since it was started: only here do locks tell anything. Containers on it have the same one.

    Empty when it has no name.
    """
    try:
        return _BOOT.read_text(encoding="ascii").strip().replace("-", "")
    except OSError:
        return ""


def _locked_anew(name: str) -> BinaryIO | None:
    """None where files cannot be locked: then nobody can tell that this worker has died."""
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        path = _folder() / name
        # Under a name that nobody looks for until it is locked.
        path.with_name(f".{name}").touch()
        file = _lock(path.with_name(f".{name}"))
        if file:
            path.with_name(f".{name}").rename(path)
    except OSError:
        return None
    return file


def _lock(path: Path) -> BinaryIO | None:
    with suppress(OSError):
        file = path.open("rb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
        else:
            return file
    return None
