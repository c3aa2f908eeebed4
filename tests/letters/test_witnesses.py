"""The witnesses themselves: they accept what we write and see it when something is wrong."""

import json
from dataclasses import replace

import pytest

from correspondence.letters.acknowledgement.write import write as write_acknowledgement
from correspondence.letters.carecommunication.write import write
from correspondence.letters.issues import Issue, ResponseCode, Severity
from correspondence.letters.letter import Author, Citizen, EpisodeOfCare, Identifier, Organisation
from tests.letters import witnesses
from tests.letters.samples import (
    ANNA,
    BO,
    CECILIE,
    FJORDBY,
    GIF_FILE,
    PSYCHIATRY,
    UNKNOWN_CATEGORY,
    WARD,
    acknowledgement,
    first,
    forward,
    numbered,
    reply,
)
from tests.shared import needs_shared

pytestmark = needs_shared

D_ECPR = Citizen((Identifier("urn:oid:1.2.208.176.1.6.1.3.177", "1206550VK9"),), ("Peter",))
LOCAL_EPISODE = EpisodeOfCare((Identifier("https://example.org/forlob", "4711"),), "finished", class_code="IMP")

LETTERS = {
    "new": first(),
    "bare": first(topic="", attachments=(), specific_sender=None, episode_of_care=None),
    "other with topic": first(category="other", topic='"Emne" & <mere>'),
    "referral with priority": first(category="regarding-referral", priority="asap", topic=""),
    "files and link": first(attachments=(GIF_FILE, *(first().segments[1].attachment,))),
    "replacement number": first(citizen=D_ECPR),
    "local episode": first(episode_of_care=LOCAL_EPISODE),
    "to a person": first(specific_recipient=ANNA, specific_sender=CECILIE),
    "unit without name": first(receiver=replace(FJORDBY, name="")),
    "author without unit": first(author=replace(CECILIE, organisation=None), specific_sender=None),
    "author in one line": first(author=Author(name_text="C. Holm", job_text="Læge", organisation=PSYCHIATRY)),
    "reply": reply(),
    "reply with file": reply(attachments=(GIF_FILE,)),
    "reply to a reply": reply(reply(), author=BO, ids=numbered(8), written="2025-03-03T16:00:00+01:00"),
    "reply to ourselves": reply(first(), sender=PSYCHIATRY, receiver=FJORDBY, author=CECILIE, specific_recipient=None),
    "reply to an old letter": reply(answers="", answers_letter="5790009900047#B300720181623"),
    "forward": forward(),
    "forward of chosen": forward(reply(), chosen={first().message_header_id}),
}

INFORMATION = Issue("MSG_DUPLICATE_ID", "", "Set før", severity=Severity.INFORMATION, type="informational")
ACKNOWLEDGEMENTS = {
    "ok": acknowledgement(),
    "ok for a reply": acknowledgement(reply()),
    "ok with information": acknowledgement(issues=(INFORMATION,)),
    "fatal": acknowledgement(code=ResponseCode.FATAL, issues=(UNKNOWN_CATEGORY, replace(UNKNOWN_CATEGORY, path=""))),
    "fatal, original unreadable": acknowledgement(code=ResponseCode.FATAL, issues=(UNKNOWN_CATEGORY,), original=None),
    "transient": acknowledgement(code=ResponseCode.TRANSIENT),
}


@pytest.mark.parametrize("syntax", ["json", "xml"])
@pytest.mark.parametrize("name", LETTERS)
def test_every_kind_of_message_we_write_conforms(name, syntax):
    witnesses.assert_conforms(write(LETTERS[name], syntax=syntax))


@pytest.mark.parametrize("syntax", ["json", "xml"])
@pytest.mark.parametrize("name", ACKNOWLEDGEMENTS)
def test_every_kind_of_acknowledgement_we_write_conforms(name, syntax):
    witnesses.assert_conforms(write_acknowledgement(ACKNOWLEDGEMENTS[name], syntax=syntax))


# The witnesses can see


def tree(letter=None):
    return json.loads(write(letter or first()))


def resource(bundle, kind, index=0):
    return [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind][index]


def drop(bundle, kind):
    bundle["entry"] = [each for each in bundle["entry"] if each["resource"]["resourceType"] != kind]


