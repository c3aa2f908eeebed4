"""What can be told of a PDF without drawing it: whether it is whole, locked, or holds a script.

A name is looked for however it is written (ISO 32000-1, 7.3.5: each letter may be ``#`` and its number), also among
the objects that newer files pack together (7.5.7). Names shorter than these turn up by chance in the pictures of a
file of some megabytes: ``/JS`` alone, three letters, in every fifth.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import chain

MOST_PACKED = 100_000  # objects packed together, and
MOST_UNPACKED = 64_000_000  # bytes of what is in them: more is no document
_TAIL = 2048
_DICTIONARY = 2000  # bytes between the kind of a stream and its beginning


def _name(name: str) -> bytes:
    return b"/" + b"".join(b"(?:%c|(?i:#%02x))" % (ord(one), ord(one)) for one in name) + rb"(?![A-Za-z0-9])"


_ENCRYPTED = re.compile(_name("Encrypt") + rb"(?:\s+\d+\s+\d+\s+R|\s*<<)")
# A script is an action of the kind JavaScript, or of the kind Rendition, which may hold one; Launch starts programs.
_ACTIVE = re.compile(b"|".join(map(_name, ("JavaScript", "Launch", "Rendition"))))
_PACKED = re.compile(_name("ObjStm"))


def is_whole(data: bytes) -> bool:
    return b"%%EOF" in data[-_TAIL:] and b"startxref" in data


def is_locked(data: bytes) -> bool:
    return _ENCRYPTED.search(data) is not None


def is_active(data: bytes) -> bool:
    """Whether the file holds a script. Raises ValueError when it unpacks to more than any document."""
    return any(_ACTIVE.search(part) for part in chain([data], _unpacked(data)))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The objects packed together, in plain. Those packed in another way than everybody's are left out."""
    at, room = 0, MOST_UNPACKED
    for _part in range(MOST_PACKED):
        if not (found := _PACKED.search(data, at)):
            return
        at = found.end()
        begin = data.find(b"stream", at, at + _DICTIONARY)
        if begin < 0:
            continue
        end = data.find(b"endstream", begin)
        if end < 0:
            return
        part = _inflated(data[begin + len(b"stream") : end].lstrip(b"\r\n\t "), room)
        at, room = end, room - len(part)
        yield part
    raise ValueError


def _inflated(packed: bytes, room: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        part = unpacker.decompress(packed, room + 1)
    except zlib.error:
        return b""
    if len(part) > room:
        raise ValueError
    return part
