"""Whether a file that somebody wants to send can be opened by whoever gets it.

Not a judgement of its content: the file is whole, not locked, and small enough to be drawn. Only what can be told
without decoding, so that no file costs more than reading it.
"""

from __future__ import annotations

import re
import zlib
from enum import StrEnum

from correspondence.letters.file_types import attachment_type

MOST_PIXELS = 150_000_000  # a drawing on A0 at 300 dots an inch has 140 million
_PDF_TAIL = 2048
_ENCRYPTED = re.compile(rb"/Encrypt(?:\s+\d+\s+\d+\s+R|\s*<<)")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9])")


class Fault(StrEnum):
    EMPTY = "empty"
    TYPE = "type"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    TOO_MANY_PIXELS = "pixels"


class Unfit(Exception):
    """The file cannot be sent; ``fault`` says why."""

    def __init__(self, fault: Fault):
        super().__init__(fault.value)
        self.fault = fault


def checked_type(data: bytes) -> str:
    """The MIME type of ``data``, one of the six permitted. Raises Unfit."""
    if not data.strip(b"\x00"):
        raise Unfit(Fault.EMPTY)
    kind = attachment_type(data)
    if not kind:
        raise Unfit(Fault.TYPE)
    try:
        width, height = _CHECKS[kind](data)
    except (IndexError, ValueError, zlib.error):
        raise Unfit(Fault.DAMAGED) from None
    if width * height > MOST_PIXELS:
        raise Unfit(Fault.TOO_MANY_PIXELS)
    return kind


def _number(data: bytes, at: int, length: int, order: str = "big") -> int:
    if at < 0 or at + length > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + length], order)  # type: ignore[arg-type]


def _pdf(data: bytes) -> tuple[int, int]:
    if b"%%EOF" not in data[-_PDF_TAIL:] or b"startxref" not in data:
        raise ValueError
    if _ENCRYPTED.search(data):
        raise Unfit(Fault.ENCRYPTED)
    if _ACTIVE.search(data):
        raise Unfit(Fault.ACTIVE)
    return 0, 0


def _png(data: bytes) -> tuple[int, int]:
    """Every chunk is there with its check sum, from IHDR to IEND."""
    at, kind = 8, b""
    while kind != b"IEND":
        length = _number(data, at, 4)
        kind = data[at + 4 : at + 8]
        if _number(data, at + 8 + length, 4) != zlib.crc32(memoryview(data)[at + 4 : at + 8 + length]):
            raise ValueError
        if at == 8 and kind != b"IHDR":
            raise ValueError
        at += 12 + length
    return _number(data, 16, 4), _number(data, 20, 4)


_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def _jpeg(data: bytes) -> tuple[int, int]:
    """Segments up to the frame that tells the size, and an end of image somewhere after it."""
    at = 2
    while True:
        if _number(data, at, 1) != 0xFF:
            raise ValueError
        while (marker := _number(data, at, 1)) == 0xFF:
            at += 1
        if marker in _FRAMES:
            if data.rfind(b"\xff\xd9") < at:
                raise ValueError
            return _number(data, at + 6, 2), _number(data, at + 4, 2)
        if marker in (0xD9, 0xDA):
            raise ValueError
        at += 1 + _number(data, at + 1, 2)


def _gif(data: bytes) -> tuple[int, int]:
    """Every block follows the other up to the trailer."""
    at = 13 + _colours(data, 10)
    while (block := _number(data, at, 1)) != 0x3B:
        if block == 0x21:
            at += 2
        elif block == 0x2C:
            at += 11 + _colours(data, at + 9)
        else:
            raise ValueError
        while length := _number(data, at, 1):
            at += 1 + length
        at += 1
    return _number(data, 6, 2, "little"), _number(data, 8, 2, "little")


def _colours(data: bytes, at: int) -> int:
    flags = _number(data, at, 1)
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _tiff(data: bytes) -> tuple[int, int]:
    """The first directory is inside the file; it tells the size. BigTIFF is left to the receiver's reader."""
    order = "little" if data[:2] == b"II" else "big"
    if _number(data, 2, 2, order) == 43:
        _number(data, _number(data, 8, 8, order), 8, order)
        return 0, 0
    at = _number(data, 4, 4, order)
    sides = {0x100: 0, 0x101: 0}
    for entry in range(_number(data, at, 2, order)):
        place = at + 2 + 12 * entry
        tag, short = _number(data, place, 2, order), _number(data, place + 2, 2, order) == 3
        if tag in sides:
            sides[tag] = _number(data, place + 8, 2 if short else 4, order)
    if at < 8 or not all(sides.values()):
        raise ValueError
    return sides[0x100], sides[0x101]


def _bitmap(data: bytes) -> tuple[int, int]:
    if _number(data, 10, 4, "little") > len(data) or len(data) < 30:
        raise ValueError
    if _number(data, 14, 4, "little") == 12:
        return _number(data, 18, 2, "little"), _number(data, 20, 2, "little")
    width, height = _number(data, 18, 4, "little"), int.from_bytes(data[22:26], "little", signed=True)
    return width, abs(height)


_CHECKS = {
    "application/pdf": _pdf,
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/tiff": _tiff,
    "image/bmp": _bitmap,
}
