"""What became of one incoming document, as operators and checks read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from correspondence.letters.issues import unread_file
from correspondence.models import Message, RawDelivery, Receipt
from correspondence.states import RawState


def report(raw: RawDelivery, path: Path) -> dict[str, Any]:
    """The line of ``manage.py receive --json``; its keys are stable."""
    message = _message(raw)
    return {
        "file": str(path),
        "outcome": raw.state,
        "code": raw.code or None,
        "issues": [_told(one) for one in raw.issues],
        "communication_identifier": message.thread.communication_identifier if message else None,
        "message_header_id": raw.message_header_id or None,
        "kind": raw.kind or None,
    }


def report_unread(path: Path, error: OSError) -> dict[str, Any]:
    """The same line for a file that could not even be read: nothing is known of it."""
    nothing = ("code", "communication_identifier", "message_header_id", "kind")
    issues = [_told(unread_file(error).as_data())]
    return {"file": str(path), "outcome": RawState.FAILED, "issues": issues, **dict.fromkeys(nothing)}


def _told(issue: dict[str, str]) -> dict[str, str]:
    return {key: issue[key] for key in ("severity", "code", "path", "text")}


def _message(raw: RawDelivery) -> Message | None:
    """The message it became or repeats; none for a refused one, which may bear somebody else's id."""
    if raw.state not in (RawState.ACCEPTED, RawState.DUPLICATE):
        return None
    receipts = Receipt.objects.filter(message_header_id=raw.message_header_id).select_related("message__thread")
    receipt = receipts.first()
    return receipt.message if receipt else None
