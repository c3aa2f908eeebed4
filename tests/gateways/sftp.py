"""An SFTP server in a thread, over one folder of this machine."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from typing import Any

import paramiko

USER, PASSWORD = "kommunen", "kun til prøven"


class SftpServer:
    """Takes USER with PASSWORD or with ``key``. ``port`` and host keys stay over stop and start."""

    def __init__(self, root: Path, host_keys: list[paramiko.PKey], key: paramiko.PKey, *, over: bool = True) -> None:
        self._root, self._host_keys, self._key, self._over = root, host_keys, key, over
        self.port = 0
        self.logins = 0
        self.start()

    @property
    def host_keys(self) -> list[str]:
        return [f"{one.get_name()} {one.get_base64()}" for one in self._host_keys]

    def start(self) -> None:
        self._open: list[Any] = []
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._socket,), daemon=True).start()

    def stop(self) -> None:
        """Close the door and hang up on everybody."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self._open:
            one.close()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(peer)
            self._open.append(transport)
            for one in self._host_keys:
                transport.add_server_key(one)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder, self._root, self._over)
            try:
                transport.start_server(server=_Door(self))
            except (paramiko.SSHException, EOFError, OSError):
                transport.close()

    def knows(self, user: str, *, password: str = "", key: paramiko.PKey | None = None) -> int:
        known = user == USER and (password == PASSWORD or key == self._key)
        self.logins += known
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED


class _Door(paramiko.ServerInterface):
    def __init__(self, server: SftpServer) -> None:
        self._server = server

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        return self._server.knows(username, password=password)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return self._server.knows(username, key=key)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


def _told(method: Any) -> Any:
    """A fault of the file system is the SFTP status that means it."""

    def asked(*arguments: Any) -> Any:
        try:
            return method(*arguments)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    return asked


class _Folder(paramiko.SFTPServerInterface):
    """``over``: whether it renames over a file in one step (the extension of OpenSSH)."""

    def __init__(self, server: _Door, root: Path, over: bool) -> None:
        super().__init__(server)
        self._root, self._over = root, over

    def _at(self, path: str) -> Path:
        return self._root / path.lstrip("/")

    @_told
    def list_folder(self, path: str) -> Any:
        return [
            paramiko.SFTPAttributes.from_stat(one.lstat(), filename=one.name)
            for one in sorted(self._at(path).iterdir())
        ]

    @_told
    def stat(self, path: str) -> Any:
        return paramiko.SFTPAttributes.from_stat(self._at(path).stat())

    @_told
    def lstat(self, path: str) -> Any:
        return paramiko.SFTPAttributes.from_stat(self._at(path).lstat())

    @_told
    def open(self, path: str, flags: int, attr: Any) -> Any:
        descriptor = os.open(self._at(path), flags, 0o600)
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = handle.writefile = os.fdopen(descriptor, "wb" if flags & os.O_WRONLY else "rb")
        return handle

    @_told
    def remove(self, path: str) -> Any:
        self._at(path).unlink()
        return paramiko.SFTP_OK

    @_told
    def rename(self, oldpath: str, newpath: str) -> Any:
        """As the protocol has it: never over a file that is there."""
        if self._at(newpath).exists():
            return paramiko.SFTP_FAILURE
        self._at(oldpath).rename(self._at(newpath))
        return paramiko.SFTP_OK

    @_told
    def posix_rename(self, oldpath: str, newpath: str) -> Any:
        if not self._over:
            return paramiko.SFTP_OP_UNSUPPORTED
        self._at(oldpath).replace(self._at(newpath))
        return paramiko.SFTP_OK
