"""Pages under load: the portal as it runs in production (two gunicorn processes), asked at a steady rate."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from random import Random
from socket import socket
from threading import local
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import CommandError
from django.db import connection

from correspondence.bench.figures import Result, count, milliseconds
from portal.models import User

PROCESSES, THREADS, CALLERS = 2, 4, 16
WARM_UP_SECONDS, START_SECONDS, ANSWER_SECONDS = 2, 30, 30


def under_load(
    user: User, cases: Mapping[str, Sequence[str]], shares: Mapping[str, int], *, rate: int, seconds: float
) -> list[Result]:
    """Ask for the addresses of ``cases``, ``rate`` a second for ``seconds``; times as the caller sees them.

    ``shares`` says how many requests of each case come in one turn (1 where it says nothing). Whoever asks lives on
    the same computer and takes its part of it. Raises CommandError when a page is no page.
    """
    if not seconds:
        return []
    with _portal() as port:
        ask = _Asking(port, _session(user))
        ask.at_rate(_in_turn(cases, shares), rate, WARM_UP_SECONDS)
        times = ask.at_rate(_in_turn(cases, shares), rate, seconds)
    return [
        Result("loaded", case, (count("requests", len(found), "requests"), *milliseconds(found, 50, 95, 99)))
        for case, found in times.items()
    ]


def _in_turn(cases: Mapping[str, Sequence[str]], shares: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Endless; the cases well mixed, so that the slow ones do not come all at once."""
    turn = [case for case in cases for _ in range(shares.get(case, 1))]
    Random(len(turn)).shuffle(turn)  # noqa: S311 (the same every time is what is wanted)
    addresses = {case: cycle(found) for case, found in cases.items()}
    for case in cycle(turn):
        yield case, next(addresses[case])


@dataclass
class _Asking:
    """Callers with a connection each, kept open as a proxy keeps it."""

    port: int
    session: str

    def __post_init__(self) -> None:
        self.here = local()

    def at_rate(self, asked: Iterator[tuple[str, str]], rate: int, seconds: float) -> dict[str, list[float]]:
        """Seconds each request took from the moment it was due: waiting for a free process counts."""
        times: dict[str, list[float]] = defaultdict(list)
        start, futures = time.perf_counter() + 0.1, []
        with ThreadPoolExecutor(CALLERS) as callers:
            for number in range(int(rate * seconds)):
                case, address = next(asked)
                due = start + number / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                futures.append((case, callers.submit(self._ask, address, due)))
            for case, future in futures:
                times[case].append(future.result())
        return times

    def _ask(self, address: str, due: float) -> float:
        if not hasattr(self.here, "connection"):
            self.here.connection = HTTPConnection("localhost", self.port, timeout=ANSWER_SECONDS)
        self.here.connection.request("GET", address, headers={"Cookie": self.session})
        answer = self.here.connection.getresponse()
        answer.read()
        if answer.status not in (200, 204):
            raise CommandError(f"{address} answered {answer.status}: the figures mean nothing.")
        return time.perf_counter() - due


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


@contextmanager
def _portal() -> Iterator[int]:
    """gunicorn over the database and folders of this process; yields its port."""
    port = _free_port()
    options = f"portal.wsgi:application --bind 127.0.0.1:{port} --workers {PROCESSES} --threads {THREADS}"
    options += " --no-control-socket --log-level error"
    command = [sys.executable, "-m", "gunicorn", *options.split()]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=_environment()) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "EXCHANGE_DIR": str(settings.EXCHANGE_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost",
        "DEBUG": "0",
        "SECURE_COOKIES": "0",
        "LOG_LEVEL": "ERROR",
    }


def _database_url() -> str:
    """The address of the database this process works in, also when that is a scratch one."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(name).resolve()}"
    # As text: what urllib takes apart it does not put together again where the host is a folder.
    address, mark, query = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rpartition('/')[0]}/{quote(name)}{mark}{query}"


def _wait_for(port: int, process: subprocess.Popen[Any]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, HTTPException):
            asking = HTTPConnection("localhost", port, timeout=1)
            asking.request("GET", "/healthz")
            if asking.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise CommandError("The portal did not start: no figures under load.")


def _free_port() -> int:
    with socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]
