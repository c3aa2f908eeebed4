"""FHIR JSON and FHIR XML from one JSON-shaped tree.

The tree is what ``json.loads`` gives for FHIR JSON. Elements come out in the order of the dicts, so
whoever builds a tree builds it in the order of the FHIR specification (XML demands it).

Characters that XML 1.0 forbids (control characters, lone surrogates, U+FFFE, U+FFFF) may stand in no
FHIR string in either syntax. They are dropped, alike in both, so that one stray character in a
received text cannot keep a reply from being sent.
"""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

FHIR_NAMESPACE = "http://hl7.org/fhir"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What json.dumps may make of an illegal character, or the character itself where it is not escaped.
# A plain search for each is many times faster than one regular expression over a whole document.
_SUSPECT = ("\\u", "\\b", "\\f", "\ufffe", "\uffff")
# Attribute values are normalised by every XML parser: white space other than a blank survives only escaped.
_ATTRIBUTE = {'"': "&quot;", "\n": "&#xA;", "\r": "&#xD;", "\t": "&#x9;"}
_SPECIAL = re.compile('[&<>"\n\r\t]')
# A file in base64, many megabytes of it: nothing in it is looked at, escaped or encoded a second time.
_FILE = re.compile(r"[A-Za-z0-9+/=]{65536,}")


def legal(text: str) -> str:
    """``text`` without the characters that no FHIR string may hold."""
    return _ILLEGAL.sub("", text)


def to_json(tree: dict[str, Any]) -> bytes:
    """FHIR JSON in UTF-8. Raises ValueError for NaN and infinite numbers."""
    files: list[str] = []
    mark = uuid4().hex
    tree = _without_files(tree, files, mark)
    text = _dumps(tree)
    if any(each in text for each in _SUSPECT):
        text = _dumps(_cleaned(tree))
    try:
        written = text.encode()
    except UnicodeEncodeError:  # lone surrogates
        written = _dumps(_cleaned(tree)).encode()
    return _with_files(written, files, mark.encode())


def to_xml(tree: dict[str, Any]) -> bytes:
    """FHIR XML in UTF-8. Each ``text.div`` must be well-formed XHTML with its own namespace declaration."""
    parts = ["<?xml version='1.0' encoding='UTF-8'?>\n"]
    _resource(parts, tree, f' xmlns="{FHIR_NAMESPACE}"')
    return "".join(parts).encode()


def _dumps(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _without_files(value: Any, files: list[str], mark: str) -> Any:
    """``value`` with ``mark`` in the place of every file; the files themselves are added to ``files``, in order."""
    if isinstance(value, dict):
        return {key: _without_files(each, files, mark) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_files(each, files, mark) for each in value]
    if isinstance(value, str) and _FILE.fullmatch(value):
        files.append(value)
        return mark
    return value


def _with_files(written: bytes, files: list[str], mark: bytes) -> bytes:
    between = written.split(mark)
    pairs = zip_longest(between, (each.encode() for each in files), fillvalue=b"")
    return b"".join(piece for pair in pairs for piece in pair)


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return legal(value) if isinstance(value, str) else value


def _resource(parts: list[str], tree: dict[str, Any], attributes: str = "") -> None:
    name = tree["resourceType"]
    parts.append(f"<{name}{attributes}>")
    _children(parts, tree, skip="resourceType")
    parts.append(f"</{name}>")


def _children(parts: list[str], tree: dict[str, Any], skip: str = "") -> None:
    for name, value in tree.items():
        if name == skip:
            continue
        if name.startswith("_"):  # extensions of a primitive: written with its value when there is one
            if name[1:] not in tree:
                _each(parts, name[1:], None, value)
        else:
            _each(parts, name, value, tree.get("_" + name))


def _each(parts: list[str], name: str, value: Any, extra: Any) -> None:
    if not isinstance(value, list) and not isinstance(extra, list):
        return _element(parts, name, value, extra)
    values, extras = value or [], extra or []
    for index in range(max(len(values), len(extras))):
        _element(parts, name, _at(values, index), _at(extras, index))


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else None


def _element(parts: list[str], name: str, value: Any, extra: dict[str, Any] | None) -> None:
    if isinstance(value, dict):
        _complex(parts, name, value)
    elif name == "div":
        parts.append(legal(value))
    elif extra:
        parts.append(f"<{name}{_value(value)}{_own_id(extra)}>")
        _children(parts, extra, skip="id")
        parts.append(f"</{name}>")
    elif value is not None:
        parts.append(f"<{name}{_value(value)}/>")


def _complex(parts: list[str], name: str, value: dict[str, Any]) -> None:
    if "resourceType" in value:
        parts.append(f"<{name}>")
        _resource(parts, value)
    elif name in ("extension", "modifierExtension"):
        parts.append(f"<{name}{_own_id(value)} url={_quoted(value['url'])}>")
        _children(parts, {key: each for key, each in value.items() if key not in ("url", "id")})
    else:
        parts.append(f"<{name}{_own_id(value)}>")
        _children(parts, value, skip="id")
    parts.append(f"</{name}>")


def _own_id(value: dict[str, Any]) -> str:
    return f" id={_quoted(value['id'])}" if "id" in value else ""


def _value(value: Any) -> str:
    if value is None:
        return ""
    return " value=" + _quoted(value if isinstance(value, str) else _dumps(value))


def _quoted(text: str) -> str:
    if _FILE.fullmatch(text):
        return f'"{text}"'
    if not text.isascii() or not text.isprintable():
        text = legal(text)
    return f'"{escape(text, _ATTRIBUTE)}"' if _SPECIAL.search(text) else f'"{text}"'
