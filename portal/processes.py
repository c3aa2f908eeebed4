"""Several processes run as one: a signal stops them all, and when one ends the others are stopped."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_SECONDS = 0.2


class Together:
    """Child processes that live and die together."""

    def __init__(self, commands: Mapping[str, Sequence[str]], *, patience: float = 30.0):
        """``commands`` maps a name for people to an argument list. ``patience`` is in seconds: how long a
        child may take to finish its work after it was asked to stop, before it is killed."""
        self.commands = commands
        self.patience = patience
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.signals_seen = 0

    def run(self, while_running: Callable[[], None] = lambda: None) -> tuple[str, int] | None:
        """Start all, wait, stop all. ``while_running`` is called a few times a second.

        Returns None when a signal ended it, otherwise name and exit code of the child that ended by itself.
        """
        with self._signals_caught():
            try:
                self._start()
                while not self.signals_seen and not self._ended():
                    while_running()
                    time.sleep(LOOK_SECONDS)
                return None if self.signals_seen else self._ended()
            finally:
                self._stop()

    def _start(self) -> None:
        for name, command in self.commands.items():
            # Sessions of their own: Ctrl-C reaches the children once, from here, not twice.
            self.children[name] = subprocess.Popen(command, start_new_session=True)

    def _ended(self) -> tuple[str, int] | None:
        for name, child in self.children.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def _alive(self) -> list[subprocess.Popen[bytes]]:
        return [child for child in self.children.values() if child.poll() is None]

    def _stop(self) -> None:
        asked = self.signals_seen
        for child in self._alive():
            child.terminate()
        deadline = time.monotonic() + self.patience
        # A second Ctrl-C means: do not wait.
        while self._alive() and time.monotonic() < deadline and self.signals_seen <= max(asked, 1):
            time.sleep(LOOK_SECONDS)
        for child in self._alive():
            child.kill()
            child.wait()

    @contextmanager
    def _signals_caught(self) -> Iterator[None]:
        # What the caller made us ignore (nohup) stays ignored.
        wanted = [number for number in STOP_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        former = {number: signal.signal(number, self._on_signal) for number in wanted}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals_seen += 1
