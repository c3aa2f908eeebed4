"""Plain text to safe HTML: what people read when a message carries no formatting."""

from __future__ import annotations

import re
from html import escape

_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def to_html(text: str) -> str:
    """``text`` as one paragraph with every line break kept, blank lines included; everything else escaped.

    Control characters and direction overrides are left out of what is shown (hardening.md 20); the
    text itself is stored unchanged beside it.
    """
    shown = _UNSHOWABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"<p>{escape(shown).replace(chr(10), '<br>')}</p>"
