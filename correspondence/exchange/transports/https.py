"""VANSEnvelopes posted to the network operator's gateway. What comes from there is brought to our own door
(correspondence/exchange/endpoint.py)."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from django.conf import settings

from correspondence.exchange.store import Incoming
from correspondence.exchange.transports.base import Refused, TransportDown
from portal.breaker import Breaker
from portal.http import Trust, Unanswered, post

# Of the 4xx those that say nothing against the document: our rights or address are wrong, or it is the wrong moment.
_WAIT = frozenset(
    (
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.GONE,
        HTTPStatus.MISDIRECTED_REQUEST,
        HTTPStatus.LOCKED,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.UPGRADE_REQUIRED,
        HTTPStatus.TOO_MANY_REQUESTS,
    )
)
_breaker = Breaker()
_WHY: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "den kunne ikke læses",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "den er for stor",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "dens type tages ikke imod",
    HTTPStatus.UNPROCESSABLE_ENTITY: "den kunne ikke behandles",
}


class HttpsTransport:
    """``POST EXCHANGE_HTTPS_URL``, with our certificate, a bearer secret, or both.

    ``Idempotency-Key`` is the envelope id: the gateway answers 2xx, or 409, when it has that envelope already.
    """

    name = "https"

    def send(self, envelope_id: str, envelope: bytes) -> None:
        if _breaker.is_broken:
            raise TransportDown("the gateway did not answer a moment ago")
        headers = {"Content-Type": "application/xml", "Idempotency-Key": envelope_id}
        if settings.EXCHANGE_HTTPS_SECRET:
            headers["Authorization"] = f"Bearer {settings.EXCHANGE_HTTPS_SECRET}"
        trust = Trust(settings.EXCHANGE_HTTPS_CERTIFICATE, settings.EXCHANGE_HTTPS_KEY, settings.EXCHANGE_HTTPS_CA)
        try:
            answer = post(
                settings.EXCHANGE_HTTPS_URL,
                envelope,
                headers=headers,
                seconds=settings.EXCHANGE_TIMEOUT_SECONDS,
                trust=trust,
            )
        except Unanswered as trouble:
            _breaker.fail()
            raise TransportDown(f"the gateway does not answer: {trouble}") from trouble
        _judge(answer.status)

    def poll(self) -> Iterator[Incoming]:
        """Nothing to fetch: the gateway brings it."""
        return iter(())


def _judge(status: int) -> None:
    if 200 <= status < 300 or status == HTTPStatus.CONFLICT:
        return
    if not 400 <= status < 500 or status in _WAIT:
        raise TransportDown(f"the gateway answered {status}")
    why = _WHY.get(status, "")
    raise Refused(f"Netværkets gateway afviste kuverten (HTTP {status}){f': {why}' if why else ''}.")
