"""What became of one incoming document, as operators and checks read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from correspondence.models import Message, RawDelivery, Receipt
from correspondence.states import RawState


def report(raw: RawDelivery, path: Path) -> dict[str, Any]:
    """The line of ``manage.py receive --json``; its keys are stable."""
    message = _message(raw)
    return {
        "file": str(path),
        "outcome": raw.state,
        "code": raw.code or None,
        "issues": [{key: one[key] for key in ("severity", "code", "path", "text")} for one in raw.issues],
        "communication_identifier": message.thread.communication_identifier if message else None,
        "message_header_id": raw.message_header_id or None,
        "kind": raw.kind or None,
    }


def _message(raw: RawDelivery) -> Message | None:
    """The message it became or repeats; none for a refused one, which may bear somebody else's id."""
    if raw.state not in (RawState.ACCEPTED, RawState.DUPLICATE):
        return None
    receipts = Receipt.objects.filter(message_header_id=raw.message_header_id).select_related("message__thread")
    receipt = receipts.first()
    return receipt.message if receipt else None
