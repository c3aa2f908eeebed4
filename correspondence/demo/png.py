"""A PNG of a bar chart with the value over each bar, with the standard library only."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

Colour = tuple[int, int, int]
_PAPER: Colour = (255, 255, 255)
_INK: Colour = (60, 60, 60)
_BAR: Colour = (0, 89, 179)

# Pixels.
_HEIGHT, _FOOT, _STEP = 240, 16, 16
_BAR_WIDTH, _GAP, _DOT = 36, 20, 3

# Each digit as five rows of three dots, a row as an octal digit: 7 is all three, 5 the outer two.
_DIGITS = ("75557", "26227", "71747", "71317", "55711", "74717", "74757", "71122", "75757", "75717")


def make_png(values: Sequence[int]) -> bytes:
    """A bar for each of ``values`` (whole numbers, 0 to 12)."""
    picture = _Picture(_GAP + len(values) * (_BAR_WIDTH + _GAP), _HEIGHT)
    axis = _HEIGHT - _FOOT
    for at, value in enumerate(values):
        left = _GAP + at * (_BAR_WIDTH + _GAP)
        picture.fill(left, axis - value * _STEP, _BAR_WIDTH, value * _STEP, _BAR)
        _write_number(picture, left, axis - value * _STEP - 7 * _DOT, value)
    picture.fill(_GAP // 2, axis, picture.width - _GAP, 2, _INK)
    return picture.png()


def _write_number(picture: _Picture, left: int, top: int, value: int) -> None:
    for place, digit in enumerate(str(value)):
        for row, dots in enumerate(_DIGITS[int(digit)]):
            for column in range(3):
                if int(dots) & 4 >> column:
                    picture.fill(left + (place * 4 + column) * _DOT, top + row * _DOT, _DOT, _DOT, _INK)


class _Picture:
    """Rows of red, green and blue, one byte each."""

    def __init__(self, width: int, height: int):
        self.width = width
        self.rows = [bytearray(bytes(_PAPER) * width) for _ in range(height)]

    def fill(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        for row in self.rows[top : top + height]:
            row[left * 3 : (left + width) * 3] = bytes(colour) * width

    def png(self) -> bytes:
        """PNG specification, section 5: signature, then length, kind, data and CRC of each chunk."""
        header = struct.pack(">IIBBBBB", self.width, len(self.rows), 8, 2, 0, 0, 0)
        # Each row begins with its filter: 0 is none.
        data = zlib.compress(b"".join(b"\0" + row for row in self.rows), 9)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
