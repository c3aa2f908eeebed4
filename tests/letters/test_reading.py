"""The one door: whatever comes in, it is told what it is, and an answer can be addressed."""

from __future__ import annotations

import copy
import json
import tarfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.letters.issues import ResponseCode, Severity, errors
from correspondence.letters.reading import DocumentKind, Reading, read_document
from tests.letters import make
from tests.letters.make import Tree, add, as_json, as_xml, full, minimal, the, without
from tests.shared import SHARED, needs_shared, shared_files

EXAMPLES = shared_files("medcom/examples/*/*") + shared_files("medcom/oioxml/*CareCommunication*")
ACKNOWLEDGEMENTS = shared_files("medcom/transport/acknowledgement/**/*ck*.*")
REFUSED = {"Bundle-gfd00bc2-9c26-4174-934e-f6e4360845de.json", "Bundle-k7bfbc0c-553d-11ed-bdc3-0242ac120002.json"}


def packaged() -> dict[str, bytes]:
    """The example Bundles inside the published CareCommunication package."""
    path = SHARED / "medcom/packages/medcom.fhir.dk.carecommunication-5.0.2.tgz"
    if not path.exists():
        return {}
    with tarfile.open(path) as archive:
        members = [each for each in archive.getmembers() if "/example/Bundle-" in each.name]
        return {each.name.rsplit("/", 1)[1]: archive.extractfile(each).read() for each in members}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_official_messages_are_accepted(path):
    reading = read_document(path.read_bytes())
    assert reading.kind is DocumentKind.CARE_COMMUNICATION
    assert errors(reading.issues) == []
    assert reading.letter.current is not None
    assert reading.letter.bundle_id == reading.bundle_id


@needs_shared
def test_six_of_the_packaged_examples_are_accepted_and_two_refused_for_their_provenance():
    readings = {name: read_document(data) for name, data in packaged().items()}
    assert len(readings) == 8
    assert {name for name, reading in readings.items() if reading.letter is None} == REFUSED
    for name in REFUSED:
        assert {issue.rule for issue in errors(readings[name].issues)} == {"current_provenance_names_carried_payloads"}


@needs_shared
def test_what_official_messages_are_logged_for():
    logged = {
        (path.name.split("-")[1] + path.name.split("-")[2], issue.rule)
        for path in shared_files("medcom/examples/*/*")
        for issue in read_document(path.read_bytes()).issues
    }
    assert logged == {("RTek", "endpoints_agree_with_the_parties"), ("SB", "file_is_what_it_says")}


@pytest.mark.parametrize("path", ACKNOWLEDGEMENTS, ids=lambda path: path.name)
def test_published_acknowledgements_are_understood(path):
    reading = read_document(path.read_bytes())
    assert reading.kind is DocumentKind.ACKNOWLEDGEMENT
    assert reading.issues == []
    acknowledgement = reading.acknowledgement
    assert acknowledgement.response_to
    assert acknowledgement.sender.gln
    assert acknowledgement.receiver.gln
    assert acknowledgement.original is not None
    assert (acknowledgement.code is ResponseCode.OK) == (not acknowledgement.issues)
    assert all(issue.code or issue.text for issue in acknowledgement.issues)


# An Acknowledgement of our own making


def acknowledgement(code: str = "fatal-error", **response: Any) -> Tree:
    tree = minimal()
    header = the(tree, "MessageHeader")
    header["eventCoding"]["code"] = "acknowledgement-message"
    header["definition"] = "whatever|2.0.0"
    header["response"] = {
        "identifier": make.EARLIER_ID,
        "code": code,
        "details": make.ref("OperationOutcome/outcome"),
        **response,
    }
    for kind in ("Patient", "Communication", "PractitionerRole", "Practitioner"):
        without(tree, kind)
    issue = {
        "severity": "error",
        "code": "code-invalid",
        "details": {"coding": [{"code": "MSG_VALUESET_VALUE_UNKNOWN"}], "text": "Kategorien er ukendt"},
    }
    add(tree, {"resourceType": "OperationOutcome", "id": "outcome", "issue": [issue]})
    add(
        tree, make.provenance("original", make.EARLIER_ID, "new-message", make.EARLIER, "fjordby", make.EARLIER_TEXT_ID)
    )
    return tree


@pytest.mark.parametrize("write", [as_json, as_xml], ids=["json", "xml"])
def test_an_acknowledgement(write):
    reading = read_document(write(acknowledgement()))
    understood = reading.acknowledgement
    assert understood.code is ResponseCode.FATAL
    assert understood.response_to == make.EARLIER_ID
    assert understood.sender.gln == "5790009000020"
    assert understood.original.segments == (make.EARLIER_TEXT_ID,)
    (issue,) = understood.issues
    assert (issue.code, issue.text, issue.type) == (
        "MSG_VALUESET_VALUE_UNKNOWN",
        "Kategorien er ukendt",
        "code-invalid",
    )


