"""Whether a file that somebody wants to send can be opened by whoever gets it.

Not a judgement of its content: the file is whole, not locked, holds no script, and is small enough to be drawn. Only
what can be told without drawing it; a file of more parts than any real one has is not read to its end.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum

from correspondence.letters import pdf_checks
from correspondence.letters.file_types import attachment_type

MOST_PIXELS = 150_000_000  # a drawing on A0 at 300 dots an inch has 140 million
MOST_PARTS = 1_000_000  # chunks of a PNG, blocks of a GIF, segments of a JPEG, entries of a TIFF
MOST_PAGES = 10_000  # of a TIFF


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


def _pdf(data: bytes) -> tuple[int, int]:
    if not pdf_checks.is_whole(data):
        raise ValueError
    if pdf_checks.is_locked(data):
        raise Unfit(Fault.ENCRYPTED)
    if pdf_checks.is_active(data):
        raise Unfit(Fault.ACTIVE)
    return 0, 0


def _number(data: bytes, at: int, length: int, order: str = "big") -> int:
    if at < 0 or at + length > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + length], order)  # type: ignore[arg-type]


def _png(data: bytes) -> tuple[int, int]:
    """Every chunk is there with its check sum, from IHDR to IEND."""
    at = 8
    for _part in range(MOST_PARTS):
        length = _number(data, at, 4)
        kind = data[at + 4 : at + 8]
        if _number(data, at + 8 + length, 4) != zlib.crc32(memoryview(data)[at + 4 : at + 8 + length]):
            raise ValueError
        if at == 8 and kind != b"IHDR":
            raise ValueError
        if kind == b"IEND":
            return _number(data, 16, 4), _number(data, 20, 4)
        at += 12 + length
    raise ValueError


_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def _jpeg(data: bytes) -> tuple[int, int]:
    """Segments up to the frame that tells the size, and an end of image somewhere after it."""
    at = 2
    for _part in range(MOST_PARTS):
        if _number(data, at, 1) != 0xFF:
            raise ValueError
        at += 1
        marker = _number(data, at, 1)
        if marker == 0xFF:  # a marker may have any number of these in front
            continue
        if marker in _FRAMES:
            if data.rfind(b"\xff\xd9") < at:
                raise ValueError
            return _number(data, at + 6, 2), _number(data, at + 4, 2)
        if marker in (0xD9, 0xDA):
            raise ValueError
        at += 1 + _number(data, at + 1, 2)
    raise ValueError


def _gif(data: bytes) -> tuple[int, int]:
    """Every block follows the other up to the trailer. The size is that of the screen or of a larger picture on it."""
    at, inside = 13 + _colours(data, 10), False
    sides = [_number(data, 6, 2, "little"), _number(data, 8, 2, "little")]
    for _part in range(MOST_PARTS):
        block = _number(data, at, 1)
        if inside:
            at, inside = at + 1 + block, block > 0
        elif block == 0x3B:
            return sides[0], sides[1]
        elif block == 0x21:
            at, inside = at + 2, True
        elif block == 0x2C:
            sides = [max(side, _number(data, at + 5 + 2 * n, 2, "little")) for n, side in enumerate(sides)]
            at, inside = at + 11 + _colours(data, at + 9), True
        else:
            raise ValueError
    raise ValueError


def _colours(data: bytes, at: int) -> int:
    flags = _number(data, at, 1)
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


@dataclass(frozen=True, slots=True)
class _Layout:
    """Bytes of an offset, of the count of entries and of an entry, and where an entry has its value."""

    first: int
    offset: int
    count: int
    entry: int
    value: int


_LAYOUTS = {42: _Layout(4, 4, 2, 12, 8), 43: _Layout(8, 8, 8, 20, 12)}  # TIFF and BigTIFF


def _tiff(data: bytes) -> tuple[int, int]:
    """Every directory is inside the file; each is a page and tells its size. The size is that of the largest."""
    order = "little" if data[:2] == b"II" else "big"
    layout = _LAYOUTS[_number(data, 2, 2, order)]
    at, left, largest = _number(data, layout.first, layout.offset, order), MOST_PARTS, (0, 0)
    for _page_number in range(MOST_PAGES):
        count = _number(data, at, layout.count, order)
        left -= count
        if at < 8 or left < 0:
            raise ValueError
        largest = max(largest, _page(data, at + layout.count, count, layout, order), key=lambda one: one[0] * one[1])
        at = _number(data, at + layout.count + count * layout.entry, layout.offset, order)
        if not at and all(largest):
            return largest
    raise ValueError


def _page(data: bytes, at: int, count: int, layout: _Layout, order: str) -> tuple[int, int]:
    sides = {0x100: 0, 0x101: 0}
    for place in range(at, at + count * layout.entry, layout.entry):
        tag, short = _number(data, place, 2, order), _number(data, place + 2, 2, order) == 3
        if tag in sides:
            sides[tag] = _number(data, place + layout.value, 2 if short else 4, order)
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
