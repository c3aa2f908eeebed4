"""Asking other machines over HTTP: one pool of connections per process, time-outs, bounded answers, no redirects."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import urllib3

CONNECT_SECONDS = 5.0


class Unanswered(Exception):
    """No answer, or none that can be used. Says what kind of trouble, never what was asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` has at most the bytes that were asked for."""

    status: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Trust:
    """Files: our certificate and its key ("" for none), and who may vouch for the other side ("" for the system's)."""

    certificate: str = ""
    key: str = ""
    ca: str = ""


def post(
    url: str, data: bytes, *, headers: Mapping[str, str], seconds: float, trust: Trust = Trust(), most: int = 0
) -> Answer:
    """Post ``data``; the answer with up to ``most`` bytes of its body. Raises Unanswered."""
    timeout = urllib3.Timeout(connect=min(seconds, CONNECT_SECONDS), read=seconds)
    try:
        response = _pool(trust).request(
            "POST",
            url,
            body=data,
            headers=dict(headers),
            timeout=timeout,
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            return Answer(response.status, response.read(most) if most else b"")
        finally:
            # What is left of the answer goes with its connection.
            response.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Unanswered(type(error).__name__) from error


@lru_cache(maxsize=8)
def _pool(trust: Trust) -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=4, ssl_context=_tls(trust))


def _tls(trust: Trust) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=trust.ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if trust.certificate:
        context.load_cert_chain(trust.certificate, trust.key)
    return context
