"""What the exchange asks of a transport."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from typing import Protocol, runtime_checkable

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


@runtime_checkable
class PreparingTransport(Transport, Protocol):
    """One that sends many in less time when it is told of them before."""

    def prepare(self, envelopes: Mapping[str, bytes]) -> None:
        """``send`` is about to be called with each of these, by envelope id. Nothing of them can be seen yet.

        Raises nothing: what can not be prepared, ``send`` says.
        """


class TakingAway:
    """Takes files away that are stored. One that can not be is remembered, for as long as this process lives: it is
    not fetched again and again until the storage is full, only tried to be removed."""

    def __init__(self) -> None:
        self._left: set[Hashable] = set()

    def take(self, file: Hashable, remove: Callable[[], None]) -> None:
        """``file`` is its name with size and time: another one of that name is another file. Raises as ``remove``."""
        self._left.add(file)
        remove()
        self._left.discard(file)

    def has_stored(self, file: Hashable, remove: Callable[[], None]) -> bool:
        if file not in self._left:
            return False
        with suppress(OSError):
            self.take(file, remove)
        return True


def is_finished(name: str) -> bool:
    """Whether a file of this name is whole: writers rename into place."""
    return not name.startswith(".") and not name.endswith(UNFINISHED)


def unchanged(first: Seen, second: Seen) -> Seen:
    """What had the same size and time on both looks: for senders that copy instead of renaming."""
    return {name: state for name, state in first.items() if second.get(name) == state}
