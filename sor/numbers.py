"""The check digits of SOR codes and location numbers.

A SOR code is an identifier of the SNOMED CT kind: serial, ``1000016`` (the register's namespace), ``00``
(a concept) and a Verhoeff check digit. A location number (GLN) is 13 digits with GS1's check digit.
"""

from __future__ import annotations

import re

_SOR_CODE = re.compile(r"[0-9]{11,18}")
_GLN = re.compile(r"[0-9]{13}")
_SOR_NAMESPACE_AND_KIND = "100001600"

# Verhoeff's tables: multiplication in the dihedral group of order 10, the permutation repeated for
# each place counted from the right, and the inverse of each element.
_PRODUCT = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PLACES = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
_INVERSE = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
# The permutations by character, for each place of the longest code: a register has half a million codes to check.
_BY_CHARACTER = tuple({str(digit): row[digit] for digit in range(10)} for row in _PLACES) * 3


def _verhoeff(digits: str) -> int:
    """The sum over ``digits``, the last one standing in place 0; 0 means that the check digit fits."""
    total = 0
    for row, digit in zip(_BY_CHARACTER, reversed(digits), strict=False):
        total = _PRODUCT[total][row[digit]]
    return total


def is_sor_code(text: str) -> bool:
    """Whether ``text`` is 11 to 18 digits with a fitting Verhoeff check digit."""
    return _SOR_CODE.fullmatch(text) is not None and _verhoeff(text) == 0


def make_sor_code(serial: int) -> str:
    """The SOR code with this serial number (1 or more). Raises ValueError when no code has such a serial."""
    digits = f"{serial}{_SOR_NAMESPACE_AND_KIND}"
    if serial < 1 or not 11 <= len(digits) + 1 <= 18:
        raise ValueError(f"no SOR code has the serial number {serial}")
    return f"{digits}{_INVERSE[_verhoeff(digits + '0')]}"


def restored_sor_code(text: str) -> str | None:
    """What ``text`` was before a spreadsheet, which keeps 15 digits, turned the last one into 0; None: not that.

    The digits before the check digit are always 00, so only the check digit is lost, whatever the length.
    """
    if len(text) < 16 or not _SOR_CODE.fullmatch(text) or not text.endswith(f"{_SOR_NAMESPACE_AND_KIND}0"):
        return None
    return f"{text[:-1]}{_INVERSE[_verhoeff(text)]}" if _verhoeff(text) else None


def _gs1(digits: str) -> int:
    """The sum over ``digits`` with weights 1, 3, 1, 3 … from the right; a multiple of 10 means that it fits."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))


def is_gln(text: str) -> bool:
    """Whether ``text`` is 13 digits with a fitting GS1 check digit (0 is as good as any other)."""
    return _GLN.fullmatch(text) is not None and _gs1(text) % 10 == 0


def gln_with_check_digit(first12: str) -> str:
    """``first12`` and its check digit. Raises ValueError unless ``first12`` is twelve digits."""
    if _GLN.fullmatch(first12 + "0") is None:
        raise ValueError("a location number has twelve digits before its check digit")
    return f"{first12}{-_gs1(first12 + '0') % 10}"
