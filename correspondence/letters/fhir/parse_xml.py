"""FHIR XML to the same tree that FHIR JSON gives."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from correspondence.letters.fhir.access import Node
from correspondence.letters.fhir.shape import (
    BOOLEAN,
    NUMBER,
    PRIMITIVES,
    RESOURCE,
    SHAPES,
    UNKNOWN_SLOT,
    XHTML,
)
from correspondence.letters.fhir.unreadable import MAX_DEPTH, require_utf8, too_deep, unreadable

FHIR_NAMESPACE = "http://hl7.org/fhir"
_PREFIX = f"{{{FHIR_NAMESPACE}}}"
_PREFIX_LENGTH = len(_PREFIX)
_XHTML_DIV = "{http://www.w3.org/1999/xhtml}div"
_FOREIGN_ENCODING = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"'](?!utf-?8[\"'])(?!us-ascii[\"'])", re.I
)


def parse_xml(data: bytes) -> Node:
    """The tree of a FHIR XML document. Raises UnreadableDocument, never another error.

    A DOCTYPE is refused before parsing (FHIR has no DTD, and every entity attack needs one).
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise unreadable("XML-dokumentet har en DOCTYPE eller entiteter, og det er ikke tilladt.")
    if _FOREIGN_ENCODING.match(data[:200]):
        raise unreadable("Dokumentet er ikke i UTF-8.", code="MSG_BAD_FORMAT")
    require_utf8(data)
    root = _parsed(data)
    if not root.tag.startswith(_PREFIX):
        raise unreadable("XML-dokumentets navnerum er ikke http://hl7.org/fhir.", code="MSG_WRONG_NS")
    return _resource(root, 1)


def _parsed(data: bytes) -> Any:
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise too_deep() from None
        raise unreadable(f"XML-dokumentet er ikke velformet (linje {error.lineno or 1}).") from None
    except ValueError:
        raise unreadable("XML-dokumentet kan ikke læses.") from None


def _parser() -> Any:
    """A parser that fetches nothing. ``huge_tree`` lets a base64 text be long; depth stays limited."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


def _resource(element: Any, depth: int) -> Node:
    kind = element.tag[_PREFIX_LENGTH:]
    node: Node = {"resourceType": kind}
    node.update(_node(element, kind if kind in SHAPES else "Unknown", depth))
    node["resourceType"] = kind  # no element of that name may speak for the tag
    return node


def _node(element: Any, kind: str, depth: int) -> Node:
    """An element that holds others, as an object. ``kind`` names its shape."""
    if depth > MAX_DEPTH:
        raise too_deep()
    shape = SHAPES.get(kind, SHAPES["Unknown"])
    node = {name: value for name, value in element.items() if name == "id" or name == "url"}
    for part in element:
        tag = part.tag
        if type(tag) is not str:
            continue
        if tag == _XHTML_DIV:
            node["div"] = _markup(part)
        elif tag.startswith(_PREFIX):
            name = tag[_PREFIX_LENGTH:]
            many, part_kind = shape.get(name, UNKNOWN_SLOT)
            _put(node, name, many, part_kind, part, depth)
    return node


def _put(node: Node, name: str, many: bool, kind: str, part: Any, depth: int) -> None:
    value = part.get("value")
    if value is not None or kind in PRIMITIVES:
        _put_primitive(node, name, many, _typed(value, kind), part, depth)
    elif kind == RESOURCE:
        held = [_resource(child, depth + 2) for child in part.iterchildren(f"{_PREFIX}*")]
        _add(node, name, many, held[0] if len(held) == 1 else held)
    elif kind == XHTML:
        node[name] = _markup(part)
    else:
        _add(node, name, many, _node(part, kind, depth + 1))


def _add(node: Node, name: str, many: bool, value: Any) -> None:
    """Add one occurrence. An element that may not repeat but does becomes a list, for a rule to see."""
    if name not in node:
        node[name] = [value] if many else value
    elif type(node[name]) is list:
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _put_primitive(node: Node, name: str, many: bool, value: Any, part: Any, depth: int) -> None:
    """A text with its extensions: those go to ``_name``, as in JSON."""
    extra = _node(part, "Extension", depth + 1) if len(part) or "id" in part.attrib else None
    extra_name = f"_{name}"
    if many:
        if extra and extra_name not in node:
            node[extra_name] = [None] * len(node.get(name, ()))
        if extra_name in node:
            node[extra_name].append(extra)
        _add(node, name, many, value)
        return
    if value is not None:
        _add(node, name, many, value)
    if extra:
        node[extra_name] = extra


def _typed(value: str | None, kind: str) -> Any:
    """The value of an XML attribute as JSON would have it; one that is no such value stays text."""
    if value is None:
        return None
    if kind == BOOLEAN:
        return {"true": True, "false": False}.get(value, value)
    if kind == NUMBER:
        return _number(value)
    return value


def _number(value: str) -> Any:
    try:
        number = Decimal(value)
        return int(value) if len(value) < 20 and number == number.to_integral_value() else number
    except (InvalidOperation, ValueError):
        return value


def _markup(element: Any) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)
