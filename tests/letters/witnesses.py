"""Independent judges of the documents we write: nothing here shares code with the writer.

* ``fhir.resources`` (R4B) knows FHIR's data types and required elements;
* ``fhirpathpy`` evaluates the invariants of MedCom's own packages;
* the packages say which elements a narrative has to show;
* our own reading has to accept what we send.

:func:`assert_conforms` asks them all. The packages lie in the shared folder, so a test that calls it
bears ``needs_shared``.
"""

from __future__ import annotations

import copy
import json
import re
import tarfile
from collections.abc import Iterator
from functools import cache
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from fhirpathpy import compile as compile_path
from fhirpathpy.models import models
from lxml import etree

from tests.shared import SHARED

Tree = dict[str, Any]

# Invariants of MedCom's and HL7 Denmark's own making; those of FHIR itself are fhir.resources' business.
OURS = re.compile(r"(medcom|dk|uuidv5|org|pat)-?")

# What the published expression cannot say, although it can be evaluated:
#   medcom-core-contact          ``[+]?[-0-9]`` is one digit when the whole value must match; it is evaluated
#                                as a search, and PHONE below judges the whole value.
#   medcom-carecommunication-definition-url   the ``|`` in it is an alternative, so it is nearly always true;
#                                DEFINITION below judges the value.
#   medcom-messaging-1, -3       ask ``entry.ofType(MessageHeader)``, which is always empty, so always true.
#   conformsTo()                 has no validator behind it here: it is answered by meta.profile.
WEAK = {
    "medcom-core-contact",
    "medcom-carecommunication-definition-url",
    "medcom-messaging-1",
    "medcom-messaging-3",
}
CORE = "http://medcomfhir.dk/ig/core/StructureDefinition"
LPR3_SYSTEM = "https://www.esundhed.dk/Registre/Landspatientregisteret"
PHONE = re.compile(r"\+?[-0-9]+")
DEFINITION = re.compile(
    r"http://medcomfhir\.dk/ig/messagedefinitions/MessageDefinition/"
    r"(MedComCareCommunicationMessageDefinition\|5\.\d{1,2}|MedComAcknowledgementMessageDefinition\|2\.\d)"
)


def assert_conforms(data: bytes) -> None:
    """Fail unless every witness accepts ``data``, a CareCommunication or an Acknowledgement in JSON or XML."""
    tree = as_tree(data)
    problems = [*broken_invariants(tree), *missing_in_narratives(tree), *leaked_content(tree), *loose_values(tree)]
    assert not problems, "\n".join(problems)
    assert_readable(data)


def as_tree(data: bytes) -> Tree:
    """The document as fhir.resources understands it; raises when it does not."""
    xml = data.lstrip()[:1] == b"<"
    bundle = Bundle.model_validate_xml(data) if xml else Bundle.model_validate_json(data)
    understood = json.loads(bundle.model_dump_json())
    return understood if xml else json.loads(data)


def assert_readable(data: bytes) -> None:
    from correspondence.letters.issues import errors
    from correspondence.letters.reading import read_document

    reading = read_document(data)
    assert not errors(reading.issues), [f"{issue.rule} {issue.path}: {issue.text}" for issue in reading.issues]
    assert reading.letter or reading.acknowledgement


# The packages


@cache
def profiles() -> dict[str, Tree]:
    """The StructureDefinitions of MedCom's packages by canonical URL."""
    found = {}
    for package in sorted((SHARED / "medcom/packages").glob("*.tgz")):
        with tarfile.open(package) as archive:
            for member in archive.getmembers():
                if re.fullmatch(r"package/StructureDefinition-[^/]+\.json", member.name):
                    definition = json.load(archive.extractfile(member))  # type: ignore[arg-type]
                    found[definition["url"]] = definition
    return found


def _elements(profile: str) -> list[Tree]:
    return profiles()[profile.partition("|")[0]]["snapshot"]["element"]


# Invariants


