"""A process that has loaded one portal, and forks from it: real workers that die where a test says, and looks inside.

Started by ``pair.py`` with the portal's settings in its environment; reads orders from standard input, one JSON list
``[name, arguments]`` a line, and writes each answer as one line of JSON. Forking saves the seconds that starting
Django takes; what runs in the fork is ``manage.py exchange`` with its own connection and its own process id.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import django

# What every fork needs and would load anew.
LOADED_ONCE = ("correspondence.management.commands.exchange", "tests.exchange.killing.inside")


def main() -> None:
    django.setup()
    from django.conf import settings

    for name in LOADED_ONCE:
        import_module(name)
    settings.UNDO_SECONDS = 0
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(ORDERS[name](**arguments)), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGKILL)


# Workers that have been started and whose end nobody has asked for: they end with their stable.
running: set[int] = set()


def start(*, die_at: int = 0, point: str = "", once: bool = False, claim_minutes: int = 0) -> int:
    """Start a worker; it dies the ``die_at``-th time it reaches ``point`` (any, when none is named); 0: never.

    ``claim_minutes``: how long it waits for those that others have claimed; 0 when all others are dead.
    """
    pid = _fork(lambda: _work(die_at, point, once, claim_minutes))
    running.add(pid)
    return pid


def ended(*, pid: int, wait: bool) -> int | None:
    """The exit code of a worker, negative for the signal that ended it; None while it runs."""
    found, status = os.waitpid(pid, 0 if wait else os.WNOHANG)
    running.discard(found)
    return os.waitstatus_to_exitcode(status) if found else None


def measured() -> list[int]:
    """A worker until nothing moves: its exit code, and the most memory it had, in bytes."""
    pid, status, usage = os.wait4(start(once=True), 0)
    running.discard(pid)
    return [os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024]


def ask(*, what: str, arguments: dict[str, Any]) -> Any:
    """What the function ``what`` of inside.py answers, run in a process of its own."""
    reading, writing = os.pipe()
    pid = _fork(lambda: _answer(writing, what, arguments))
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(answer)


ORDERS: dict[str, Callable[..., Any]] = {"start": start, "ended": ended, "measured": measured, "ask": ask}


def _fork(run: Callable[[], None]) -> int:
    """The child answers to nobody: what it prints goes where its faults go."""
    if pid := os.fork():
        return pid
    try:
        os.dup2(2, 1)
        run()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(70)


def _work(die_at: int, point: str, once: bool, claim_minutes: int) -> None:
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from correspondence.exchange import checkpoints

    settings.CLAIM_MINUTES = claim_minutes
    if die_at:
        setattr(checkpoints, "reached", _killer(die_at, point))  # noqa: B010
    execute_from_command_line(["manage.py", "exchange", "--skip-checks", *(["--once"] if once else [])])


def _killer(die_at: int, point: str) -> Callable[[str], None]:
    left = die_at

    def reached(here: str) -> None:
        nonlocal left
        left -= point in ("", here)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def _answer(pipe: int, what: str, arguments: dict[str, Any]) -> None:
    from tests.exchange.killing import inside

    found = getattr(inside, what)(**arguments)
    with open(pipe, "w", encoding="utf-8") as out:
        json.dump(found, out)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    main()
