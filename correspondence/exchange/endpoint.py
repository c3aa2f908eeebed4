"""The door where the network's gateway brings documents over HTTP: ``POST /udveksling/ind/``.

Answers 202 with the id once the document is stored and committed, and only then. It is closed (403) until
``EXCHANGE_IN_SECRET`` or ``EXCHANGE_IN_CERTIFICATES`` is set; where both are, both are demanded.
"""

from __future__ import annotations

import logging
import re
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from correspondence.exchange.faults import log_fault
from correspondence.exchange.store import Incoming, store_file
from portal import clock

logger = logging.getLogger(__name__)

TRANSPORT = "https"
CHUNK = 1 << 20
CONTENT_TYPES = frozenset(
    (
        "application/xml",
        "text/xml",
        "application/fhir+json",
        "application/fhir+xml",
        "application/json",
        "application/octet-stream",
    )
)
_LENGTH = re.compile(r"[0-9]{1,18}")
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class _NotTaken(Exception):
    """The answer instead of a receipt, and a plain sentence for whoever runs the other side."""

    def __init__(self, status: HTTPStatus, sentence: str, **headers: str):
        super().__init__(sentence)
        self.status, self.headers = status, headers


@csrf_exempt
@login_not_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Store one document, whatever it says; the worker reads it afterwards."""
    try:
        _demand_known_sender(request)
        _demand_known_type(request)
        return JsonResponse({"id": _store(request, _demanded_length(request))}, status=HTTPStatus.ACCEPTED)
    except _NotTaken as refusal:
        return HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain", headers=refusal.headers)


def _demand_known_sender(request: HttpRequest) -> None:
    if not (settings.EXCHANGE_IN_SECRET or settings.EXCHANGE_IN_CERTIFICATES):
        raise _NotTaken(HTTPStatus.FORBIDDEN, "Nothing is taken in here.")
    # Neither stops at the first difference, and both are always looked at.
    if not all([_has_secret(request), _has_certificate(request)]):
        logger.warning("a document was brought without the right credentials")
        raise _NotTaken(HTTPStatus.UNAUTHORIZED, "Who are you?", **{"WWW-Authenticate": "Bearer"})


def _has_secret(request: HttpRequest) -> bool:
    secret = settings.EXCHANGE_IN_SECRET
    return not secret or constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {secret}")


def _has_certificate(request: HttpRequest) -> bool:
    """The proxy that ends TLS has checked the certificate and names it by its fingerprint in a header of its own."""
    known = settings.EXCHANGE_IN_CERTIFICATES
    if not known:
        return True
    shown = _fingerprint(request.headers.get(settings.EXCHANGE_IN_CERTIFICATE_HEADER, ""))
    return any([constant_time_compare(shown, one) for one in known])  # noqa: C419 - not the first only


def _fingerprint(text: str) -> str:
    return text.replace(":", "").strip().lower()


def _demand_known_type(request: HttpRequest) -> None:
    if (request.content_type or "").lower() not in CONTENT_TYPES:
        raise _NotTaken(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send one of {', '.join(sorted(CONTENT_TYPES))}.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _NotTaken(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send it uncompressed.")


def _demanded_length(request: HttpRequest) -> int:
    """How many bytes come, known beforehand: only so a document that breaks off is told from a whole one."""
    length = request.headers.get("Content-Length", "")
    if not _LENGTH.fullmatch(length):
        raise _NotTaken(HTTPStatus.LENGTH_REQUIRED, "Say how long it is (Content-Length).")
    if int(length) == 0:
        raise _NotTaken(HTTPStatus.BAD_REQUEST, "It is empty.")
    if int(length) > settings.MAX_DOCUMENT_BYTES:
        raise _NotTaken(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {settings.MAX_DOCUMENT_BYTES} bytes.")
    return int(length)


def _store(request: HttpRequest, length: int) -> str:
    with tempfile.NamedTemporaryFile(prefix="https-") as file:
        if _copy(request, file) != length:
            raise _NotTaken(HTTPStatus.BAD_REQUEST, "It broke off.")
        file.flush()
        try:
            raw = store_file(Incoming(TRANSPORT, _name(request), Path(file.name)), at=clock.now())
        except (OSError, DatabaseError) as fault:
            log_fault(logger, "a document could not be stored", fault)
            raise _NotTaken(HTTPStatus.SERVICE_UNAVAILABLE, "Try again later.", **{"Retry-After": "60"}) from fault
    return str(raw.pk)


def _copy(request: HttpRequest, file: IO[bytes]) -> int:
    """As much as comes, a piece at a time; Django gives no more than Content-Length says."""
    copied = 0
    try:
        while piece := request.read(CHUNK):
            copied += file.write(piece)
    except UnreadablePostError:
        return -1
    return copied


def _name(request: HttpRequest) -> str:
    """What the operator's list shows: what the sender calls it."""
    key = _NOT_A_NAME.sub("", request.headers.get("Idempotency-Key", ""))[:100]
    return key or "document"
