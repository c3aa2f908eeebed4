"""What leaves and what is shown: the plain text that counts, and the formatted text beside it.

``contentString`` is plain text. The formatted one travels in the narrative and is used only where it says
the same to the letter (carecommunication.md section 6).
"""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.text import html, markdown
from correspondence.text.plain import to_html
from correspondence.text.projection import plain


@dataclass(frozen=True, slots=True)
class Written:
    """``text`` is what every system reads; ``formatted`` safe HTML that says the same, "" when there is no need."""

    text: str
    formatted: str = ""


def written(source: str) -> Written:
    """What people wrote as Markdown. Text without formatting comes out as it was typed, to the character."""
    tree = markdown.read(source)
    return Written(plain(tree), html.write(tree) if tree.formatted else "")


@dataclass(frozen=True, slots=True)
class Views:
    """A text in three views: ``source`` as it is written, ``html`` for modern receivers, ``plain`` for all others."""

    source: str
    html: str
    plain: str


def text_views(source: str) -> Views:
    """What becomes of ``source`` at its receivers: exactly what would be sent and shown."""
    words = written(source)
    return Views(source, shown(words.text, words.formatted), words.text)


def agreeing(formatted: str, text: str) -> str:
    """``formatted`` made safe, or "" unless its plain projection is ``text``."""
    if not formatted:
        return ""
    tree = html.read(formatted)
    return html.write(tree) if tree.formatted and plain(tree) == _settled(text) else ""


def behind(kept: str, text: str) -> str:
    """The formatted text of which :func:`shown` made the HTML ``kept``; "" when there was only the plain one."""
    return "" if kept == to_html(text) else agreeing(kept, text)


def shown(text: str, formatted: str = "") -> str:
    """The HTML to keep and show for a text and the formatted one that came with it."""
    return agreeing(formatted, text) or to_html(text)


def xhtml(formatted: str) -> str:
    """Formatted text as a FHIR narrative may hold it."""
    return html.write(html.read(formatted), xhtml=True)


def to_markdown(formatted: str) -> str:
    """Markdown of formatted text, to go on writing on it."""
    return markdown.write(html.read(formatted))


def _settled(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(lines).strip()
