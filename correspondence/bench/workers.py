"""Worker processes for a measurement, forked from it, so that they work in its scratch database and folders."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from os import sysconf
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection

from correspondence.exchange.worker import Round, run_round

REST_SECONDS = 0.005
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """How far one worker was at a time: documents done, seconds of processor time, bytes of memory."""

    at: float
    done: int
    processor: float
    memory: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What the workers did together, each as its samples from the beginning to the end."""

    seconds: float
    workers: list[list[Sample]]

    @property
    def processor(self) -> float:
        """Seconds of processor time in the workers, without the database's."""
        return sum(samples[-1].processor - samples[0].processor for samples in self.workers)

    def memory(self, *, last: bool) -> int:
        """The most that one worker held in the second tenth of its work, when it has warmed up, or in the last."""
        tenth = (lambda share: share >= 0.9) if last else (lambda share: 0.1 <= share <= 0.2)
        return max((one.memory for one in self._in(tenth)), default=0)

    def cost(self, *, last: bool) -> float:
        """Seconds of processor time a document took in the first or last tenth of the work; in all of it when short."""
        spent, done = 0.0, 0
        for samples in self.workers:
            total = samples[-1].done or 1
            for before, after in pairwise(samples):
                if (before.done / total >= 0.9) if last else (after.done / total <= 0.1):
                    spent, done = spent + after.processor - before.processor, done + after.done - before.done
        return spent / done if done else self.processor / sum(samples[-1].done or 1 for samples in self.workers)

    def _in(self, wanted: Callable[[float], bool]) -> list[Sample]:
        found = []
        for samples in self.workers:
            total = samples[-1].done or 1
            found += [one for one in samples if wanted(one.done / total)] or samples[-1:]
        return found


def work(number: int, *, is_done: Callable[[], bool], counts: Callable[[Round], int]) -> Worked:
    """Let ``number`` workers do rounds until nothing moves and ``is_done``; ``counts`` is what a round counts as."""
    context = multiprocessing.get_context("fork")
    connection.close()
    ways = [context.Pipe(duplex=False) for _ in range(number)]
    start = time.monotonic()
    children = [context.Process(target=_one, args=(writing, is_done, counts)) for _, writing in ways]
    for child in children:
        child.start()
    for _, writing in ways:
        writing.close()
    samples = [_received(reading) for reading, _ in ways]
    for child in children:
        child.join()
    return Worked(time.monotonic() - start, samples)


def _received(reading: Any) -> list[Sample]:
    try:
        return reading.recv()
    except EOFError:
        raise CommandError("A worker has failed: the figures mean nothing.") from None


def _one(writing: Any, is_done: Callable[[], bool], counts: Callable[[Round], int]) -> None:
    done, samples = 0, [_sample(0)]
    while True:
        moved = run_round()
        done += counts(moved)
        if counts(moved):
            samples.append(_sample(done))
        elif moved.idle:
            if is_done():
                break
            time.sleep(REST_SECONDS)
    connection.close()
    writing.send(samples)


def _sample(done: int) -> Sample:
    return Sample(time.monotonic(), done, time.process_time(), _memory())


def _memory() -> int:
    """Of this process, in bytes, resident."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * sysconf("SC_PAGE_SIZE")
