"""Replies and forwards made from MedCom's own example messages, judged by the rules of threads and history."""

from dataclasses import replace

import pytest

from correspondence.letters.carecommunication.write import write
from correspondence.letters.reading import read_document
from tests.letters import witnesses
from tests.letters.samples import GIF_FILE, OTHERS, first, forward, numbered, reply
from tests.shared import needs_shared, shared_files

pytestmark = needs_shared

FILES = [path for folder in ("send", "receive") for path in shared_files(f"medcom/examples/{folder}/*")]
LETTERS = {path.name: letter for path in FILES if (letter := read_document(path.read_bytes()).letter)}


def answer_to(letter):
    author = replace(first().segments[0].author, organisation=letter.receiver, role_id="", practitioner_id="")
    return reply(
        letter,
        sender=replace(letter.receiver, resource_id=""),
        receiver=replace(letter.sender, resource_id=""),
        author=author,
        category=letter.category,
        topic=letter.topic or "Svar",
        attachments=(GIF_FILE,),
    )


def sent_on(letter, **changes):
    author = replace(first().segments[0].author, organisation=letter.receiver, role_id="", practitioner_id="")
    sender = replace(letter.receiver, resource_id="")
    return forward(letter, sender=sender, receiver=OTHERS, author=author, **changes)


def bare(segment):
    attachment = segment.attachment and replace(segment.attachment, data=None)
    return replace(segment, attachment=attachment)


def test_there_are_examples():
    assert len(LETTERS) >= 13


@pytest.mark.parametrize("syntax", ["json", "xml"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_reply_to_an_example_conforms_and_reads_back(name, syntax):
    answer = answer_to(LETTERS[name])
    data = write(answer, syntax=syntax)
    witnesses.assert_conforms(data)
    assert read_document(data).letter == answer


@pytest.mark.parametrize("syntax", ["json", "xml"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_forward_of_an_example_conforms_and_reads_back(name, syntax):
    letter = sent_on(LETTERS[name])
    data = write(letter, syntax=syntax)
    witnesses.assert_conforms(data)
    assert read_document(data).letter == letter


@pytest.mark.parametrize("name", LETTERS)
def test_a_reply_carries_the_whole_history_unchanged(name):
    letter, answer = LETTERS[name], answer_to(LETTERS[name])
    carried = len(letter.segments)
    assert answer.communication_identifier == letter.communication_identifier
    assert answer.history[1:] == letter.history
    assert answer.segments[:carried] == tuple(bare(segment) for segment in letter.segments)
    assert answer.citizen == letter.citizen
    assert answer.episode_of_care == letter.episode_of_care
    assert answer.current.segments == tuple(segment.identifier for segment in answer.segments[carried:])
    assert (answer.current.activity, answer.current.answers) == ("reply-message", letter.message_header_id)
    assert answer.receiver == letter.sender
    assert answer.sender == letter.receiver


@pytest.mark.parametrize("name", LETTERS)
def test_a_forward_carries_content_and_history_into_a_new_thread(name):
    letter, made = LETTERS[name], sent_on(LETTERS[name])
    assert made.communication_identifier != letter.communication_identifier
    assert made.history[1:] == letter.history
    assert made.segments[:-1] == letter.segments
    assert (made.citizen, made.episode_of_care) == (letter.citizen, letter.episode_of_care)
    assert (made.current.activity, made.current.answers) == ("forward-message", letter.message_header_id)


@pytest.mark.parametrize("name", LETTERS)
def test_a_forward_of_the_first_message_alone_conforms(name):
    letter = LETTERS[name]
    oldest = min(letter.history, key=lambda entry: entry.occurred)
    made = sent_on(letter, chosen={oldest.message_header_id}, answers=oldest.message_header_id)
    assert made.history[1:] == (oldest,)
    assert {segment.identifier for segment in made.segments[:-1]} <= set(oldest.segments)
    witnesses.assert_conforms(write(made))


@pytest.mark.parametrize("name", LETTERS)
def test_answering_the_answer_still_carries_everything(name):
    answer = answer_to(LETTERS[name])
    author = replace(first().segments[0].author, organisation=answer.receiver, role_id="", practitioner_id="")
    again = reply(answer, sender=answer.receiver, receiver=answer.sender, author=author, ids=numbered(9))
    assert again.history[1:] == answer.history
    assert again.segments[:-1] == tuple(bare(segment) for segment in answer.segments)
    witnesses.assert_conforms(write(again))
