"""File storage that survives a power cut."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.core.files.storage import FileSystemStorage

# A disk writes down many files in little more time than one, when it is asked for them at once.
_AT_ONCE = 8
_later = threading.local()


class DurableStorage(FileSystemStorage):
    """Files are on the disk before ``save`` returns: a raw document is taken from its sender only after that."""

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        paths = (self.path(saved), os.path.dirname(self.path(saved)))
        waiting = getattr(_later, "paths", None)
        if waiting is None:
            flush(paths)
        else:
            waiting.update(paths)
        return saved


@contextmanager
def flushed_together() -> Iterator[None]:
    """What this thread saves inside is on the disk on leaving, not before: much faster for many files.

    Raises OSError on leaving when it is not. When something is raised inside nothing is promised of what was saved.
    """
    if getattr(_later, "paths", None) is not None:
        yield
        return
    _later.paths = paths = set[str]()
    try:
        yield
    finally:
        _later.paths = None
    flush(paths)


def flush(paths: Collection[str]) -> None:
    """Files and folders are on the disk when this returns. Raises OSError."""
    if len(paths) > 2:
        list(_pool(os.getpid()).map(_flush, paths))
        return
    for path in paths:
        _flush(path)


@cache
def _pool(_process: int) -> ThreadPoolExecutor:
    """Kept, for threads take longer to start than to do this; a forked process has none of them."""
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="flush")


def _flush(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
