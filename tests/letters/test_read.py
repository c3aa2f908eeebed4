"""A document becomes a Letter to the character, the same from JSON and from XML."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.letters.letter import (
    Attachment,
    Author,
    Citizen,
    EpisodeOfCare,
    HistoryEntry,
    Identifier,
    Letter,
    Organisation,
    Segment,
    Team,
)
from correspondence.letters.reading import read_document
from tests.letters import make
from tests.letters.make import Tree, as_json, as_xml, full, minimal, the
from tests.shared import needs_shared, shared_files

OEST = Organisation("900211000016001", "5790009000020", "Psykiatrien Øst", "oest")
FJORDBY = Organisation("900111000016007", "5790009000013", "Fjordby Socialpsykiatri", "fjordby")
SKS = f"{make.CODES}/medcom-core-PractitionerRolesSKSadministrativ"
CECILIE = Author(
    given=("Cecilie",),
    family="Holm",
    job_system=SKS,
    job_code="sygeplejerske",
    organisation=OEST,
    role_id="cecilie-role",
    practitioner_id="cecilie",
)
ANNA = Author(
    given=("Anna", "Maria"),
    family="Lind",
    job_text="Sagsbehandler",
    organisation=FJORDBY,
    role_id="anna-role",
    practitioner_id="anna",
)


def letter_of(data: bytes) -> Letter:
    letter = read_document(data).letter
    assert letter is not None
    return letter


def test_everything_a_message_can_hold():
    assert letter_of(as_json(full())) == Letter(
        bundle_id="5a0c5a52-51f6-4a6c-93fb-2ad0d4cbb002",
        timestamp=make.NOW,
        message_header_id=make.HEADER_ID,
        sender=OEST,
        receiver=FJORDBY,
        communication_identifier=make.THREAD,
        category="regarding-referral",
        citizen=Citizen(
            identifiers=(
                Identifier(make.CPR, "2509479989"),
                Identifier("urn:oid:1.2.208.176.1.6.1.1", "0703921VJ5"),
            ),
            given=("Bruno", "Test"),
            family="Elmer",
            resource_id="bruno",
        ),
        segments=(
            Segment(make.EARLIER_TEXT_ID, make.EARLIER, "Hvornår?", None, ANNA, "+4570707070", FJORDBY),
            Segment(make.EARLIER_FILE_ID, make.EARLIER, None, Attachment("Kort", "image/png"), assigner=FJORDBY),
            Segment(make.TEXT_ID, make.NOW, make.MESSAGE, None, CECILIE, "38-68-38-68", OEST),
            Segment(
                make.FILE_ID,
                make.NOW,
                None,
                Attachment("Plan", "application/pdf", make.PDF, creation="2025-03-01"),
                CECILIE,
                "38683868",
                OEST,
            ),
            Segment(make.LINK_ID, make.NOW, None, Attachment("Vejledning", url="https://example.org/"), assigner=OEST),
        ),
        history=(
            HistoryEntry(
                make.HEADER_ID,
                "reply-message",
                make.NOW,
                make.NOW,
                OEST,
                (make.TEXT_ID, make.FILE_ID, make.LINK_ID),
                answers=make.EARLIER_ID,
                resource_id="now",
            ),
            HistoryEntry(
                make.EARLIER_ID,
                "new-message",
                make.EARLIER,
                make.EARLIER,
                FJORDBY,
                (make.EARLIER_TEXT_ID, make.EARLIER_FILE_ID),
                resource_id="earlier",
            ),
        ),
        topic="Henvisning",
        priority="asap",
        specific_sender=Team("Team Nord", OEST, "team"),
        specific_recipient=ANNA,
        episode_of_care=EpisodeOfCare(
            (Identifier(make.LPR3, make.EPISODE),), status="in-progress", class_code="IMP", resource_id="stay"
        ),
        definition=f"{make.IG}/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition|5.0",
    )


@pytest.mark.parametrize("tree", [minimal(), full()], ids=["minimal", "full"])
def test_json_and_xml_give_the_same_letter(tree: Tree):
    assert letter_of(as_json(tree)) == letter_of(as_xml(tree))


def test_one_author_is_read_once():
    first, second = letter_of(as_json(full())).segments[2:4]
    assert first.author is second.author


def test_what_may_be_missing_is_empty():
    letter = letter_of(as_json(minimal()))
    assert letter.sender.name == ""
    assert (letter.topic, letter.priority) == ("", "")
    assert (letter.specific_sender, letter.specific_recipient, letter.episode_of_care) == (None, None, None)
    assert letter.segments[0].author.organisation is None


def test_a_missing_family_name_keeps_its_reason():
    tree = minimal()
    name = the(tree, "Patient")["name"][0]
    del name["family"]
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    name["_family"] = {"extension": [reason]}
    for data in (as_json(tree), as_xml(tree)):
        citizen = letter_of(data).citizen
        assert (citizen.family, citizen.family_absent, citizen.given) == ("", "unknown", ("Bruno", "Test"))


def test_codes_get_one_spelling_and_nothing_else_is_changed():
    tree = minimal()
    the(tree, "Communication")["category"][0]["coding"][0]["code"] = "Discharge"
    the(tree, "Provenance")["activity"]["coding"][0]["code"] = "New-Message"
    letter = letter_of(as_json(tree))
    assert (letter.category, letter.history[0].activity) == ("discharge", "new-message")


def test_a_local_episode_identifier_stands_beside_the_national_one():
    tree = full()
    the(tree, "Encounter")["episodeOfCare"].insert(0, {"identifier": {"system": "urn:local", "value": "1"}})
    found = letter_of(as_json(tree)).episode_of_care.identifiers
    assert found == (Identifier("urn:local", "1"), Identifier(make.LPR3, make.EPISODE))


def test_a_legacy_letter_answered():
    tree = minimal()
    provenance = the(tree, "Provenance")
    provenance["activity"]["coding"][0]["code"] = "reply-message"
    provenance["entity"].append({"role": "revision", "what": {"identifier": {"value": "5790009000013#abc"}}})
    (entry,) = letter_of(as_json(tree)).history
    assert (entry.answers, entry.answers_letter) == ("", "5790009000013#abc")


@given(
    text=st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1),
    offset=st.sampled_from(["Z", "+02:00", "-00:00", "+13:45"]),
    fraction=st.sampled_from(["", ".0", ".123", ".123456789"]),
    data=st.binary(max_size=300),
)
def test_texts_times_and_files_are_kept(text: str, offset: str, fraction: str, data: bytes):
    tree = full()
    communication = the(tree, "Communication")
    written = f"2025-03-03T14:05:00{fraction}{offset}"
    communication["payload"][2]["contentString"] = f"x{text}"
    communication["payload"][2]["extension"][0]["valueDateTime"] = written
    communication["payload"][3]["contentAttachment"]["data"] = b64encode(b"%PDF-" + data).decode()
    communication["topic"]["text"] = f"{text}x"
    for letter in (letter_of(as_json(tree)), letter_of(as_xml(tree))):
        assert (letter.segments[2].text, letter.segments[2].written) == (f"x{text}", written)
        assert letter.segments[3].attachment.data == b"%PDF-" + data
        assert letter.topic == f"{text}x"


@needs_shared
def test_an_official_example_in_full():
    (path,) = shared_files("medcom/examples/receive/Bundle-R-Tek-A-*.xml")
    letter = letter_of(path.read_bytes())
    assert letter.segments[0].text.startswith('Til rette vedkommende.\nVi vil med denne korrespondance gerne "prøve"')
    assert letter.segments[0].text.count("\n") == 9
    assert [segment.attachment.content_type for segment in letter.segments[1:]] == [
        "application/pdf", "image/gif", "image/tiff", "image/png", "image/jpeg", "image/bmp", "",
    ]  # fmt: skip
    assert letter.segments[-1].attachment.url == "https://medcom.dk/"
    assert len(letter.new_segments) == 8
    assert letter.priority == "asap"
