"""Bytes to one tree in the form of FHIR JSON, whether they were written in JSON or XML."""

from __future__ import annotations

import re

from correspondence.letters.fhir.access import Node
from correspondence.letters.fhir.parse_json import parse_json
from correspondence.letters.fhir.parse_xml import parse_xml
from correspondence.letters.fhir.unreadable import unreadable

JSON, XML = "json", "xml"

_START = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*")
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff", b"{\x00", b"<\x00", b"\x00")


def parse(data: bytes) -> tuple[str, Node]:
    """The syntax ("json" or "xml", by the first byte that is no space) and the tree of a document.

    Every text is kept to the character. Nothing outside the document is ever fetched.
    Raises UnreadableDocument when the bytes are no single, unambiguous document in UTF-8.
    """
    if data.startswith(_OTHER_UNICODE):
        raise unreadable("Dokumentet er ikke i UTF-8.", code="MSG_BAD_FORMAT")
    match _first_byte(data):
        case b"{":
            return JSON, parse_json(data)
        case b"<":
            return XML, parse_xml(data)
        case b"":
            raise unreadable("Dokumentet er tomt.")
        case b"[":
            raise unreadable("Dokumentet er ikke ét JSON-objekt.", code="MSG_JSON_OBJECT")
        case _:
            raise unreadable("Dokumentet er hverken JSON eller XML.")


def _first_byte(data: bytes) -> bytes:
    start = _START.match(data)
    return data[start.end() : start.end() + 1] if start else b""
