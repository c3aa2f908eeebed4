"""Whatever letter we write, we read back as the same letter, in JSON and in XML."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.letters.carecommunication.document import Document
from correspondence.letters.carecommunication.identities import settle
from correspondence.letters.carecommunication.read import read
from correspondence.letters.carecommunication.write import write
from correspondence.letters.fhir.parse import parse
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
from tests.letters.samples import first, forward, reply

# Everything XML can hold, with the awkward parts likely.
characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\n\t\r<&\"'>"
)
texts = st.text(characters, min_size=1, max_size=30)
optional_texts = st.just("") | texts
uuids = st.uuids(version=4).map(str)
ids = st.just("") | st.sampled_from(["a", "b", "c"]) | uuids
times = st.just("2025-03-03T14:05:00+01:00") | st.just("2025-03-03T13:05:00Z")

organisations = st.builds(
    Organisation,
    sor_code=st.sampled_from(["990011000016008", "990021000016004"]),
    gln=st.sampled_from(["5790009900016", "5790009900023"]),
    name=optional_texts,
    resource_id=ids,
)
jobs = st.one_of(
    st.builds(lambda system, code: {"job_system": system, "job_code": code}, texts, texts),
    st.builds(lambda text: {"job_text": text}, texts),
)
authors = st.builds(
    lambda job, **fields: Author(**job, **fields),
    jobs,
    given=st.lists(texts, max_size=2).map(tuple),
    family=texts,
    organisation=st.none() | organisations,
    role_id=ids,
    practitioner_id=ids,
)
teams = st.builds(Team, name=texts, organisation=st.none() | organisations, resource_id=ids)
attachments = st.builds(
    Attachment,
    title=texts,
    content_type=optional_texts,
    data=st.none() | st.binary(min_size=1, max_size=40),
    url=optional_texts,
    creation=optional_texts,
)
signatures = {
    "identifier": uuids.map("urn:uuid:{}".format),
    "written": times,
    "author": st.none() | authors,
    "phone": optional_texts,
    "assigner": st.none() | organisations,
}
segments = st.builds(Segment, text=texts, **signatures) | st.builds(Segment, attachment=attachments, **signatures)
entries = st.builds(
    HistoryEntry,
    message_header_id=uuids,
    activity=st.sampled_from(["new-message", "reply-message", "forward-message"]),
    occurred=times,
    recorded=times,
    organisation=st.none() | organisations,
    segments=st.lists(uuids.map("urn:uuid:{}".format), max_size=2).map(tuple),
    answers=st.just("") | uuids,
    answers_letter=optional_texts,
    resource_id=ids,
)
identifiers = st.builds(Identifier, system=texts, value=texts)
citizens = st.builds(
    Citizen,
    identifiers=st.lists(identifiers, min_size=1, max_size=3).map(tuple),
    given=st.lists(texts, max_size=2).map(tuple),
    family=optional_texts,
    resource_id=ids,
)
letters = st.builds(
    Letter,
    bundle_id=uuids,
    timestamp=times,
    message_header_id=uuids,
    sender=organisations,
    receiver=organisations,
    communication_identifier=uuids.map("urn:uuid:{}".format),
    category=st.sampled_from(["discharge", "other"]),
    citizen=citizens,
    segments=st.lists(segments, min_size=1, max_size=4).map(tuple),
    history=st.lists(entries, min_size=1, max_size=3).map(tuple),
    topic=optional_texts,
    priority=st.sampled_from(["", "asap"]),
    specific_sender=st.none() | authors | teams,
    specific_recipient=st.none() | authors | teams,
    episode_of_care=st.none()
    | st.builds(
        EpisodeOfCare,
        identifiers=st.lists(identifiers, min_size=1, max_size=2, unique=True).map(tuple),
        resource_id=ids,
    ),
)


def read_back(data):
    return read(Document(parse(data)[1]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(letters)
def test_any_letter_reads_back_the_same(letter):
    settled = settle(letter)
    assert settle(settled) == settled
    assert read_back(write(letter, syntax="json")) == settled
    assert read_back(write(letter, syntax="xml")) == settled


@pytest.mark.parametrize("syntax", ["json", "xml"])
@pytest.mark.parametrize("letter", [first(), reply(), forward(), reply(reply())])
def test_our_own_letters_read_back_the_same(letter, syntax):
    assert read_back(write(letter, syntax=syntax)) == letter


def test_an_empty_file_is_no_content():
    letter = first(attachments=(Attachment("Tom", "application/pdf", b""),))
    assert read_back(write(letter)).segments[1].attachment == replace(letter.segments[1].attachment, data=None)