def broken_invariants(bundle: Tree) -> list[str]:
    """The invariants a bundle breaks, as ``key at element of resource``."""
    judge = _Judge(copy.deepcopy(bundle))
    return [problem for resource in _resources(bundle) for problem in judge.problems(resource)]


def invariants(profile: str) -> Iterator[tuple[str, str, str]]:
    """(key, path from the profile's root, expression) of the errors a profile defines; "" is the root itself."""
    for element in _elements(profile):
        for constraint in element.get("constraint", ()):
            if OURS.match(constraint["key"]) and constraint["severity"] == "error" and "expression" in constraint:
                path = element["path"].partition(".")[2].replace("[x]", "")
                yield constraint["key"], path, constraint["expression"]


def _resources(bundle: Tree) -> list[Tree]:
    return [bundle, *(entry["resource"] for entry in bundle["entry"])]


class _Judge:
    def __init__(self, bundle: Tree):
        self._by_reference = {f"{each['resourceType']}/{each['id']}": each for each in _resources(bundle)[1:]}
        self._functions = {
            "resolve": {"fn": self._resolve, "arity": {0: []}},
            "conformsTo": {"fn": _conforms_to, "arity": {1: ["String"]}},
        }

    def problems(self, resource: Tree) -> Iterator[str]:
        name = f"{resource['resourceType']}/{resource['id']}"
        for profile in resource["meta"]["profile"]:
            for key, path, expression in invariants(profile):
                if not self._holds(resource, path, expression):
                    yield f"{key} at {path or 'the root'} of {name}"
        for extension, holder in _extensions(resource):
            for key, path, expression in invariants(extension["url"]):
                if not self._holds(extension, path, expression):
                    yield f"{key} in {extension['url']} of {holder} of {name}"

    def _holds(self, node: Tree, path: str, expression: str) -> bool:
        contexts = self._evaluate(node, path, node) if path else [node]
        return all(self._evaluate(each, expression, node) == [True] for each in contexts)

    def _evaluate(self, node: Any, expression: str, resource: Tree) -> list[Any]:
        run = _compiled(expression)(self._functions)
        return run(copy.deepcopy(node), {"resource": copy.deepcopy(resource)})

    def _resolve(self, inputs: list[Any]) -> list[Any]:
        references = [getattr(each, "data", each) for each in inputs]
        literals = [each.get("reference") if isinstance(each, dict) else each for each in references]
        return [copy.deepcopy(self._by_reference[each]) for each in literals if each in self._by_reference]


@cache
def _compiled(expression: str) -> Any:
    return lambda functions: compile_path(expression, models["r4"], {"userInvocationTable": functions})


def _conforms_to(inputs: list[Any], canonical: str) -> list[bool]:
    trees = [getattr(each, "data", each) for each in inputs]
    return [all(canonical in tree["meta"]["profile"] for tree in trees)]


def _extensions(node: Any, holder: str = "") -> Iterator[tuple[Tree, str]]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "extension":
                yield from ((each, holder) for each in value if each["url"] in profiles())
            if name != "resource":
                yield from _extensions(value, name)
    elif isinstance(node, list):
        for each in node:
            yield from _extensions(each, holder)


# What the published expressions let slip


def loose_values(bundle: Tree) -> list[str]:
    """Phones, definitions and episodes of care as they are meant."""
    found = []
    for resource in _resources(bundle)[1:]:
        if "definition" in resource and not DEFINITION.fullmatch(resource["definition"]):
            found.append(f"definition {resource['definition']}")
        phones = [
            each["valueContactPoint"]["value"] for each, _ in _extensions(resource) if "valueContactPoint" in each
        ]
        for episode in resource.get("episodeOfCare", ()):
            found += _lpr3_faults(episode["identifier"])
        found += [f"phone {phone!r}" for phone in phones if not PHONE.fullmatch(phone)]
    return found


