"""Characters that may be stored but never shown, and addresses that may be followed."""

from __future__ import annotations

import re

# Control characters, what no XML may hold, and what turns the direction of the words around it (hardening.md 20).
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
# No white space, brackets or quotes: such an address stands in Markdown and in an attribute as it is.
ADDRESS = r"(?:https?://[^\s()<>\[\]\"'`\\]+|(?:mailto|tel):[^\s()<>\[\]\"'`\\:/]+)"
_ADDRESS = re.compile(ADDRESS, re.IGNORECASE)


def shown(text: str) -> str:
    """``text`` with line breaks as ``\\n`` and without what may not be shown."""
    return _UNSHOWABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def may_be_followed(address: str) -> bool:
    """Only ``https?:``, ``mailto:`` and ``tel:``, spelt out in full."""
    return bool(_ADDRESS.fullmatch(address))
