"""Files in two folders of an SFTP server, as a network operator's gateway reads and writes them there."""

from __future__ import annotations

import logging
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import paramiko
from django.conf import settings

from correspondence.exchange.store import Incoming
from correspondence.exchange.transports.base import (
    LOOK_AGAIN_SECONDS,
    Seen,
    TakingAway,
    TransportDown,
    is_finished,
    unchanged,
)
from portal.breaker import Breaker

logger = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 30
_FAULTS = (paramiko.SSHException, EOFError, OSError)

# What a server may sign with → the kind of key that is.
_HOST_KEYS = {
    "ssh-ed25519": "ssh-ed25519",
    "ecdsa-sha2-nistp256": "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384": "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521": "ecdsa-sha2-nistp521",
    "rsa-sha2-512": "ssh-rsa",
    "rsa-sha2-256": "ssh-rsa",
}

# One connection per thread, kept from round to round: an SSH handshake costs more than a look into a folder.
_held = threading.local()
_breaker = Breaker()
_away = TakingAway()


class SftpTransport:
    """``EXCHANGE_SFTP_IN`` and ``EXCHANGE_SFTP_OUT`` on a server whose key is known beforehand (HOST_KEYS)."""

    name = "sftp"

    def __init__(self) -> None:
        self.inbox = settings.EXCHANGE_SFTP_IN.rstrip("/")
        self.outbox = settings.EXCHANGE_SFTP_OUT.rstrip("/")

    def send(self, envelope_id: str, envelope: bytes) -> None:
        unfinished, finished = f"{self.outbox}/.{envelope_id}.part", f"{self.outbox}/{envelope_id}.xml"
        with _connected() as sftp:
            sftp.putfo(BytesIO(envelope), unfinished, file_size=len(envelope), confirm=True)
            _rename(sftp, unfinished, finished)

    def poll(self) -> Iterator[Incoming]:
        with _connected() as sftp:
            settled = self._settled(sftp)
        for name, state in sorted(settled.items()):
            file, remove = (f"{self.inbox}/{name}", state), partial(self._remove, name)
            if not _away.has_stored(file, remove):
                yield from self._fetched(name, state[0], partial(_away.take, file, remove))

    def _fetched(self, name: str, size: int, take_away: Callable[[], None]) -> Iterator[Incoming]:
        """The file as a copy of ours for as long as it is looked at; nothing when it can not be had now."""
        with TemporaryDirectory(prefix="sftp-") as folder:
            path = Path(folder) / "document"
            if self._fetch(name, path) == size:
                yield Incoming(self.name, name, path, take_away=take_away)

    def _settled(self, sftp: paramiko.SFTPClient) -> Seen:
        """The finished files. Always looked at twice: its clock may not be ours, so none is known to be old."""
        first = self._seen(sftp)
        if not first:
            return first
        time.sleep(LOOK_AGAIN_SECONDS)
        return unchanged(first, self._seen(sftp))

    def _seen(self, sftp: paramiko.SFTPClient) -> Seen:
        return {
            one.filename: (one.st_size, one.st_mtime)
            for one in sftp.listdir_attr(self.inbox)
            if is_finished(one.filename) and "/" not in one.filename and stat.S_ISREG(one.st_mode or 0)
        }

    def _fetch(self, name: str, path: Path) -> int | None:
        """Copy the file to ``path``; its size. None when it can not be had, or another worker has taken it: the next
        one is not to wait for it."""
        try:
            with _one_file() as sftp:
                sftp.get(f"{self.inbox}/{name}", str(path))
        except _FileGone:
            return None
        except _FileFault as fault:
            logger.warning("a file on the SFTP server can not be fetched: %s", fault)
            return None
        return path.stat().st_size

    def _remove(self, name: str) -> None:
        """Raises OSError when it can not be."""
        with suppress(_FileGone), _one_file() as sftp:
            sftp.remove(f"{self.inbox}/{name}")


