"""Plain text to safe HTML: what people read when a message carries no formatting."""

from __future__ import annotations

from html import escape

from correspondence.text.characters import shown


def to_html(text: str) -> str:
    """``text`` as one paragraph with every line break kept, blank lines included; everything else escaped.

    Control characters and direction overrides are left out of what is shown (hardening.md 20); the
    text itself is stored unchanged beside it.
    """
    return f"<p>{escape(shown(text)).replace(chr(10), '<br>')}</p>"
