"""Which documents can be taken in together: what is looked up for one must not be what another one writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from correspondence.exchange.open import Opened

T = TypeVar("T")


def waves(some: list[T], opened: Callable[[T], Opened]) -> list[list[T]]:
    """``some`` in groups, to be taken in one after the other. In each no two have anything in common; of those that
    have, the one that came first is in an earlier group.

    Receipts of the network are together at the end: they may be about what acknowledgements are about, and find it by
    other ids.
    """
    groups: list[list[T]] = []
    receipts: list[T] = []
    first_free: dict[tuple[str, str], int] = {}
    for one in some:
        if opened(one).is_receipt:
            receipts.append(one)
            continue
        keys = {key for key in _in(opened(one)) if key[1]}
        place = max((first_free.get(key, 0) for key in keys), default=0)
        first_free.update(dict.fromkeys(keys, place + 1))
        if place == len(groups):
            groups.append([])
        groups[place].append(one)
    return [*groups, receipts] if receipts else groups


def _in(opened: Opened) -> Iterator[tuple[str, str]]:
    """What the document is, answers, belongs to and carries."""
    reading, letter = opened.reading, opened.reading.letter
    yield "message", reading.message_header_id
    yield "bundle", reading.bundle_id
    if opened.envelope:
        yield "envelope", opened.envelope.envelope_id.lower()
    if reading.acknowledgement:
        yield "answered", reading.acknowledgement.response_to
    if letter:
        yield "thread", letter.communication_identifier
        # A forward may carry a file that came to the same mailbox a moment ago.
        yield from (("file", one.identifier) for one in letter.segments if one.attachment)
