"""The acknowledgement we send: MedCom Acknowledgement 2.0.3."""

import json

import pytest

from correspondence.letters.acknowledgement.write import write
from correspondence.letters.fhir.parse import parse
from correspondence.letters.issues import HL7_ISSUE_SYSTEM, MEDCOM_ISSUE_SYSTEM, Issue, ResponseCode, Severity
from correspondence.letters.letter import HistoryEntry
from tests.letters.samples import UNKNOWN_CATEGORY, acknowledgement, first, reply


def resources(acknowledged, kind):
    entries = json.loads(write(acknowledged))["entry"]
    return [each["resource"] for each in entries if each["resource"]["resourceType"] == kind]


def one(acknowledged, kind):
    (resource,) = resources(acknowledged, kind)
    return resource


def refused(**changes):
    return acknowledgement(code=ResponseCode.FATAL, issues=(UNKNOWN_CATEGORY,), **changes)


def test_it_goes_back_to_the_sender():
    header, letter = one(acknowledgement(), "MessageHeader"), first()
    assert header["destination"][0]["endpoint"].endswith(letter.sender.sor_code)
    assert header["source"]["endpoint"].endswith(letter.receiver.sor_code)
    assert header["destination"][0]["receiver"]["reference"] == f"Organization/{letter.sender.resource_id}"
    assert header["sender"]["reference"] == f"Organization/{letter.receiver.resource_id}"


def test_it_says_which_message_and_what_became_of_it():
    header = one(acknowledgement(), "MessageHeader")
    assert header["response"] == {"identifier": first().message_header_id, "code": "ok"}
    assert header["eventCoding"]["code"] == "acknowledgement-message"
    assert header["definition"].endswith("/MedComAcknowledgementMessageDefinition|2.0")
    assert "focus" not in header


def test_the_original_provenance_is_copied_and_our_own_beside_it():
    answer = reply()
    original, own = resources(acknowledgement(answer), "Provenance")
    assert original["id"] == answer.current.resource_id
    assert original["target"] == [{"reference": f"MessageHeader/{answer.message_header_id}"}]
    assert original["occurredDateTime"] == answer.current.occurred
    assert original["activity"]["coding"][0]["code"] == "reply-message"
    assert [each["role"] for each in original["entity"]] == ["source", "revision"]
    assert own["activity"]["coding"][0]["code"] == "acknowledgement"
    assert own["entity"] == [{"role": "revision", "what": {"reference": f"MessageHeader/{answer.message_header_id}"}}]


def test_all_its_own_times_are_one_instant():
    document = json.loads(write(acknowledgement()))
    own = resources(acknowledgement(), "Provenance")[1]
    assert document["timestamp"] == own["occurredDateTime"] == own["recorded"] == "2025-03-03T14:05:10+01:00"


def test_the_two_units_have_both_numbers():
    units = resources(acknowledgement(), "Organization")
    assert [[each["value"] for each in unit["identifier"]] for unit in units] == [
        ["5790009900023", "990021000016004"],
        ["5790009900016", "990011000016008"],
    ]


def test_a_refusal_describes_each_fault():
    header, outcome = one(refused(), "MessageHeader"), one(refused(), "OperationOutcome")
    assert header["response"]["details"]["reference"] == f"OperationOutcome/{outcome['id']}"
    assert outcome["issue"] == [
        {
            "severity": "error",
            "code": "code-invalid",
            "details": {
                "coding": [{"system": MEDCOM_ISSUE_SYSTEM, "code": "MSG_VALUESET_VALUE_UNKNOWN"}],
                "text": "Communication.category: Koden er ukendt",
            },
        }
    ]


def test_codes_of_hl7_have_hl7s_system():
    issue = Issue("MSG_DUPLICATE_ID", "", "Set før", severity=Severity.INFORMATION)
    coding = one(acknowledgement(issues=(issue,)), "OperationOutcome")["issue"][0]["details"]["coding"][0]
    assert coding["system"] == HL7_ISSUE_SYSTEM


@pytest.mark.parametrize("code", [ResponseCode.FATAL, ResponseCode.TRANSIENT])
def test_a_refusal_without_a_reason_still_has_an_outcome(code):
    assert one(acknowledgement(code=code), "OperationOutcome")["issue"][0]["details"]["text"]


def test_an_acceptance_needs_no_outcome():
    assert resources(acknowledgement(), "OperationOutcome") == []


def test_an_original_that_could_not_be_read_still_has_its_provenance():
    original, own = resources(refused(original=None), "Provenance")
    assert original["target"][0]["reference"] == f"MessageHeader/{first().message_header_id}"
    assert original["occurredDateTime"] == own["recorded"]
    assert original["activity"]["coding"][0]["code"] == "new-message"


@pytest.mark.parametrize("time", ["", "2025-03-03", "2025-13-03T14:05:00+01:00", "2025-03-03T14:05:00", "i går"])
def test_what_was_wrong_with_the_original_does_not_make_the_answer_invalid(time):
    broken = HistoryEntry(first().message_header_id, "shout-message", time, time, None, ("",), resource_id="no id!")
    original, own = resources(refused(original=broken), "Provenance")
    assert original["occurredDateTime"] == original["recorded"] == own["recorded"]
    assert original["activity"]["coding"][0]["code"] == "new-message"
    assert original["id"] != "no id!"
    assert "entity" not in original


def test_a_unit_that_writes_to_itself_is_two_resources():
    unit = first().sender
    assert len(resources(acknowledgement(sender=unit, receiver=unit), "Organization")) == 2


def test_an_acknowledgement_of_nothing_is_refused():
    with pytest.raises(ValueError, match="response_to"):
        write(acknowledgement(response_to=""))


@pytest.mark.parametrize("made", [acknowledgement(), refused(), refused(original=None)])
def test_json_and_xml_say_the_same(made):
    assert parse(write(made, syntax="xml"))[1] == parse(write(made, syntax="json"))[1]