def _rename(sftp: paramiko.SFTPClient, unfinished: str, finished: str) -> None:
    """In one step, over what may be there. A server without that extension can not rename over a file: then what
    is there is this envelope, whole, from an earlier attempt."""
    try:
        sftp.posix_rename(unfinished, finished)
    except OSError:
        try:
            sftp.rename(unfinished, finished)
        except OSError:
            sftp.stat(finished)
            sftp.remove(unfinished)


class _FileFault(OSError):
    """The server says no to one file; nothing is wrong with the connection. The kind of fault only."""


class _FileGone(_FileFault):
    """Another worker was faster."""


@contextmanager
def _connected() -> Iterator[paramiko.SFTPClient]:
    """The connection, made when there is none. Raises TransportDown for every trouble with it."""
    try:
        yield _sftp()
    except _FileFault:
        raise
    except _FAULTS as fault:
        forget_connection()
        # The kind only: a server's words may name a file, and a file's name a citizen.
        raise TransportDown(f"sftp: {type(fault).__name__}") from fault


@contextmanager
def _one_file() -> Iterator[paramiko.SFTPClient]:
    """The connection for something done to one file. Raises _FileFault or TransportDown."""
    with _connected() as sftp:
        try:
            yield sftp
        except FileNotFoundError as fault:
            raise _FileGone from fault
        except OSError as fault:
            if isinstance(fault, TimeoutError) or not _is_connected():
                raise
            raise _FileFault(type(fault).__name__) from fault


def _sftp() -> paramiko.SFTPClient:
    if not _is_connected():
        _held.connection = _connect()
    return _held.connection[1]


def _is_connected() -> bool:
    client, _ = getattr(_held, "connection", (None, None))
    return client is not None and client.get_transport().is_active()


def _connect() -> tuple[paramiko.SSHClient, paramiko.SFTPClient]:
    if _breaker.is_broken:
        raise TransportDown("sftp: the server did not answer a moment ago")
    client = _client()
    try:
        client.connect(settings.EXCHANGE_SFTP_HOST, **_account(), **_time_outs())
        sftp = client.open_sftp()
    except _FAULTS:
        client.close()
        _breaker.fail()
        raise
    _breaker.mend()
    sftp.get_channel().settimeout(settings.EXCHANGE_TIMEOUT_SECONDS)
    client.get_transport().set_keepalive(KEEP_ALIVE_SECONDS)
    return client, sftp


def _client() -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(_Pinned())
    return client


class _Pinned(paramiko.MissingHostKeyPolicy):
    """The keys of the settings and no other. Nothing was sent yet, the password neither."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        if f"{key.get_name()} {key.get_base64()}" not in settings.EXCHANGE_SFTP_HOST_KEYS:
            raise paramiko.SSHException("another server")


def _account() -> dict[str, object]:
    """A key (the password is then what it is locked with), or else a password; never keys that lie about."""
    key, password = settings.EXCHANGE_SFTP_KEY, settings.EXCHANGE_SFTP_PASSWORD or None
    found = {"key_filename": key, "passphrase": password} if key else {"password": password}
    base = {"port": settings.EXCHANGE_SFTP_PORT, "username": settings.EXCHANGE_SFTP_USER}
    never = {"allow_agent": False, "look_for_keys": False, "disabled_algorithms": {"keys": _others()}}
    return {**base, **found, **never}


def _others() -> list[str]:
    """The kinds of host key we have none of: a server with several keys is to show one that we know."""
    known = {line.partition(" ")[0] for line in settings.EXCHANGE_SFTP_HOST_KEYS}
    return [algorithm for algorithm, kind in _HOST_KEYS.items() if kind not in known]


def _time_outs() -> dict[str, float]:
    names = ("timeout", "banner_timeout", "auth_timeout", "channel_timeout")
    return dict.fromkeys(names, settings.EXCHANGE_TIMEOUT_SECONDS)


def forget_connection() -> None:
    """Close it; the next use makes a new one."""
    client, _ = _held.__dict__.pop("connection", (None, None))
    if client is not None:
        client.close()
