"""The CareCommunication document: which resources it has and how they hang together."""

import json
from dataclasses import replace

import pytest

from correspondence.letters.carecommunication.write import message_tree, write
from correspondence.letters.letter import CPR_SYSTEM as CPR
from correspondence.letters.letter import Author, Citizen, Identifier, Team
from tests.letters.samples import ANNA, PLAN, PSYCHIATRY, WARD, first, forward, reply


def tree_of(letter):
    return json.loads(write(letter))


def resources(letter, kind):
    return [each["resource"] for each in tree_of(letter)["entry"] if each["resource"]["resourceType"] == kind]


def one(letter, kind):
    (resource,) = resources(letter, kind)
    return resource


def all_references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "reference" and isinstance(value, str):
                yield value
            yield from all_references(value)
    elif isinstance(node, list):
        for each in node:
            yield from all_references(each)


@pytest.mark.parametrize("letter", [first(), reply(), forward()])
def test_every_reference_but_earlier_messages_resolves_in_the_bundle(letter):
    tree = tree_of(letter)
    present = {f"{each['resource']['resourceType']}/{each['resource']['id']}" for each in tree["entry"]}
    earlier = {f"MessageHeader/{entry.message_header_id}" for entry in letter.history}
    assert set(all_references(tree)) <= present | earlier


def test_the_header_comes_first_and_every_full_url_is_absolute():
    tree = tree_of(first())
    assert tree["entry"][0]["resource"]["resourceType"] == "MessageHeader"
    for entry in tree["entry"]:
        kind, identity = entry["resource"]["resourceType"], entry["resource"]["id"]
        assert entry["fullUrl"] == f"https://medcomfhir.dk/ig/carecommunication/{kind}/{identity}"


def test_no_resource_stands_twice():
    urls = [entry["fullUrl"] for entry in tree_of(reply(reply()))["entry"]]
    assert len(urls) == len(set(urls))


def test_the_bundle_says_what_it_is():
    letter = first()
    tree = tree_of(letter)
    assert (tree["id"], tree["type"], tree["timestamp"]) == (letter.bundle_id, "message", letter.timestamp)
    assert tree["meta"]["profile"][0].endswith(
        "/carecommunication/StructureDefinition/medcom-careCommunication-message"
    )


def test_the_header_addresses_by_sor_code():
    header = one(first(), "MessageHeader")
    assert header["eventCoding"]["code"] == "care-communication-message"
    assert header["destination"][0]["endpoint"] == "https://sor2.sum.dsdn.dk/#id=990021000016004"
    assert header["source"]["endpoint"] == "https://sor2.sum.dsdn.dk/#id=990011000016008"
    assert header["destination"][0]["extension"][0]["valueCoding"]["code"] == "primary"
    assert header["definition"].endswith("/MedComCareCommunicationMessageDefinition|5.0")


def test_a_definition_that_was_given_is_kept():
    assert one(replace(first(), definition="http://x|5.1"), "MessageHeader")["definition"] == "http://x|5.1"


def test_a_text_has_date_identifier_author_and_phone_in_that_order():
    payload = one(first(), "Communication")["payload"][0]
    assert [each["url"].rsplit("-", 2)[-2] for each in payload["extension"]] == [
        "datetime",
        "identifier",
        "practitioner",
        "contact",
    ]
    assert payload["contentString"].startswith("Bruno udskrives <fredag>.\n")


def test_a_file_and_a_link():
    _, plan, link = one(first(), "Communication")["payload"]
    assert plan["contentAttachment"] == {
        "contentType": "application/pdf",
        "data": "JVBERi0xLjQKcGxhbg==",
        "title": "Udskrivningsplan",
        "creation": "2025-03-01T08:00:00+01:00",
    }
    assert link["contentAttachment"] == {"url": "https://example.org/vejledning?a=1&b=2", "title": "Vejledning"}


def test_what_is_not_known_is_left_out_rather_than_empty():
    segment = replace(first().segments[1], author=None, phone="", assigner=None, written="")
    letter = replace(first(attachments=()), segments=(segment,))
    (extension,) = one(letter, "Communication")["payload"][0]["extension"]
    assert extension["valueIdentifier"] == {"value": segment.identifier}


