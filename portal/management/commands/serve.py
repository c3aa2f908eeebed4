"""``manage.py serve``: portal and worker together, for the demo and for small installations."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from argparse import ArgumentParser
from http.client import HTTPConnection, HTTPException
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.processes import Together


class Command(BaseCommand):
    help = "Runs the portal (gunicorn) and the worker (manage.py exchange) together; Ctrl-C stops both."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="PORT, or 8000")
        parser.add_argument("--workers", type=int, default=2, help="processes that answer (2)")
        parser.add_argument("--threads", type=int, default=4, help="threads in each of them (4)")

    def handle(self, *, bind: str, port: int, workers: int, threads: int, **options: Any) -> None:
        require_free_port(bind, port)
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        portal = [sys.executable, "-m", "gunicorn", *gunicorn_options(bind, port, workers, threads)]
        together = Together({"portal": portal, "worker": [*manage, "exchange"]})
        with lock_shared():
            ended = together.run(Announcement(self, bind, port))
        if ended:
            name, code = ended
            raise CommandError(f"The {name} stopped by itself (exit code {code}); the other was stopped too.")
        self.stdout.write("Stopped.")


def gunicorn_options(bind: str, port: int, workers: int, threads: int) -> list[str]:
    # No control socket: it would lie in the home folder, one for all installations.
    return (
        f"portal.wsgi:application --chdir {settings.BASE_DIR} --bind {bind}:{port} --workers {workers} "
        f"--threads {threads} --no-control-socket --log-level warning"
    ).split(" ")


def require_free_port(bind: str, port: int) -> None:
    """Say it in words when the address is taken: gunicorn would only retry and give up."""
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((bind.strip("[]"), port))
        except (OSError, OverflowError) as error:
            reason = f"Cannot listen on {bind} port {port}: {error}."
            raise CommandError(f"{reason} Choose another port with PORT=8001 or --port 8001.") from error


def lock_shared() -> IO[bytes]:
    """Hold a lock while running, so that nobody removes the data underneath (.ci/tools/remove-demo)."""
    lock = (settings.DATA_DIR / "serve.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise CommandError("The data are being removed just now; try again in a moment.") from error
    return lock


class Announcement:
    """Asks /healthz until it answers, then tells the address, once."""

    def __init__(self, command: BaseCommand, bind: str, port: int):
        self.command, self.bind, self.port = command, bind, port
        self.told = False

    def __call__(self) -> None:
        if not self.told and self._answers():
            self.told = True
            address = f"http://{self._name()}:{self.port}/"
            self.command.stdout.write(f"\nThe portal is ready: {address}   (Ctrl-C stops it)\n")
            self.command.stdout.flush()

    def _name(self) -> str:
        return "localhost" if self.bind in ("127.0.0.1", "0.0.0.0", "::1", "::", "[::1]", "[::]") else self.bind  # noqa: S104

    def _answers(self) -> bool:
        allowed = (host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*")
        connection = HTTPConnection(self._name(), self.port, timeout=1)
        try:
            connection.request("GET", "/healthz", headers={"Host": next(allowed, "localhost")})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
