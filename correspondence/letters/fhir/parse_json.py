"""FHIR JSON to a tree, refusing what other readers may understand differently."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

from correspondence.letters.fhir.access import Node
from correspondence.letters.fhir.long_texts import LARGE, LongTexts
from correspondence.letters.fhir.unreadable import MAX_DEPTH, not_utf8, too_deep, unreadable

# Escapes that may stand for a NUL or for half a surrogate pair; rare, so the tree is searched only then.
_SUSPICIOUS = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def parse_json(data: bytes) -> Node:
    """The tree of a FHIR JSON document. Raises UnreadableDocument, never another error."""
    if len(data) < LARGE:
        return _parsed(data, _DECODER)
    texts = LongTexts(data)
    return _parsed(texts.shortened, _decoder(lambda pairs: _unambiguous([(k, texts.restored(v)) for k, v in pairs])))


def _parsed(data: bytes, decoder: json.JSONDecoder) -> Node:
    source = _decoded(data)
    tree = _loaded(source, decoder)
    _require_sane(tree, suspicious=_SUSPICIOUS.search(source) is not None)
    return tree


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_utf8() from None


def _loaded(source: str, decoder: json.JSONDecoder) -> Node:
    try:
        tree = decoder.decode(source)
    except RecursionError:
        raise too_deep() from None
    except json.JSONDecodeError as error:
        raise unreadable(f"JSON-dokumentet er ikke velformet (linje {error.lineno}, tegn {error.colno}).") from None
    except ValueError:  # a whole number of thousands of digits
        raise unreadable("JSON-dokumentet indeholder et tal, der ikke kan læses.") from None
    if type(tree) is not dict:
        raise unreadable("Dokumentet er ikke ét JSON-objekt.", code="MSG_JSON_OBJECT")
    return tree


def _unambiguous(pairs: list[tuple[str, Any]]) -> Node:
    """An object whose names are all different: of equal names another reader may take the other one."""
    node = dict(pairs)
    if len(node) != len(pairs):
        raise unreadable("JSON-dokumentet har to felter med samme navn i ét objekt.")
    return node


def _refuse_constant(_name: str) -> NoReturn:
    raise unreadable("JSON-dokumentet indeholder NaN eller Infinity.")


def _decoder(make_object: Callable[[list[tuple[str, Any]]], Node]) -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=make_object, parse_constant=_refuse_constant, parse_float=Decimal)


_DECODER = _decoder(_unambiguous)


def _require_sane(tree: Node, suspicious: bool) -> None:
    """Walk level by level (no recursion) for depth, and for forbidden characters where they may be."""
    level: list[Any] = [tree]
    for _depth in range(MAX_DEPTH):
        if suspicious:
            _require_characters(level)
        level = [item for node in level for item in (node.values() if type(node) is dict else node)]
        level = [
            item for item in level if type(item) is dict or type(item) is list or (suspicious and type(item) is str)
        ]
        if suspicious:
            _require_characters(level)
            level = [item for item in level if type(item) is not str]
        if not level:
            return
    raise too_deep()


def _require_characters(level: list[Any]) -> None:
    """Names and texts must hold no NUL and no half of a surrogate pair (neither exists in XML or UTF-8)."""
    for node in level:
        for word in (node,) if type(node) is str else node if type(node) is dict else ():
            if "\x00" in word or not _encodable(word):
                raise unreadable("JSON-dokumentet indeholder et tegn, der ikke er tilladt.", code="MSG_BAD_FORMAT")


def _encodable(word: str) -> bool:
    try:
        word.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
