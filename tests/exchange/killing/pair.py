"""Two portals with a database and files of their own; what one puts in its ``out``, the other finds in its ``in``."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.db import connection

from correspondence.exchange.transports.base import is_finished
from correspondence.models import Mailbox
from sor.models import Organisation
from sor.numbers import gln_with_check_digit, make_sor_code

STABLE = Path(__file__).with_name("stable.py")
SERIALS = {"a": 6101, "b": 6201}
PATIENCE_SECONDS = 180


def mailbox_of_a() -> Mailbox:
    """What letters to A are addressed to; not a row of this database."""
    serial = SERIALS["a"]
    gln = gln_with_check_digit(f"57900099{serial:04d}")
    return Mailbox(organisation=Organisation(sor_code=make_sor_code(serial), effective_gln=gln, name="Enhed"))


class Portal:
    """One of the two, as the stable that its workers come from."""

    def __init__(self, process: subprocess.Popen[str], exchange: Path):
        self._process, self.exchange = process, exchange

    def run(self, **deadly: Any) -> int:
        """A worker until nothing moves, or until it dies; its exit code, -9 for a kill."""
        return self._order("ended", pid=self.start(once=True, **deadly), wait=True)

    def start(self, **deadly: Any) -> int:
        return self._order("start", **deadly)

    def ended(self, pid: int, *, wait: bool = False) -> int | None:
        return self._order("ended", pid=pid, wait=wait)

    def measured(self) -> tuple[int, int]:
        """A worker until nothing moves; its exit code and the most memory it had, in bytes."""
        code, memory = self._order("measured")
        return code, memory

    def ask(self, what: str, **arguments: Any) -> Any:
        return self._order("ask", what=what, arguments=arguments)

    def files(self) -> list[str]:
        """What lies on its way to this portal, whole; a worker that died may have left something half-written there."""
        return sorted(path.name for path in (self.exchange / "in").iterdir() if is_finished(path.name))

    def _order(self, name: str, **arguments: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the stable has ended: {self._process.wait()}"
        return json.loads(answer)


@contextmanager
def two_portals(folder: Path) -> Iterator[tuple[Portal, Portal]]:
    """A and B, set up and strangers to each other. Needs the tests' database to exist: both are copies of it."""
    roads = {"ab": folder / "from-a-to-b", "ba": folder / "from-b-to-a"}
    for road in roads.values():
        road.mkdir()
    with ExitStack() as stack:
        a = stack.enter_context(_portal(folder / "a", into=roads["ba"], out_of=roads["ab"]))
        b = stack.enter_context(_portal(folder / "b", into=roads["ab"], out_of=roads["ba"]))
        a.ask("set_up", own=SERIALS["a"], other=SERIALS["b"])
        b.ask("set_up", own=SERIALS["b"], other=SERIALS["a"])
        yield a, b


@contextmanager
def one_portal(folder: Path) -> Iterator[Portal]:
    """A alone, with a network that nobody answers from."""
    roads = [folder / "in", folder / "out"]
    for road in roads:
        road.mkdir()
    with _portal(folder / "a", into=roads[0], out_of=roads[1]) as portal:
        portal.ask("set_up", own=SERIALS["a"], other=SERIALS["b"])
        yield portal


@contextmanager
def _portal(folder: Path, *, into: Path, out_of: Path) -> Iterator[Portal]:
    exchange = folder / "exchange"
    exchange.mkdir(parents=True)
    (exchange / "in").symlink_to(into)
    (exchange / "out").symlink_to(out_of)
    with _database(folder) as address:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": address,
            "DATA_DIR": str(folder),
            "EXCHANGE_DIR": str(exchange),
            "SECRET_KEY": "for-this-test-only",
            "EXCHANGE_POLL_SECONDS": "0.05",
        }
        command = [sys.executable, str(STABLE)]
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            yield Portal(process, exchange)
            process.communicate(timeout=PATIENCE_SECONDS)


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """The address of a database like the tests' own, which has every migration and nothing else in it."""
    source = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        path = folder / "portal.sqlite3"
        with sqlite3.connect(source) as known, sqlite3.connect(path) as copy:
            known.backup(copy)
        yield f"sqlite:///{quote(str(path))}"
        return
    name = f"killing_{uuid4().hex}"
    _maintain(f'CREATE DATABASE {name} TEMPLATE "{source}"')
    try:
        yield os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    finally:
        _maintain(f"DROP DATABASE {name} WITH (FORCE)")


def _maintain(statement: str) -> None:
    """A database is copied while nobody is in it."""
    connection.close()
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


def until(settled: Callable[[], object], standing: Callable[[], object] = lambda: None) -> None:
    """Wait for something that comes by itself, as long as anything moves: on a loaded machine that may take its time.

    ``standing`` is what moves, looked at every PATIENCE_SECONDS; what is told when nothing has.
    """
    seen, look = None, time.monotonic() + PATIENCE_SECONDS
    while not settled():
        if time.monotonic() > look:
            before, seen, look = seen, standing(), time.monotonic() + PATIENCE_SECONDS
            assert before != seen, f"it never came to rest: {seen}"
        time.sleep(0.1)
