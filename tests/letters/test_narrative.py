"""The narrative a person can fall back on: everything that matters, in two languages, and nothing that acts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from correspondence.letters.carecommunication.write import message_tree, write
from tests.letters.samples import PLAN, first, reply


def narratives(letter):
    return {each["resource"]["resourceType"]: each["resource"]["text"] for each in message_tree(letter)["entry"]}


def test_every_resource_but_the_bundle_has_one():
    assert all(each["resource"]["text"]["div"] for each in json.loads(write(reply()))["entry"])


def test_the_status_says_whether_extensions_are_shown():
    texts = narratives(first())
    assert {kind for kind, text in texts.items() if text["status"] == "extensions"} == {
        "MessageHeader",
        "Communication",
    }


def test_labels_are_danish_with_english_beside():
    div = narratives(first())["Communication"]["div"]
    assert "Kategori (category)" in div
    assert "Udskrivelse (Discharge) [discharge]" in div


def test_line_breaks_are_shown():
    assert (
        "fredag&gt;.<br/><br/>Se &quot;planen&quot; &amp; vejledningen.<br/>"
        in narratives(first())["Communication"]["div"]
    )


def test_content_of_a_file_is_never_shown():
    assert b"JVBERi0xLjQKcGxhbg==" in write(first())
    assert "JVBERi0" not in narratives(first())["Communication"]["div"]
    assert PLAN.title in narratives(first())["Communication"]["div"]


def test_job_titles_are_shown_in_words():
    assert "Sygeplejerske" in narratives(first())["PractitionerRole"]["div"]


def test_references_are_shown_with_a_name_and_their_id():
    letter = first()
    assert f"Psykiatrien Øst [Organization/{letter.sender.resource_id}]" in narratives(letter)["MessageHeader"]["div"]


@pytest.mark.parametrize("field", ["text", "topic"])
def test_markup_from_people_stays_text(field):
    div = narratives(first(**{field: "<script>alert(1)</script>"}))["Communication"]["div"]
    assert "<script" not in div
    assert "&lt;script&gt;" in div


@given(st.text(min_size=1))
def test_whatever_is_written_the_narrative_is_well_formed(text):
    div = narratives(first(text=text, topic=text, attachments=()))["Communication"]["div"]
    tags = {each.tag.rpartition("}")[2] for each in etree.fromstring(div).iter()}
    assert tags <= {"div", "p", "b", "br", "h3"}
