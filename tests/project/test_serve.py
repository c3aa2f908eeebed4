"""Portal and worker run together: what stops one stops both."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.management.commands.serve import Announcement, lock_shared, require_free_port
from portal.processes import STOP_SIGNALS, Together
from tests.project.source import ROOT

FOREVER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time, pathlib, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "pathlib.Path(sys.argv[1]).touch(); time.sleep(600)",
]


@pytest.fixture(autouse=True)
def signals_are_heard() -> Iterator[None]:
    """Also where the tests run in the background of a shell, which makes them ignore Ctrl-C."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in STOP_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def all_stopped(together: Together) -> bool:
    return len(together.children) == 2 and all(child.poll() is not None for child in together.children.values())


def test_when_one_ends_the_other_is_stopped() -> None:
    together = Together({"portal": FOREVER, "worker": [sys.executable, "-c", "raise SystemExit(3)"]})
    assert together.run() == ("worker", 3)
    assert all_stopped(together)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_both(number: signal.Signals) -> None:
    together = Together({"portal": FOREVER, "worker": FOREVER})
    assert together.run(lambda: os.kill(os.getpid(), number)) is None
    assert all_stopped(together)


def test_one_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    together = Together({"portal": FOREVER, "worker": [*STUBBORN, str(ready)]}, patience=0.5)

    def stop_when_ready() -> None:
        if ready.exists():
            os.kill(os.getpid(), signal.SIGTERM)

    together.run(stop_when_ready)
    assert together.children["worker"].returncode == -signal.SIGKILL


def test_signal_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    Together({"one": FOREVER, "two": FOREVER}).run(lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_command_that_does_not_exist_leaves_nothing_running() -> None:
    together = Together({"portal": FOREVER, "worker": ["no-such-command-here"]})
    with pytest.raises(FileNotFoundError):
        together.run()
    assert together.children["portal"].poll() is not None


def test_busy_port_is_told_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="Choose another port"):
        require_free_port("127.0.0.1", taken.getsockname()[1])


def test_impossible_port_is_told_in_words() -> None:
    with pytest.raises(CommandError, match="Cannot listen"):
        require_free_port("127.0.0.1", 70000)


@pytest.mark.django_db
def test_port_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        with pytest.raises(CommandError, match=port):
            call_command("serve")


def test_address_is_told_when_the_portal_answers_and_only_once(live_server: Any) -> None:
    told: list[str] = []

    class Output:
        write = staticmethod(told.append)
        flush = staticmethod(lambda: None)

    class Fake:
        stdout = Output

    announcement = Announcement(Fake, "127.0.0.1", live_server.thread.port)  # type: ignore[arg-type]
    announcement()
    announcement()
    assert [f":{live_server.thread.port}/" in text for text in told] == [True]


def test_nothing_is_told_while_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        announcement = Announcement(None, "127.0.0.1", free.getsockname()[1])  # type: ignore[arg-type]
        announcement()
    assert not announcement.told


def reset(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / ".ci" / "tools" / "remove-demo"), str(folder)]
    kept = {"PATH": os.environ["PATH"]}
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=False)


def demo_folder(folder: Path) -> Path:
    for name in ("demo", "portal.sqlite3", "portal.sqlite3-wal", "secret_key"):
        (folder / name).touch()
    (folder / "files").mkdir()
    return folder


def test_reset_removes_the_demo_and_keeps_the_key(own_folders: Path) -> None:
    assert reset(demo_folder(own_folders)).returncode == 0
    assert {path.name for path in own_folders.iterdir()} == {"secret_key", "serve.lock"}
    assert reset(own_folders).returncode == 0


def test_reset_spares_a_demo_that_runs(own_folders: Path) -> None:
    with lock_shared():
        result = reset(demo_folder(own_folders))
    assert result.returncode == 1
    assert "running" in result.stderr
    assert (own_folders / "portal.sqlite3").exists()


def test_reset_spares_what_is_no_demo(own_folders: Path) -> None:
    demo_folder(own_folders)
    (own_folders / "demo").unlink()
    assert reset(own_folders).returncode == 1
    assert reset(demo_folder_again(own_folders), DATABASE_URL="postgres:///portal").returncode == 1
    assert (own_folders / "portal.sqlite3").exists()


def demo_folder_again(folder: Path) -> Path:
    (folder / "demo").touch()
    return folder
