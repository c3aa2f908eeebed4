"""What a new message, a reply and a forward carry: MedCom CareCommunication 5.0, threads and history."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from correspondence.letters.carecommunication.compose import danish_time
from correspondence.letters.carecommunication.identities import settle
from correspondence.letters.letter import CPR_SYSTEM, Citizen, Identifier
from tests.letters.samples import BO, CECILIE, FJORDBY, PLAN, PSYCHIATRY, first, forward, history_of, numbered, reply


def without_data(segments):
    return [replace(each, attachment=each.attachment and replace(each.attachment, data=None)) for each in segments]


def test_a_new_message_starts_a_thread_of_its_own():
    letter = first()
    assert letter.communication_identifier.startswith("urn:uuid:")
    assert [entry.activity for entry in letter.history] == ["new-message"]
    assert letter.current.segments == tuple(segment.identifier for segment in letter.segments)
    assert (letter.current.answers, letter.current.answers_letter) == ("", "")


def test_every_id_of_a_new_message_is_new():
    letter = first()
    made = [letter.bundle_id, letter.message_header_id, letter.communication_identifier[9:]]
    made += [segment.identifier[9:] for segment in letter.segments]
    assert len(set(made)) == len(made) == 6


def test_all_times_of_the_new_message_are_the_time_of_sending():
    letter = first()
    times = {letter.timestamp, letter.current.occurred, letter.current.recorded, *(s.written for s in letter.segments)}
    assert times == {"2025-03-03T14:05:00+01:00"}


def test_text_and_files_are_signed_and_assigned_by_the_sender():
    for segment in first().segments:
        assert segment.author.name == "Cecilie Holm"
        assert segment.phone == "38683868"
        assert segment.assigner.sor_code == PSYCHIATRY.sor_code


def test_written_text_is_tidied_but_keeps_its_line_breaks():
    letter = first(text="  Hej\r\ndu\rder\x00 \n", topic=" To\nlinjer\x07 ", category="Discharge")
    assert letter.segments[0].text == "Hej\ndu\nder"
    assert (letter.topic, letter.category) == ("To linjer", "discharge")


def test_ids_in_capitals_are_sent_in_small_letters():
    assert first(ids=lambda: "ABCDEF00-0000-4000-8000-00000000000A").segments[0].identifier.islower()


def test_a_reply_stays_in_the_thread():
    letter, answer = first(), reply()
    assert answer.communication_identifier == letter.communication_identifier
    assert answer.message_header_id != letter.message_header_id
    assert answer.bundle_id != letter.bundle_id
    assert answer.current.activity == "reply-message"
    assert answer.current.answers == letter.message_header_id


def test_a_reply_carries_earlier_segments_unchanged_and_files_without_content():
    letter, answer = first(), reply()
    assert list(answer.segments[:3]) == without_data(letter.segments)
    assert answer.segments[1].attachment.title == PLAN.title
    assert answer.segments[1].attachment.content_type == PLAN.content_type


def test_a_reply_names_only_its_own_segments():
    answer = reply(attachments=(PLAN,))
    assert answer.current.segments == tuple(segment.identifier for segment in answer.segments[3:])
    assert answer.segments[4].attachment.data == PLAN.data


def test_earlier_provenances_go_along_unchanged():
    letter = first()
    answer = reply(letter)
    again = reply(answer, ids=numbered(7), sender=PSYCHIATRY, receiver=FJORDBY, author=CECILIE)
    assert answer.history[1:] == letter.history
    assert again.history[1:] == answer.history


def test_the_times_of_earlier_segments_are_untouched():
    assert [segment.written for segment in reply().segments] == ["2025-03-03T14:05:00+01:00"] * 3 + [
        "2025-03-03T15:10:00+01:00"
    ]


def test_a_reply_gives_back_all_numbers_of_the_citizen_and_the_episode_of_care():
    letter, answer = first(), reply()
    assert answer.citizen == letter.citizen
    assert len(answer.citizen.identifiers) == 2
    assert answer.episode_of_care == letter.episode_of_care


def test_a_reply_to_an_older_letter_refers_to_its_location_number_and_id():
    answer = reply(answers="", answers_letter="5790009900047#B300720181623")
    assert answer.current.activity == "reply-message"
    assert answer.current.answers == ""
    assert answer.current.answers_letter == "5790009900047#B300720181623"


@pytest.mark.parametrize("both", ["", "00000000-0000-4000-8000-000000000001"])
def test_a_reply_answers_exactly_one_message(both):
    with pytest.raises(ValueError, match="one preceding message"):
        reply(answers=both, answers_letter=both)


def test_a_forward_is_a_new_thread_with_the_files():
    letter, sent_on = first(), forward()
    assert sent_on.communication_identifier != letter.communication_identifier
    assert sent_on.current.activity == "forward-message"
    assert sent_on.current.answers == letter.message_header_id
    assert sent_on.segments[:3] == letter.segments
    assert sent_on.segments[1].attachment.data == PLAN.data
    assert sent_on.history[1:] == letter.history


def test_a_forward_keeps_citizen_and_episode_of_care():
    letter, sent_on = first(), forward()
    assert (sent_on.citizen, sent_on.episode_of_care) == (letter.citizen, letter.episode_of_care)


def test_a_forward_of_chosen_messages_takes_only_their_segments_and_provenances():
    letter = first()
    answer = reply(letter)
    sent_on = forward(answer, chosen={letter.message_header_id}, answers=answer.message_header_id)
    assert sent_on.history[1:] == letter.history
    assert [s.identifier for s in sent_on.segments[:-1]] == [s.identifier for s in letter.segments]
    assert sent_on.new_segments == sent_on.segments[-1:]


def test_two_people_of_one_unit_stay_two():
    answer = reply(reply(), author=BO, ids=numbered(8))
    roles = {segment.author.name: segment.author.role_id for segment in answer.segments}
    assert len(set(roles.values())) == len(roles) == 3


def test_the_same_person_writing_again_keeps_the_ids_of_the_first_time():
    letter = first()
    again = reply(reply(letter), author=CECILIE, sender=PSYCHIATRY, receiver=FJORDBY, ids=numbered(8))
    assert again.segments[-1].author == letter.segments[0].author


def test_people_with_one_name_in_two_units_are_two():
    namesake = replace(CECILIE, organisation=FJORDBY)
    answer = reply(author=namesake)
    assert answer.segments[-1].author.practitioner_id != answer.segments[0].author.practitioner_id


def test_a_carried_unit_keeps_its_id_and_the_parties_take_it_over():
    known = replace(PSYCHIATRY, resource_id="carried-psychiatry")
    letter = first()
    entry = replace(letter.history[0], organisation=known)
    answer = reply(letter, history=history_of(letter, entries=(entry,)))
    assert answer.history[1].organisation.resource_id == "carried-psychiatry"
    assert answer.receiver.resource_id == "carried-psychiatry"


def test_the_name_of_a_party_is_the_name_of_today():
    renamed = replace(PSYCHIATRY, name="Psykiatrien Østjylland")
    answer = reply(receiver=renamed)
    assert answer.receiver.name == answer.history[1].organisation.name == "Psykiatrien Østjylland"


def test_a_new_location_number_is_a_resource_of_its_own():
    moved = replace(PSYCHIATRY, gln="5790009900047")
    answer = reply(receiver=moved)
    assert answer.receiver.resource_id != answer.history[1].organisation.resource_id
    assert answer.history[1].organisation.gln == PSYCHIATRY.gln


def test_ids_that_clash_are_told_apart():
    clash = {"role_id": "r", "practitioner_id": "p"}
    letter = first(author=replace(CECILIE, **clash))
    answer = reply(letter, author=replace(BO, **clash))
    mine, theirs = answer.segments[-1].author, answer.segments[0].author
    assert (theirs.role_id, theirs.practitioner_id) == ("r", "p")
    assert mine.role_id != "r"
    assert mine.practitioner_id != "p"


def test_a_citizen_without_family_name_says_that_it_is_unknown():
    nameless = Citizen((Identifier(CPR_SYSTEM, "2509479989"),))
    assert first(citizen=nameless).citizen.family_absent == "unknown"


@pytest.mark.parametrize("letter", [first(), reply(), forward()])
def test_settling_twice_changes_nothing(letter):
    assert settle(letter) == letter


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2025, 3, 3, 13, 5, 0, 123, tzinfo=UTC), "2025-03-03T14:05:00+01:00"),
        (datetime(2025, 7, 1, 12, 0, tzinfo=UTC), "2025-07-01T14:00:00+02:00"),
    ],
)
def test_times_are_written_in_danish_time_with_offset(instant, text):
    assert danish_time(instant) == text


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        danish_time(datetime(2025, 3, 3, 13, 5))
