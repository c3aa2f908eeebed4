"""Is this node alive, and can it do its work? For load balancers and the person on call.

``/healthz`` answers while the process lives. ``/readyz`` asks every registered check and answers one
plain line each, 503 when one fails. Apps above the portal register their own checks when they start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

Check = Callable[[], None]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add a check to ``/readyz``. It raises any exception when not ready; its text goes to the log only."""
    _checks[name] = check


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_storage() -> None:
    name = default_storage.save("health/probe", ContentFile(b"ok"))
    default_storage.delete(name)


register_check("database", check_database)
register_check("storage", check_storage)


def _state(name: str, check: Check) -> str:
    try:
        check()
    except Exception:
        logger.exception("Not ready: %s", name)
        return "failed"
    return "ok"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    states = {name: _state(name, check) for name, check in _checks.items()}
    lines = "".join(f"{name}: {state}\n" for name, state in states.items())
    status = 200 if set(states.values()) == {"ok"} else 503
    return HttpResponse(lines, content_type="text/plain", status=status)
