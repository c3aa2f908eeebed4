"""What no page may do: raise errors, break its own policy, ask something in a dialog, or talk to strangers."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError


class Watch:
    """Collects the misdeeds of every page of the contexts it is set over."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def over(self, context: BrowserContext, home: str) -> None:
        context.on("weberror", self._error)
        context.on("console", self._console)
        context.on("dialog", self._dialog)
        context.on("request", lambda request: self._request(request, home))

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"error: {error.error}")

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form and a missing page answer 4xx, and Chromium says so; what they show is tested.
        expected = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not expected:
            self.complaints.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request, home: str) -> None:
        # Chromium's own parts (the PDF viewer) have other schemes.
        if request.url.startswith(("http", "ws", "file", "ftp")) and not request.url.startswith(f"{home}/"):
            self.complaints.append(f"request: {request.url}")
