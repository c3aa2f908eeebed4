"""A document for reading: indented, and without the thousands of characters of an attachment. Decides nothing."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from correspondence.letters.envelope import vans
from correspondence.letters.fhir.parse_json import parse_json
from correspondence.letters.issues import UnreadableDocument

LONG = 2000
SHOWN = 200


def unwrapped(data: bytes) -> bytes:
    """What lies in the envelope; ``data`` itself when there is none, or none that can be opened."""
    if not vans.is_envelope(data):
        return data
    try:
        return vans.read(data).data or data
    except UnreadableDocument:
        return data


def pretty(data: bytes) -> str:
    """The document of ``data``, JSON or XML, indented; "" when it is neither."""
    document = unwrapped(data).removeprefix(b"\xef\xbb\xbf").strip()
    return _json(document) if document.startswith(b"{") else _xml(document) if document.startswith(b"<") else ""


def _json(document: bytes) -> str:
    try:
        return json.dumps(_shortened(parse_json(document)), ensure_ascii=False, indent=2, default=str)
    except UnreadableDocument:
        return ""


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shortened(one) for one in value]
    return _short(value) if isinstance(value, str) else value


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:SHOWN]} … [{len(text)}]"


def _xml(document: bytes) -> str:
    if b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    for element in root.iter():
        for name, value in element.attrib.items():
            element.attrib[name] = _short(value)
        element.text = _short(element.text) if element.text else element.text
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")