def test_priority_topic_and_episode_only_when_there():
    bare = one(first(topic="", episode_of_care=None, specific_sender=None), "Communication")
    assert not {"priority", "topic", "encounter", "recipient", "extension"} & bare.keys()
    referral = one(first(category="regarding-referral", priority="asap"), "Communication")
    assert referral["priority"] == "asap"


def test_a_job_title_is_a_code_or_a_text():
    answer = {each["id"]: each["code"] for each in resources(reply(), "PractitionerRole")}
    coded, written = (segment.author.role_id for segment in (reply().segments[0], reply().segments[-1]))
    assert answer[coded][0]["coding"][0]["code"] == "sygeplejerske"
    assert answer[written] == [{"text": "Sagsbehandler"}]


def test_a_specific_recipient_can_be_a_person():
    letter = first(specific_recipient=ANNA)
    recipient = one(letter, "Communication")["recipient"][0]["reference"]
    assert recipient in {f"PractitionerRole/{each['id']}" for each in resources(letter, "PractitionerRole")}


def test_the_specific_sender_is_a_team_of_the_senders_unit():
    team = one(first(), "CareTeam")
    assert team["name"] == WARD.name
    assert team["managingOrganization"] == [one(first(), "MessageHeader")["sender"]]


def test_one_team_mentioned_twice_is_one_resource():
    team = Team("Team Nord", PSYCHIATRY)
    assert one(first(specific_sender=team, specific_recipient=team), "CareTeam")


def test_the_citizen_has_every_number_and_a_name():
    patient = one(first(), "Patient")
    assert [each["value"] for each in patient["identifier"]] == ["2509479989", "0703921VJ5"]
    assert patient["name"] == [{"use": "official", "family": "Elmer", "given": ["Bruno", "Test"]}]


def test_an_unknown_family_name_says_so():
    name = one(first(citizen=Citizen((Identifier(CPR, "2509479989"),), ("Bruno",))), "Patient")["name"][0]
    assert name["_family"]["extension"][0]["valueCode"] == "unknown"


def test_a_unit_without_a_name_has_none():
    letter = first(receiver=replace(reply().sender, name="", resource_id=""))
    assert any("name" not in each for each in resources(letter, "Organization"))


def test_a_person_with_two_jobs_is_one_person():
    person = {"given": ("Eva",), "family": "Berg", "practitioner_id": "eva"}
    letter = first(author=Author(**person, job_text="Læge", organisation=PSYCHIATRY))
    again = reply(letter, author=Author(**person, job_text="Overlæge", organisation=PSYCHIATRY))
    assert len(resources(again, "Practitioner")) == 1
    assert len(resources(again, "PractitionerRole")) == 2


def test_the_same_letter_gives_the_same_bytes():
    letter = replace(first(), citizen=replace(first().citizen, resource_id=""))
    assert write(letter) == write(letter)


def test_an_unknown_syntax_is_refused():
    with pytest.raises(KeyError):
        write(first(), syntax="turtle")


def test_elements_stand_in_the_order_of_the_standard():
    communication = one(
        reply(specific_sender=ANNA, topic="Emne", category="regarding-referral", priority="asap"), "Communication"
    )
    assert (
        list(communication)
        == [
            "resourceType",
            "id",
            "meta",
            "text",
            "extension",
            "identifier",
            "status",
            "category",
            "priority",
            "subject",
            "topic",
            "encounter",
            "recipient",
            "payload",
        ]
        or "topic" not in communication
    )


def test_a_reply_to_an_old_letter_names_it_by_number():
    answer = reply(answers="", answers_letter="5790009900047#B300720181623")
    entities = [each for each in resources(answer, "Provenance")[0]["entity"] if each["role"] == "revision"]
    assert entities == [{"role": "revision", "what": {"identifier": {"value": "5790009900047#B300720181623"}}}]


def test_writing_leaves_the_letter_alone():
    letter = first()
    message_tree(letter)
    assert letter == first()
    assert letter.segments[1].attachment.data == PLAN.data
