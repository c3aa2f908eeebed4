"""FHIR JSON and XML from one tree, to the character."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from correspondence.letters.fhir.parse import parse
from correspondence.letters.fhir.serialise import legal, to_json, to_xml

FHIR = "{http://hl7.org/fhir}"


def topic(text):
    return {"resourceType": "Communication", "id": "c", "topic": {"text": text}}


@given(st.text(min_size=1))
def test_any_text_reads_back_the_same_from_both(text):
    if kept := legal(text):
        assert parse(to_json(topic(text)))[1] == parse(to_xml(topic(text)))[1] == topic(kept)


@pytest.mark.parametrize("bad", ["\x00", "\x08", "\x0b", "\x0c", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_fhir_forbids_is_dropped_from_both(bad):
    assert json.loads(to_json(topic(f"a{bad}b")))["topic"]["text"] == "ab"
    assert etree.fromstring(to_xml(topic(f"a{bad}b")))[1][0].get("value") == "ab"


def test_a_backslash_is_not_mistaken_for_one():
    assert json.loads(to_json(topic(r"C:\users\b")))["topic"]["text"] == r"C:\users\b"


def test_line_breaks_survive_xml():
    document = to_xml(topic("a\nb\r\n\tc"))
    assert b"&#xA;" in document
    assert etree.fromstring(document)[1][0].get("value") == "a\nb\r\n\tc"


def test_not_a_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        to_json({"resourceType": "Bundle", "total": float("nan")})


def test_extensions_of_a_missing_value_stand_in_its_place():
    absent = {"extension": [{"url": "http://x", "valueCode": "unknown"}]}
    root = etree.fromstring(to_xml({"resourceType": "Patient", "name": [{"_family": absent, "given": ["Bruno"]}]}))
    family, given_name = root[0]
    assert (family.tag, family.get("value"), family[0].get("url")) == (FHIR + "family", None, "http://x")
    assert given_name.get("value") == "Bruno"


def test_extensions_of_one_value_in_a_list_keep_their_place():
    tree = {"resourceType": "X", "name": [{"given": ["A", None], "_given": [None, {"id": "g", "extension": []}]}]}
    first, second = etree.fromstring(to_xml(tree))[0]
    assert (first.get("value"), second.get("value"), second.get("id")) == ("A", None, "g")


def test_ids_are_attributes_inside_a_resource_and_elements_of_it():
    tree = {"resourceType": "X", "id": "r", "name": {"id": "n", "family": "Elmer"}, "active": True, "total": 3}
    root = etree.fromstring(to_xml(tree))
    assert [(each.tag.removeprefix(FHIR), each.get("value")) for each in root] == [
        ("id", "r"),
        ("name", None),
        ("active", "true"),
        ("total", "3"),
    ]
    assert root[1].get("id") == "n"


def test_the_narrative_stands_in_its_own_namespace():
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>a<br/>b</p></div>'
    root = etree.fromstring(to_xml({"resourceType": "X", "text": {"status": "generated", "div": div}}))
    assert root[0][1].tag == "{http://www.w3.org/1999/xhtml}div"


def test_a_resource_inside_an_entry_is_wrapped():
    tree = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "p"}}]}
    entry = etree.fromstring(to_xml(tree))[0]
    assert [each.tag.removeprefix(FHIR) for each in entry.iter()] == ["entry", "resource", "Patient", "id"]


def test_files_of_many_characters_stand_where_they_belong():
    files = ["QUJD" * 20_000, "REVG" * 30_000, "QUJD" * 20_000]
    tree = {"resourceType": "X", "first": files[0], "more": [{"data": files[1]}, files[2]], "note": "a\x00b – c\n"}
    assert parse(to_json(tree))[1] == parse(to_xml(tree))[1] == {**tree, "note": "ab – c\n"}


def test_what_only_looks_like_a_file_is_escaped_all_the_same():
    text = "QUJD" * 20_000 + '"\\\n<&'
    assert parse(to_json(topic(text)))[1] == parse(to_xml(topic(text)))[1] == topic(text)
