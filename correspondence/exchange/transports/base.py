"""What the exchange asks of a transport."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from correspondence.exchange.store import Incoming

# How the file names of senders end while they still write.
UNFINISHED = (".part", ".tmp", ".filepart")
LOOK_AGAIN_SECONDS = 0.1

# File name → its size and when it was changed.
Seen = dict[str, tuple[int, float]]


class TransportDown(Exception):
    """The transport can not take anything now. Waiting for it does not count as a resend (transport.md 2.5)."""


class Refused(Exception):
    """The network will not take this document, now or later. The text is a Danish sentence for the sender."""


class Transport(Protocol):
    name: str

    def send(self, envelope_id: str, envelope: bytes) -> None:
        """Hand one VANSEnvelope over whole, or not at all. The same ``envelope_id`` twice is one envelope.

        Raises TransportDown when it may be tried again, Refused when not.
        """

    def poll(self) -> Iterator[Incoming]:
        """What has come, one document at a time; each is taken away by its ``done()`` after it is stored.

        Raises TransportDown.
        """


def is_finished(name: str) -> bool:
    """Whether a file of this name is whole: writers rename into place."""
    return not name.startswith(".") and not name.endswith(UNFINISHED)


def unchanged(first: Seen, second: Seen) -> Seen:
    """What had the same size and time on both looks: for senders that copy instead of renaming."""
    return {name: state for name, state in first.items() if second.get(name) == state}
