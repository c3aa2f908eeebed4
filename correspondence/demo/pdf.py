"""A PDF of headings and lines of text, with the standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 64  # A4 in points
_LEADING = 17
_LINES_PER_PAGE = 40
_CHARACTERS_PER_LINE = 84


def make_pdf(heading: str, text: str) -> bytes:
    """An A4 document in Helvetica. ``text`` keeps its line breaks and is wrapped; lines ending in ``:`` are set bold.

    Raises UnicodeEncodeError for characters outside Windows-1252 (Danish is inside).
    """
    lines = [part for line in text.splitlines() for part in wrap(line, _CHARACTERS_PER_LINE) or [""]]
    pages = [lines[at : at + _LINES_PER_PAGE] for at in range(0, len(lines), _LINES_PER_PAGE)] or [[]]
    return _document(heading, [_page(heading, page, number, len(pages)) for number, page in enumerate(pages, 1)])


def _page(heading: str, lines: Iterable[str], number: int, of: int) -> bytes:
    top = _HEIGHT - _MARGIN
    parts = [b"BT", _shown("F2", 17, _MARGIN, top, heading)]
    for at, line in enumerate(lines):
        font = "F2" if line.endswith(":") else "F1"
        parts.append(_shown(font, 11, _MARGIN, top - 36 - at * _LEADING, line))
    parts += [_shown("F1", 9, _MARGIN, _MARGIN // 2, f"Demodata - side {number} af {of}"), b"ET"]
    return b"\n".join(parts)


def _shown(font: str, size: int, x: int, y: int, text: str) -> bytes:
    return f"/{font} {size} Tf 1 0 0 1 {x} {y} Tm ".encode() + _string(text) + b" Tj"


def _string(text: str) -> bytes:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(" + escaped.encode("cp1252") + b")"


def _document(title: str, pages: list[bytes]) -> bytes:
    """Objects 1-4 are catalogue, page list and fonts, 5 the title; then a page and its content, in turn."""
    numbers = range(6, 6 + 2 * len(pages), 2)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (da-DK) >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{one} 0 R' for one in numbers)}] >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        b"<< /Title " + _string(title) + b" >>",
    ]
    for number, content in zip(numbers, pages, strict=True):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    return _assembled(objects)


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _assembled(objects: list[bytes]) -> bytes:
    document = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(document))
        document += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = len(document)
    document += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    document += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    document += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(document)
