"""Ways to the network and back, behind one small interface (:class:`~.base.Transport`)."""

from __future__ import annotations

from django.conf import settings

from correspondence.exchange.transports.base import Refused, Transport, TransportDown
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.exchange.transports.https import HttpsTransport
from correspondence.exchange.transports.loopback import LoopbackTransport
from correspondence.exchange.transports.sftp import SftpTransport
from correspondence.models import Delivery

__all__ = ["Refused", "Transport", "TransportDown", "network", "polled", "transport_for"]

_NETWORKS: dict[str, type[Transport]] = {one.name: one for one in (FolderTransport, HttpsTransport, SftpTransport)}


def network() -> Transport:
    """The way to everybody outside the portal (EXCHANGE_TRANSPORT)."""
    return _NETWORKS[settings.EXCHANGE_TRANSPORT]()


def polled() -> list[Transport]:
    """The transports that may have something for us."""
    return [network()]


def transport_for(delivery: Delivery) -> Transport:
    """A mailbox of this portal is reached by loopback, everybody else through the network."""
    loopback = LoopbackTransport()
    return loopback if loopback.reaches(delivery) else network()
