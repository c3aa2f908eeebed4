"""Ways to the network and back, behind one small interface (:class:`~.base.Transport`)."""

from __future__ import annotations

from correspondence.exchange.transports.base import Transport, TransportDown
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.exchange.transports.loopback import LoopbackTransport
from correspondence.models import Delivery

__all__ = ["Transport", "TransportDown", "polled", "transport_for"]


def polled() -> list[Transport]:
    """The transports that may have something for us."""
    return [FolderTransport()]


def transport_for(delivery: Delivery) -> Transport:
    """A mailbox of this portal is reached by loopback, everybody else through the network."""
    loopback = LoopbackTransport()
    return loopback if loopback.reaches(delivery) else FolderTransport()
