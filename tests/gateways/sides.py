"""Each transport with its other side, in the same words: what the contract of all of them is tried with."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import paramiko

from correspondence.exchange.inbound import process_waiting
from correspondence.exchange.store import store_file
from correspondence.exchange.transports import FolderTransport, HttpsTransport, LoopbackTransport, SftpTransport
from correspondence.exchange.transports import https as https_transport
from correspondence.exchange.transports import sftp as sftp_transport
from correspondence.files import read_document
from correspondence.models import RawDelivery
from correspondence.states import RawState
from tests.gateways.certificates import Authority
from tests.gateways.http import Server, mutual_tls
from tests.gateways.sftp import PASSWORD, USER, SftpServer

SECRET = "kun-til-prøven-og-lang-nok".replace("ø", "oe")


class Side(Protocol):
    """``taken`` is what the other side has, whole; ``rubbish`` what else lies there."""

    transport: Any

    def taken(self) -> list[bytes]: ...
    def rubbish(self) -> list[str]: ...
    def go_down(self) -> None: ...
    def come_up(self) -> None: ...
    def close(self) -> None: ...


class FolderSide:
    transport: Any

    def __init__(self, settings: Any, tmp_path: Path) -> None:
        self.transport = FolderTransport()
        self.inbox, self.outbox = self.transport.inbox, self.transport.outbox
        self.inbox.mkdir(parents=True)
        self.outbox.mkdir(parents=True)

    def taken(self) -> list[bytes]:
        return [one.read_bytes() for one in self.outbox.glob("*.xml") if not one.name.startswith(".")]

    def rubbish(self) -> list[str]:
        return [one.name for one in self.outbox.iterdir() if one.name.startswith(".")]

    def go_down(self) -> None:
        """Both folders are gone, and cannot be made again: a file stands in their place."""
        for folder in (self.inbox, self.outbox):
            folder.rename(folder.with_name(f"{folder.name}-away"))
            folder.write_bytes(b"")

    def come_up(self) -> None:
        for folder in (self.inbox, self.outbox):
            folder.unlink()
            folder.with_name(f"{folder.name}-away").rename(folder)

    def close(self) -> None:
        return


class SftpSide(FolderSide):
    over = True

    def __init__(self, settings: Any, tmp_path: Path) -> None:
        root = tmp_path / "sftp"
        self.inbox, self.outbox = root / "til-os", root / "fra-os"
        self.inbox.mkdir(parents=True)
        self.outbox.mkdir()
        self.key = paramiko.ECDSAKey.generate()
        self.server = SftpServer(root, self.host_keys(), self.key, over=self.over)
        settings.EXCHANGE_TRANSPORT = "sftp"
        settings.EXCHANGE_SFTP_HOST, settings.EXCHANGE_SFTP_PORT = "127.0.0.1", self.server.port
        settings.EXCHANGE_SFTP_USER, settings.EXCHANGE_SFTP_PASSWORD = USER, PASSWORD
        settings.EXCHANGE_SFTP_HOST_KEYS = self.server.host_keys
        settings.EXCHANGE_SFTP_IN, settings.EXCHANGE_SFTP_OUT = "til-os", "fra-os/"
        settings.EXCHANGE_TIMEOUT_SECONDS = 20.0
        forget()
        self.transport = SftpTransport()

    def host_keys(self) -> list[paramiko.PKey]:
        return [paramiko.ECDSAKey.generate()]

    def go_down(self) -> None:
        self.server.stop()

    def come_up(self) -> None:
        self.server.start()
        forget()

    def close(self) -> None:
        forget()
        self.server.stop()


class OldSftpSide(SftpSide):
    """A server that can not rename over a file."""

    over = False


class HttpsSide:
    """A gateway that wants a certificate and the secret, and knows an envelope again by its key."""

    def __init__(self, settings: Any, tmp_path: Path) -> None:
        network, ours = Authority(tmp_path, "network"), Authority(tmp_path, "municipality")
        self.has: dict[str, bytes] = {}
        self.status: int | None = 202
        self.refused = 0
        self.server = Server(self._answer, mutual_tls(network.give("gateway"), ours.file))
        settings.EXCHANGE_TRANSPORT = "https"
        settings.EXCHANGE_HTTPS_URL = f"{self.server.url}/envelopes"
        settings.EXCHANGE_HTTPS_SECRET = SECRET
        settings.EXCHANGE_HTTPS_CERTIFICATE, settings.EXCHANGE_HTTPS_KEY = ours.give("portal")
        settings.EXCHANGE_HTTPS_CA = network.file
        settings.EXCHANGE_TIMEOUT_SECONDS = 20.0
        forget()
        self.transport = HttpsTransport()

    def _answer(self, path: str, headers: Any, body: bytes) -> tuple[int, bytes] | None:
        if headers["Authorization"] != f"Bearer {SECRET}" or headers["Content-Type"] != "application/xml":
            self.refused += 1
            return 401, b""
        if self.status != 202:
            return None if self.status is None else (self.status, b"Bruno Elmer 2509479989")
        if headers["Idempotency-Key"] in self.has:
            return 409, b""
        self.has[headers["Idempotency-Key"]] = body
        return 202, b""

    def taken(self) -> list[bytes]:
        return list(self.has.values())

    def rubbish(self) -> list[str]:
        return []

    def go_down(self) -> None:
        self.server.stop()

    def come_up(self) -> None:
        self.server.start()
        forget()

    def close(self) -> None:
        forget()
        self.server.stop()


class LoopbackSide:
    """Our own inbox: a second copy is sorted out there."""

    def __init__(self, settings: Any, tmp_path: Path) -> None:
        self.transport = LoopbackTransport()
        self._files = Path(settings.STORAGES["default"]["OPTIONS"]["location"])

    def taken(self) -> list[bytes]:
        process_waiting()
        return [read_document(one.stored_as) for one in RawDelivery.objects.filter(state=RawState.ACCEPTED)]

    def rubbish(self) -> list[str]:
        return list(RawDelivery.objects.filter(state=RawState.REJECTED).values_list("name", flat=True))

    def go_down(self) -> None:
        """The file storage is away."""
        if self._files.exists():
            self._files.rename(self._files.with_name("away"))
        self._files.write_bytes(b"")

    def come_up(self) -> None:
        self._files.unlink()

    def close(self) -> None:
        return


SIDES: dict[str, type] = {
    "folder": FolderSide,
    "sftp": SftpSide,
    "old sftp": OldSftpSide,
    "https": HttpsSide,
    "loopback": LoopbackSide,
}
POLLED = ["folder", "sftp"]


def forget() -> None:
    """As a process that has just begun."""
    sftp_transport.forget_connection()
    for transport in (sftp_transport, https_transport):
        transport._breaker.mend()


def fetch_all(transport: Any, at: Any) -> list[bytes]:
    """What the worker does with everything that has come."""
    stored = []
    for incoming in transport.poll():
        stored.append(read_document(store_file(incoming, at=at).stored_as))
        incoming.done()
    return stored
