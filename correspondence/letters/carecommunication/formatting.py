"""The formatted texts in a received narrative (carecommunication.md section 6). All of it is hostile still."""

from __future__ import annotations

from html import escape
from typing import Any

from lxml import etree

from correspondence.letters.carecommunication.narrative import FORMATTED
from correspondence.letters.fhir.access import Node, child, text

# A narrative longer than this is not looked into: the plain texts say the same. Characters.
LONGEST = 4_000_000


def formatted_blocks(communication: Node) -> dict[str, str]:
    """The inner markup, by id, of every element that shows a text with its formatting. Never raises."""
    div = text(child(communication, "text"), "div")
    if FORMATTED not in div or len(div) > LONGEST or "<!" in div:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(div, parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found = root.iterfind(".//{*}div[@class]")
    return {each.get("id", ""): _inner(each) for each in found if FORMATTED in each.get("class").split()}


def _inner(element: Any) -> str:
    for each in element.iter(etree.Element):
        each.tag = etree.QName(each).localname
    etree.cleanup_namespaces(element)
    parts = [escape(element.text or "", quote=False)]
    parts += [etree.tostring(each, encoding="unicode", method="html") for each in element]
    return "".join(parts)