def _lpr3_faults(identifier: Tree) -> list[str]:
    """The slice for the national patient register has its own profile (lpr3-Identifier) on the value."""
    (pattern,) = (
        expression
        for key, path, expression in invariants(f"{CORE}/lpr3-Identifier")
        if (key, path) == ("uuidv5", "value")
    )
    if identifier["system"] != LPR3_SYSTEM or re.fullmatch(pattern[len("matches('") : -len("')")], identifier["value"]):
        return []
    return [f"episode of care {identifier['value']}"]


# Narratives


def missing_in_narratives(bundle: Tree) -> list[str]:
    """Every value marked SHALL:in-narrative that its resource's narrative does not show."""
    found = []
    for resource in _resources(bundle)[1:]:
        name = f"{resource['resourceType']}/{resource['id']}"
        if "text" not in resource:
            found.append(f"no narrative in {name}")
            continue
        shown = narrative_text(resource["text"]["div"])
        for element in narrative_elements(resource["meta"]["profile"][0]):
            values = [leaf for value in _values(resource, element) for leaf in _leaves(value)]
            found += [f"{element}: {value!r} of {name}" for value in values if _one_space(value) not in shown]
    return found


def narrative_elements(profile: str) -> list[str]:
    """The ids of the elements a profile marks SHALL:in-narrative."""
    return [element["id"] for element in _elements(profile) if "SHALL:in-narrative" in _obligations(element)]


def _obligations(element: Tree) -> set[str]:
    return {
        part["valueCode"]
        for extension in element.get("extension", ())
        if extension["url"].endswith("/obligation")
        for part in extension["extension"]
        if part["url"] == "code"
    }


def narrative_text(div: str) -> str:
    root = etree.fromstring(div)
    for line_break in root.iter("{http://www.w3.org/1999/xhtml}br"):
        line_break.tail = " " + (line_break.tail or "")
    return _one_space("".join(root.itertext()))


def _one_space(text: str) -> str:
    return " ".join(text.split())


# Ours, and those of a text with formatting. FHIR's XHTML has no <u>.
NARRATIVE_TAGS = set("div p b br h3 strong em span a ul ol li table thead tbody tr th td".split())


def leaked_content(bundle: Tree) -> list[str]:
    """Narratives that hold the content of a file, or markup beyond plain text."""
    found = []
    for resource in _resources(bundle)[1:]:
        div = resource.get("text", {}).get("div", "")
        for payload in resource.get("payload", ()):
            data = payload.get("contentAttachment", {}).get("data", "")
            if data and data in div:
                found.append(f"content of a file in the narrative of {resource['id']}")
        tags = set(re.findall(r"<(\w+)", div)) - NARRATIVE_TAGS
        found += [f"<{tag}> in the narrative of {resource['id']}" for tag in tags]
    return found


def _values(node: Tree, element: str) -> list[Any]:
    """The values at an element id of a snapshot, slices minded where they choose between things."""
    nodes: list[Any] = [node]
    parent = element.split(".")[0]
    for step in element.split(".")[1:]:
        name, _, slice_name = step.partition(":")
        nodes = [value for each in nodes for value in _children(each, name)]
        if name == "extension":
            nodes = [each for each in nodes if _is_slice(node, parent, step, each)]
        if slice_name in ("string", "attachment"):
            nodes = [each for each in nodes if f"content{slice_name.title()}" in each]
        parent = f"{parent}.{step}"
    return nodes


def _children(node: Any, name: str) -> list[Any]:
    if not isinstance(node, dict):
        return []
    if name.endswith("[x]"):
        return [value for key, value in node.items() if key.startswith(name[:-3]) and not key.startswith("_")]
    value = node.get(name, [])
    return value if isinstance(value, list) else [value]


def _is_slice(resource: Tree, parent: str, step: str, extension: Tree) -> bool:
    """Whether an extension is the one that the profile names ``step`` below ``parent``."""
    for element in _elements(resource["meta"]["profile"][0]):
        if element["id"] == f"{parent}.{step}":
            urls = [url.partition("|")[0] for kind in element["type"] for url in kind.get("profile", ())]
            return extension["url"] in urls
    raise AssertionError(f"no element {parent}.{step}")


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in ("url", "extension"):
                yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield str(value)