BREAKS = {
    "medcom-messaging-2": lambda b: drop(b, "Provenance"),
    "medcom-careCommunication-1": lambda b: resource(b, "MessageHeader")["meta"]["profile"].__setitem__(
        0, "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-messageHeader"
    ),
    "medcom-careCommunication-2": lambda b: b["entry"].append(b["entry"][1]),
    "medcom-careCommunication-3": lambda b: resource(b, "Provenance")["meta"]["profile"].__setitem__(
        0, "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-provenance"
    ),
    "medcom-careCommunication-4": lambda b: resource(b, "Practitioner").pop("name"),
    "medcom-careCommunication-5": lambda b: resource(b, "Communication").update(priority="asap"),
    "medcom-careCommunication-6": lambda b: (
        resource(b, "Communication").pop("topic"),
        resource(b, "Communication")["category"][0]["coding"][0].update(code="other"),
    ),
    "medcom-careCommunication-7": lambda b: resource(b, "PractitionerRole").pop("code"),
    "medcom-careCommunication-8": lambda b: resource(b, "Practitioner").pop("name"),
    "medcom-careCommunication-9": lambda b: resource(b, "Encounter").pop("episodeOfCare"),
    "medcom-careCommunication-11": lambda b: resource(b, "CareTeam").update(
        managingOrganization=[resource(b, "MessageHeader")["destination"][0]["receiver"]]
    ),
    "medcom-careCommunication-12": lambda b: resource(b, "Communication").update(
        recipient=[{"reference": f"CareTeam/{resource(b, 'CareTeam')['id']}"}]
    ),
    "medcom-careCommunication-13": lambda b: drop(b, "PractitionerRole"),
    "medcom-careCommunication-15": lambda b: resource(b, "Communication").update(encounter={"display": "x"}),
    "medcom-uuidv4": lambda b: resource(b, "Communication")["identifier"][0].update(value="urn:uuid:X"),
    "dk-core-organization-mandatory-identifier": lambda b: resource(b, "Organization")["identifier"].pop(),
}


@pytest.mark.parametrize("key", BREAKS)
def test_a_broken_invariant_is_named(key):
    bundle = tree()
    BREAKS[key](bundle)
    assert key in {problem.split(" ")[0] for problem in witnesses.broken_invariants(bundle)}


def test_a_refusal_without_outcome_is_seen():
    bundle = json.loads(write_acknowledgement(ACKNOWLEDGEMENTS["fatal"]))
    drop(bundle, "OperationOutcome")
    assert [each.split(" ")[0] for each in witnesses.broken_invariants(bundle)] == ["medcom-acknowledgement-1"]


def test_a_header_of_another_profile_is_seen():
    bundle = json.loads(write_acknowledgement(ACKNOWLEDGEMENTS["ok"]))
    wrong = "http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-messageHeader"
    resource(bundle, "MessageHeader")["meta"]["profile"] = [wrong]
    assert [each.split(" ")[0] for each in witnesses.broken_invariants(bundle)] == ["medcom-acknowledgement-2"]


def test_every_invariant_about_our_messages_is_tried_or_known_to_be_weak():
    ours = {profile for letter in (first(), acknowledgement()) for profile in _profiles(letter)}
    keys = {key for profile in ours for key, _, _ in witnesses.invariants(profile)}
    about_addresses_and_contacts = {"org-1", "org-2", "org-3", "pat-1"}
    tried = BREAKS.keys() | {"medcom-acknowledgement-1", "medcom-acknowledgement-2"}
    assert keys - tried - about_addresses_and_contacts <= witnesses.WEAK


def _profiles(made):
    data = write(made) if hasattr(made, "segments") else write_acknowledgement(made)
    return {profile for each in witnesses._resources(json.loads(data)) for profile in each["meta"]["profile"]}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Patient", "2509479989"),
        ("Patient", "Elmer"),
        ("Communication", "Udskrivningsplan"),
        ("Communication", "38683868"),
        ("Communication", "2025-03-01T08:00:00+01:00"),
        ("Communication", "https://example.org/vejledning"),
        ("Organization", "5790009900016"),
        ("Provenance", "new-message"),
        ("CareTeam", WARD.name),
        ("Encounter", "urn:uuid:8c1f1f0e-6a49-5c3b-9d2e-3f9b8f3f6a10"),
        ("PractitionerRole", "sygeplejerske"),
        ("Practitioner", "Cecilie"),
        ("MessageHeader", "primary"),
    ],
)
def test_a_value_missing_in_a_narrative_is_seen(kind, value):
    bundle = tree()
    text = resource(bundle, kind)["text"]
    assert value in text["div"]
    text["div"] = text["div"].replace(value, "")
    assert witnesses.missing_in_narratives(bundle)


def test_a_missing_narrative_is_seen():
    bundle = tree()
    del resource(bundle, "Patient")["text"]
    assert "no narrative" in witnesses.missing_in_narratives(bundle)[0]


def test_content_and_markup_in_a_narrative_are_seen():
    bundle = tree()
    text = resource(bundle, "Communication")["text"]
    text["div"] = text["div"].replace("</div>", "<script/>JVBERi0xLjQKcGxhbg==</div>")
    assert len(witnesses.leaked_content(bundle)) == 2


@pytest.mark.parametrize(
    "letter",
    [
        first(phone="ring på 38683868"),
        first(episode_of_care=EpisodeOfCare((Identifier(witnesses.LPR3_SYSTEM, "urn:uuid:1"),))),
        replace(first(), definition="http://x|5.0"),
    ],
)
def test_values_the_published_expressions_let_slip_are_seen(letter):
    assert witnesses.loose_values(tree(letter))
    assert not witnesses.broken_invariants(tree(letter))


def test_the_witness_for_fhir_itself_refuses_what_is_no_fhir():
    bundle = tree()
    resource(bundle, "Provenance").pop("recorded")
    with pytest.raises(ValueError, match="recorded"):
        witnesses.as_tree(json.dumps(bundle).encode())


def test_our_own_reading_is_asked():
    with pytest.raises(AssertionError):
        witnesses.assert_conforms(write(first(receiver=Organisation("990021000016004", "", "Uden nummer"))))
