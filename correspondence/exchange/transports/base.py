"""What the exchange asks of a transport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from correspondence.exchange.store import Incoming


class TransportDown(Exception):
    """The transport can not take anything now. Waiting for it does not count as a resend (transport.md 2.5)."""


class Transport(Protocol):
    name: str

    def send(self, envelope_id: str, envelope: bytes) -> None:
        """Hand one VANSEnvelope over. The same ``envelope_id`` twice is one envelope. Raises TransportDown."""

    def poll(self) -> Iterator[Incoming]:
        """What has come, one document at a time; each is taken away by its ``done()`` after it is stored."""
