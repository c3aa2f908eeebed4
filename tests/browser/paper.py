"""The words on each sheet of a PDF that Chromium has printed. Reads what Skia writes, not PDF at large."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"\n(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj|[\d.-]+ [\d.-]+ (Tm)")
_SINGLE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n")
_RANGE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]{4})>")

Alphabet = dict[int, str]


def sheets(pdf: bytes) -> list[str]:
    """The text of each page, in the order it is drawn; what stands apart is parted by a space."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if body.startswith(b"<</Type /Page\n")]
    return [_words(objects, page) for page in pages]


def _words(objects: dict[int, bytes], page: bytes) -> str:
    alphabets = {name: _alphabet(objects, int(number)) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
    content = _stream(objects[int(re.findall(rb"/Contents (\d+) 0 R", page)[0])])
    words, alphabet = "", Alphabet()
    for font, glyphs, moved in _SHOWN.findall(content):
        if font:
            alphabet = alphabets[font]
        elif moved:
            words += " "
        else:
            words += "".join(alphabet.get(int(glyphs[at : at + 4], 16), "?") for at in range(0, len(glyphs), 4))
    return re.sub(r"\s+", " ", words)


def _alphabet(objects: dict[int, bytes], font: int) -> Alphabet:
    """Which character each glyph of a font is."""
    found = re.findall(rb"/ToUnicode (\d+) 0 R", objects[font])
    table = _stream(objects[int(found[0])]) if found else b""
    pairs = _SINGLE.findall(table)
    alphabet = {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
    for first, last, start in _RANGE.findall(table):
        for step in range(int(last, 16) - int(first, 16) + 1):
            alphabet[int(first, 16) + step] = chr(int(start, 16) + step)
    return alphabet


def _stream(body: bytes) -> bytes:
    return zlib.decompressobj().decompress(body.partition(b"stream\n")[2])
