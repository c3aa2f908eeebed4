"""What the header shows on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def mailboxes(request: HttpRequest) -> dict[str, Any]:
    return {}
