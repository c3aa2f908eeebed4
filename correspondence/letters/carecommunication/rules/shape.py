"""Every element that is read has the type and the cardinality FHIR gives it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.rules.registry import fault, rule
from correspondence.letters.fhir.access import Node, child, text
from correspondence.letters.fhir.shape import BOOLEAN, NUMBER, RESOURCE, SHAPES, TEXT, XHTML, Slot
from correspondence.letters.issues import Issue

_PYTHON: dict[str, tuple[type, ...]] = {
    TEXT: (str,),
    XHTML: (str,),
    BOOLEAN: (bool,),
    NUMBER: (int, Decimal),
}
_NONE = Slot(False, RESOURCE)


@rule
def elements_have_their_type(document: Document) -> Iterator[Issue]:
    """FHIR R4 datatypes and "max" of the elements we read; elements beyond those may be anything."""
    wrong: list[str] = []
    _collect(document.tree, "Bundle", "Bundle", wrong)
    for entry in document.entries:
        resource = child(entry, "resource")
        kind = text(resource, "resourceType")
        if kind in SHAPES:
            _collect(resource, kind, kind, wrong)
    for path in wrong:
        yield fault(path, "Elementet har en forkert datatype eller er gentaget.", "MSG_Datatype_Wrong", "structure")


def _collect(node: Node, kind: str, path: str, wrong: list[str]) -> None:
    shape = SHAPES[kind]
    for name, value in node.items():
        many, part = shape.get(name, _NONE)
        if part in _PYTHON:
            if (many or type(value) not in _PYTHON[part]) and not _is_list(node, name, value, many, _PYTHON[part]):
                wrong.append(f"{path}.{name}")
        elif part == RESOURCE:
            if name == "resource" and type(value) is not dict:
                wrong.append(f"{path}.{name}")
        elif not many and type(value) is dict:
            _collect(value, part, f"{path}.{name}", wrong)
        elif many and type(value) is list:
            for index, item in enumerate(value):
                if type(item) is dict:
                    _collect(item, part, f"{path}.{name}[{index}]", wrong)
                else:
                    wrong.append(f"{path}.{name}[{index}]")
        else:
            wrong.append(f"{path}.{name}")


def _is_list(node: Node, name: str, value: Any, many: bool, types: tuple[type, ...]) -> bool:
    """A repeating primitive: a list of values, with null only where extensions stand in its place."""
    if not many or type(value) is not list:
        return False
    extended = f"_{name}" in node
    return all(type(item) in types or (item is None and extended) for item in value)
