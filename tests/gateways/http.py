"""An HTTP server in a thread: a gateway with mutual TLS, or any other party that answers a POST."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server:
    """``answer(path, headers, body)`` gives a status and a body, or None: then it hangs until it is stopped."""

    def __init__(self, answer: Callable[..., tuple[int, bytes] | None], tls: ssl.SSLContext | None = None) -> None:
        self._answer, self._tls = answer, tls
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    def start(self) -> None:
        """On the same port as before, if there was one."""
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        self._server.daemon_threads = True
        self._port = self._server.server_port
        if self._tls:
            # The handshake belongs to the connection's own thread: one that fails is no matter of the server's.
            self._server.socket = self._tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer, stopped = self._answer, self._stopped

        class Handler(BaseHTTPRequestHandler):
            timeout = 20

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                found = answer(self.path, self.headers, body)
                if found is None:
                    stopped.wait(20)
                    return
                status, data = found
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def handle(self) -> None:
                # A client that leaves or may not come in is not the server's trouble.
                try:
                    super().handle()
                except (OSError, ValueError):
                    return

            def log_message(self, *_: Any) -> None:
                return

        return Handler


def mutual_tls(certificate: tuple[str, str], ca: str) -> ssl.SSLContext:
    """A server that only talks to those who have a certificate of ``ca``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.load_verify_locations(ca)
    context.verify_mode = ssl.CERT_REQUIRED
    return context
