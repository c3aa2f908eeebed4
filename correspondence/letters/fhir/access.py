"""Reading from a tree that may hold anything: what has the wrong type counts as missing.

A received tree is hostile until the rules have judged it, so no reader indexes into it directly.
"""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]

EMPTY: Node = {}


def text(node: Node, name: str) -> str:
    """The text of an element, or "" when it is missing or is no text."""
    value = node.get(name)
    return value if type(value) is str else ""


def child(node: Node, name: str) -> Node:
    """The object below an element, or an empty one."""
    value = node.get(name)
    return value if type(value) is dict else EMPTY


def children(node: Node, name: str) -> list[Node]:
    """The objects of a repeating element, in order; members that are no objects are left out."""
    value = node.get(name)
    return [item for item in value if type(item) is dict] if type(value) is list else []


def first(node: Node, name: str) -> Node:
    """The first object of a repeating element, or an empty one."""
    value = node.get(name)
    if type(value) is list:
        for item in value:
            if type(item) is dict:
                return item
    return EMPTY


def texts(node: Node, name: str) -> tuple[str, ...]:
    """The texts of a repeating element, in order."""
    value = node.get(name)
    return tuple(item for item in value if type(item) is str) if type(value) is list else ()


def reference(node: Node, name: str) -> str:
    """The literal reference of an element of type Reference, or ""."""
    return text(child(node, name), "reference")
