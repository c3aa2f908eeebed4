"""Each rule has a message that breaks it and nothing else; what is no error stays a letter."""

from __future__ import annotations

import copy
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.rules import RULES, check
from correspondence.letters.fhir.parse import parse
from correspondence.letters.issues import Issue, Severity
from correspondence.letters.reading import read_document
from tests.letters import make
from tests.letters.make import Tree, add, as_json, as_xml, full, minimal, the, without
from tests.letters.rule_cases import ERRORS, WARNINGS

KNOWN_CODES = {
    "MSG_BAD_FORMAT", "MSG_BAD_SYNTAX", "MSG_CodeSystem_VALUE_UNKNOWN", "MSG_DATE_FORMAT", "MSG_DUPLICATE_ID",
    "MSG_Datatype_Wrong", "MSG_ID_INVALID", "MSG_INVALID_ID", "MSG_NO_EXIST", "MSG_NO_MATCH", "MSG_PARAM_INVALID",
    "MSG_PARAM_NO_REPEAT", "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE", "MSG_RESOURCE_ID_MISMATCH",
    "MSG_RESOURCE_ID_MISSING", "MSG_RESOURCE_NOT_ALLOWED", "MSG_RESOURCE_REQUIRED", "MSG_RESOURCE_TYPE_MISMATCH",
    "MSG_Element_To_Long", "MSG_ID_TOO_LONG", "MSG_Receiver_Identifier_MISSING", "MSG_VALUESET_VALUE_UNKNOWN",
}  # fmt: skip


def found(tree: Tree) -> list[Issue]:
    """What the rules find in the written message."""
    return check(Document(parse(as_json(tree))[1]))


def rules_of(tree: Tree) -> set[str]:
    return {issue.rule for issue in found(tree)}


@pytest.mark.parametrize("tree", [minimal(), full()], ids=["minimal", "full"])
def test_a_valid_message_breaks_no_rule(tree):
    assert found(tree) == []


@pytest.mark.parametrize(
    ("rule", "break_it"), ERRORS, ids=[f"{rule}-{number}" for number, (rule, _) in enumerate(ERRORS)]
)
def test_an_error_is_reported_by_its_rule_alone(rule: str, break_it: Callable[[Tree], Any]):
    tree = full()
    break_it(tree)
    issues = found(tree)
    assert {issue.rule for issue in issues} == {rule}
    assert {issue.severity for issue in issues} == {Severity.ERROR}
    assert {issue.code for issue in issues} <= KNOWN_CODES
    assert all(issue.path and issue.type and issue.text.endswith(".") for issue in issues)


@pytest.mark.parametrize(("rule", "break_it"), WARNINGS, ids=[rule for rule, _ in WARNINGS])
def test_a_flaw_is_logged_and_no_more(rule: str, break_it: Callable[[Tree], Any]):
    tree = full()
    break_it(tree)
    issues = found(tree)
    assert {issue.rule for issue in issues} == {rule}
    assert {issue.severity for issue in issues} == {Severity.WARNING}


def test_every_rule_has_a_message_that_breaks_it_and_says_where_it_comes_from():
    broken = {rule for rule, _ in [*ERRORS, *WARNINGS]}
    assert broken == {rule.__name__ for rule in RULES}
    assert all(rule.__doc__ for rule in RULES)


@pytest.mark.parametrize(
    ("rule", "break_it"), ERRORS, ids=[f"{rule}-{number}" for number, (rule, _) in enumerate(ERRORS)]
)
def test_an_issue_quotes_nothing_about_the_citizen(rule: str, break_it: Callable[[Tree], Any]):
    tree = full()
    break_it(tree)
    said = " ".join(issue.text + issue.path for issue in found(tree))
    assert not any(word in said for word in ("2509479989", "0703921VJ5", "Bruno", "Elmer", "Henvisning", "torsdag"))


# What is no error


def accepted(tree: Tree) -> bool:
    reading = read_document(as_json(tree))
    return reading.letter is not None and reading.issues == []


def test_ids_need_not_be_uuids_and_organisations_need_no_name():
    tree = minimal()
    for entry in tree["entry"]:
        if entry["resource"]["resourceType"] == "Organization":
            entry["resource"].pop("name", None)
    assert accepted(tree)


@pytest.mark.parametrize("version", ["5.0", "5.1", "5.12", "5.0.2"])
def test_any_definition_of_version_5(version):
    tree = minimal()
    header = the(tree, "MessageHeader")
    header["definition"] = header["definition"].replace("5.0", version)
    assert accepted(tree)