def test_an_issue_with_only_a_text_of_a_severity_that_is_only_information():
    tree = acknowledgement("transient-error")
    the(tree, "OperationOutcome")["issue"] = [
        {"severity": "information", "code": "informational", "details": {"text": "Lukket"}}
    ]
    (issue,) = read_document(as_json(tree)).acknowledgement.issues
    assert (issue.code, issue.text, issue.severity) == ("", "Lukket", Severity.INFORMATION)


@pytest.mark.parametrize("response", [{"identifier": ""}, {"code": "maybe"}, {"identifier": None}, {"code": ["ok"]}])
def test_an_acknowledgement_that_tells_nothing(response):
    reading = read_document(as_json(acknowledgement(**response)))
    assert reading.kind is DocumentKind.ACKNOWLEDGEMENT
    assert reading.acknowledgement is None
    assert errors(reading.issues)


def test_an_outcome_that_the_header_does_not_name_is_found():
    tree = acknowledgement()
    the(tree, "MessageHeader")["response"].pop("details")
    assert len(read_document(as_json(tree)).acknowledgement.issues) == 1


# What can still be said of a message that is refused


def test_a_refused_message_can_be_answered():
    tree = full()
    the(tree, "Communication")["status"] = "completed"
    reading = read_document(as_json(tree))
    assert reading.letter is None
    assert (reading.bundle_id, reading.message_header_id) == (tree["id"], make.HEADER_ID)
    assert (reading.sender.gln, reading.receiver.gln) == ("5790009000020", "5790009000013")
    assert reading.origin.activity == "reply-message"


def test_a_sender_known_only_by_its_endpoint():
    tree = minimal()
    without(tree, "Organization", "oest")
    reading = read_document(as_json(tree))
    assert reading.letter is None
    assert reading.sender.sor_code == "900211000016001"
    assert reading.sender.gln == ""


def test_another_message_type_is_refused_as_such():
    tree = minimal()
    the(tree, "MessageHeader")["eventCoding"]["code"] = "hospital-notification-message"
    reading = read_document(as_json(tree))
    assert reading.kind is DocumentKind.UNKNOWN
    assert [issue.code for issue in reading.issues] == ["MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE"]
    assert reading.message_header_id == make.HEADER_ID
    assert reading.sender is not None


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({}, "MSG_RESOURCE_TYPE_MISMATCH"),
        ({"resourceType": "Patient"}, "MSG_RESOURCE_TYPE_MISMATCH"),
        ({"resourceType": "Bundle", "entry": []}, "MSG_UNKNOWN_TYPE"),
        ({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "MessageHeader"}}]}, "MSG_UNKNOWN_TYPE"),
    ],
)
def test_what_is_no_message(tree, code):
    reading = read_document(json.dumps(tree).encode())
    assert reading.kind is DocumentKind.UNKNOWN
    assert [issue.code for issue in reading.issues] == [code]


def test_what_cannot_be_read_at_all():
    reading = read_document(b"\x00\x01")
    assert reading.kind is DocumentKind.UNKNOWN
    assert reading.syntax == ""
    assert len(reading.issues) == 1


# Anything at all


@given(st.binary())
def test_no_bytes_raise(data):
    assert isinstance(read_document(data), Reading)


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 7, 1.5, "", " ", "x", [], {}, [[]], [None], [{}], {"a": []}, ["Bruno"], {"reference": 1}, "🙂" * 3]
)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a tree."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [each for key in keys for each in places(node[key])]


def mutated(tree: Tree, choices: list[tuple[int, str, Any]]) -> Tree:
    tree = copy.deepcopy(tree)
    for number, kind, value in choices:
        found = places(tree)
        if not found:
            break
        container, key = found[number % len(found)]
        if kind == "replace":
            container[key] = copy.deepcopy(value)
        elif kind == "wrap":
            container[key] = [container[key]]
        elif isinstance(container, list):
            container.append(copy.deepcopy(container[key]))
        else:
            del container[key]
    return tree


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    tree=st.sampled_from([minimal(), full(), acknowledgement()]),
    choices=st.lists(st.tuples(st.integers(0, 5000), st.sampled_from(["replace", "wrap", "other"]), ODD), min_size=1),
)
def test_no_tree_raises_however_wrong_it_is(tree, choices):
    reading = read_document(as_json(mutated(tree, choices)))
    assert (reading.letter is None) or not errors(reading.issues)
    for issue in reading.issues:
        assert issue.rule


@settings(max_examples=200, deadline=None)
@given(number=st.integers(0, 5000), value=ODD)
def test_one_wrong_value_is_an_error_or_changes_only_what_it_touches(number, value):
    tree = mutated(full(), [(number, "replace", value)])
    reading = read_document(as_json(tree))
    if reading.letter:
        assert reading.letter.message_header_id
        assert all(segment.identifier and segment.written for segment in reading.letter.segments)
        assert all(segment.text or segment.attachment for segment in reading.letter.segments)
