"""Check digits of SOR codes (Verhoeff) and location numbers (GS1), to log what others got wrong."""

from __future__ import annotations

import re
from functools import lru_cache

_SOR = re.compile(r"[0-9]{11,18}")
_GLN = re.compile(r"[0-9]{13}")

_MULTIPLY = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTE = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


@lru_cache(maxsize=4096)
def is_sor_code(code: str) -> bool:
    """Is this 11 to 18 digits of which the last is the Verhoeff check digit?"""
    return bool(_SOR.fullmatch(code)) and _verhoeff(code) == 0


@lru_cache(maxsize=4096)
def is_gln(number: str) -> bool:
    """Is this 13 digits of which the last is the GS1 check digit?"""
    if not _GLN.fullmatch(number):
        return False
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number))
    return sum(weighted) % 10 == 0


def _verhoeff(code: str) -> int:
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(_MULTIPLY[check][int(_PERMUTE[place % 8][int(digit)])])
    return check