def test_surplus_resources_elements_and_extensions():
    tree = full()
    add(tree, {"resourceType": "Spaceship", "id": "1", "text": {}, "crew": [[1], None, {"reference": "Nobody/1"}]})
    patient = the(tree, "Patient")
    patient["favouriteColour"] = {"coding": "blue"}
    patient["extension"] = [{"url": "https://example.org/x", "valueReference": {"reference": "Nobody/1"}}]
    the(tree, "Communication")["payload"][0]["extension"].append({"url": "urn:x", "extension": [{"url": "y"}]})
    assert accepted(tree)


def test_location_numbers_with_the_older_address_of_their_system():
    tree = minimal()
    for entry in tree["entry"]:
        for identifier in entry["resource"].get("identifier", []):
            if identifier.get("system") == make.GLN:
                identifier["system"] = "http://www.gs1.org/gln"
    assert accepted(tree)


def test_a_category_in_any_case_and_base64_with_white_space():
    tree = full()
    communication = the(tree, "Communication")
    communication["category"][0]["coding"][0]["code"] = "Regarding-Referral"
    communication["payload"][3]["contentAttachment"]["data"] = "\n JVBE\r\nRi0x\t"
    assert accepted(tree)


def test_an_earlier_provenance_may_name_a_payload_no_longer_carried():
    tree = full()
    communication = the(tree, "Communication")
    del communication["payload"][1]
    assert accepted(tree)


def test_a_forward_of_chosen_messages_leaves_out_the_links_between_them():
    tree = full()
    provenance = the(tree, "Provenance", "now")
    provenance["entity"][-1]["what"] = make.ref("MessageHeader/not-carried")
    assert accepted(tree)


def test_a_parallel_reply_belongs_to_the_history():
    tree = full()
    answers = make.ref(f"MessageHeader/{make.EARLIER_ID}")
    add(
        tree,
        make.provenance(
            "parallel", "other", "reply-message", make.NOW, "fjordby", make.LINK_ID[:-1] + "9", answers=answers
        ),
    )
    assert accepted(tree)


def test_a_reply_to_a_legacy_letter_names_it_by_location_number_and_id():
    tree = minimal()
    provenance = the(tree, "Provenance")
    provenance["activity"]["coding"][0]["code"] = "reply-message"
    provenance["entity"].append({"role": "revision", "what": {"identifier": {"value": "5790009000013#abc"}}})
    assert accepted(tree)


def test_a_family_name_may_be_absent_with_a_reason():
    tree = minimal()
    name = the(tree, "Patient")["name"][0]
    del name["family"]
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    name["_family"] = {"extension": [reason]}
    assert accepted(tree)


def test_references_may_be_absolute():
    tree = minimal()
    the(tree, "Communication")["subject"]["reference"] = f"{make.BASE}/Patient/bruno"
    assert accepted(tree)


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"II*\x00\x08\x00", "image/tiff"),
        (b"MM\x00*\x00\x08", "image/tiff"),
        (b"BM" + bytes(12) + b"\x28\x00\x00\x00" + bytes(36), "image/bmp"),
        (b"\r\n%PDF-1.4", "application/pdf"),
        (b"\r\n%PDF-1.4", "Application/PDF"),
    ],
)
def test_all_six_file_types(data, declared):
    tree = full()
    attachment = the(tree, "Communication")["payload"][3]["contentAttachment"]
    attachment.update(data=b64encode(data).decode(), contentType=declared)
    assert accepted(tree)


def test_the_deprecated_category_is_understood():
    tree = minimal()
    the(tree, "Communication")["category"][0]["coding"][0]["code"] = "assessment"
    assert rules_of(tree) == {"category_is_still_in_use"}


def test_more_than_ten_attachments_are_accepted():
    tree = full()
    communication, provenance = the(tree, "Communication"), the(tree, "Provenance", "now")
    for number in range(12):
        one = copy.deepcopy(communication["payload"][4])
        one["extension"][1]["valueIdentifier"]["value"] = make.LINK_ID[:-2] + f"{number + 40:02x}"
        communication["payload"].append(one)
        provenance["entity"].insert(
            0, {"role": "source", "what": {"identifier": {"value": one["extension"][1]["valueIdentifier"]["value"]}}}
        )
    assert accepted(tree)


def test_errors_are_the_same_in_xml():
    tree = full()
    the(tree, "Communication")["status"] = "completed"
    without(tree, "CareTeam")
    assert check(Document(parse(as_xml(tree))[1])) == found(tree)


def test_an_empty_destination_is_no_destination():
    tree = full()
    the(tree, "MessageHeader")["destination"] = [{}]
    assert {"destination_is_primary", "endpoints_are_given", "parties_are_given"} <= rules_of(tree)
