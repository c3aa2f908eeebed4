"""Ways to the network and back, behind one small interface (:class:`~.base.Transport`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from correspondence.actions.address import Address, find_mailboxes
from correspondence.exchange.transports.base import PreparingTransport, Refused, Transport, TransportDown
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.exchange.transports.https import HttpsTransport
from correspondence.exchange.transports.loopback import LoopbackTransport
from correspondence.exchange.transports.sftp import SftpTransport
from correspondence.models import Delivery

__all__ = ["PreparingTransport", "Refused", "Transport", "TransportDown", "network", "polled", "transports_for"]

_NETWORKS: dict[str, type[Transport]] = {one.name: one for one in (FolderTransport, HttpsTransport, SftpTransport)}


def network() -> Transport:
    """The way to everybody outside the portal (EXCHANGE_TRANSPORT)."""
    return _NETWORKS[settings.EXCHANGE_TRANSPORT]()


def polled() -> list[Transport]:
    """The transports that may have something for us."""
    return [network()]


def transports_for(deliveries: Iterable[Delivery]) -> dict[Address, Transport]:
    """By the receivers' addresses. A mailbox of this portal is reached by loopback, everybody else through the
    network."""
    addresses = {(one.receiver_sor_code, one.receiver_gln) for one in deliveries}
    if not addresses:
        return {}
    here, loopback, outside = find_mailboxes(addresses), LoopbackTransport(), network()
    return {address: loopback if address in here else outside for address in addresses}
