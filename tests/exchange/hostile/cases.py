"""One case of the corpus.

TAKEN: it is a message all the same, answered ``ok``. REFUSED: it can be answered, with ``fatal-error``. SET_ASIDE:
there is nobody to answer, it waits with its reason. "" is any of these, never a fault of ours.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from correspondence.letters.letter import Letter

TAKEN, REFUSED, SET_ASIDE = "taken", "refused", "set aside"
Make = Callable[..., Letter]


@dataclass(frozen=True)
class Case:
    name: str
    data: bytes
    becomes: str


def replace_data(envelope: bytes, data: bytes) -> bytes:
    """The envelope with other content, in base64 as it should be."""
    return with_data(envelope, base64.b64encode(data).decode())


def with_data(envelope: bytes, text: str) -> bytes:
    before, _, rest = envelope.partition(b"<Data>")
    _, end, after = rest.partition(b"</Data>")
    return before + b"<Data>" + text.encode() + end + after
