"""One tree from JSON and XML; everything that is not one clear document is refused with a sentence."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.letters.fhir.parse import parse
from correspondence.letters.issues import UnreadableDocument
from tests.letters import make
from tests.shared import shared_files

EXAMPLES = shared_files("medcom/examples/*/*")
START = '<Bundle xmlns="http://hl7.org/fhir">'

# What XML can hold (XML 1.0, Char) and FHIR allows in a string.
xml_text = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff") | st.sampled_from("\n\r\t"),
    min_size=1,
)


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        parse(data)
    (issue,) = caught.value.issues
    assert issue.text
    assert issue.rule == "document_is_readable"
    return issue.code


@pytest.mark.parametrize("tree", [make.minimal(), make.full()], ids=["minimal", "full"])
def test_json_and_xml_give_the_same_tree(tree):
    assert parse(make.as_json(tree)) == ("json", tree)
    assert parse(make.as_xml(tree)) == ("xml", tree)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf{}", b" \r\n\t{}", b"\xef\xbb\xbf \n{}"])
def test_a_byte_order_mark_and_space_before_the_document_are_tolerated(data):
    assert parse(data) == ("json", {})


def test_xml_with_a_byte_order_mark():
    assert parse(b"\xef\xbb\xbf" + make.as_xml(make.minimal())) == ("xml", make.minimal())


@given(xml_text)
def test_a_text_survives_both_syntaxes_to_the_character(text):
    tree = {"resourceType": "Communication", "payload": [{"contentString": text}]}
    assert parse(make.as_json(tree))[1] == tree
    assert parse(make.as_xml(tree))[1] == tree


def test_line_breaks_in_xml_attributes():
    source = f'{START}<id value="a&#xA;b&#xD;&#9;c\nd"/></Bundle>'.encode()
    assert parse(source)[1]["id"] == "a\nb\r\tc d"  # a raw one is a blank to every XML parser


def test_extensions_of_texts_are_kept_beside_them():
    patient: dict[str, Any] = {
        "resourceType": "Patient",
        "name": [{"_family": {"extension": [{"url": "u", "valueCode": "unknown"}]}, "given": ["A", None]}],
    }
    patient["name"][0]["_given"] = [None, {"extension": [{"url": "u", "valueString": "x"}]}]
    source = (
        '<Patient xmlns="http://hl7.org/fhir"><name>'
        '<family><extension url="u"><valueCode value="unknown"/></extension></family>'
        '<given value="A"/><given><extension url="u"><valueString value="x"/></extension></given>'
        "</name></Patient>"
    )
    assert parse(source.encode())[1] == patient


def test_booleans_and_numbers_in_xml():
    source = (
        '<Patient xmlns="http://hl7.org/fhir"><active value="true"/><extension url="u">'
        '<valueInteger value="7"/></extension><extension url="u"><valueDecimal value="1.50"/></extension>'
        '<telecom><rank value="one"/></telecom></Patient>'
    )
    tree = parse(source.encode())[1]
    assert tree["active"] is True
    assert [each.get("valueInteger", each.get("valueDecimal")) for each in tree["extension"]] == [7, Decimal("1.50")]
    assert tree["telecom"] == [{"rank": "one"}]


def test_unknown_elements_and_resources_do_no_harm():
    source = (
        f'{START}<entry><resource><Spaceship><wing value="2"/><wing value="3"/><crew><name value="A"/></crew>'
        '</Spaceship></resource></entry><x:y xmlns:x="urn:x"/><!-- note --><?pi x?></Bundle>'
    )
    spaceship = parse(source.encode())[1]["entry"][0]["resource"]
    assert spaceship == {"resourceType": "Spaceship", "wing": ["2", "3"], "crew": {"name": "A"}}


def test_long_texts_are_kept_wherever_they_stand():
    long = "QUJD" * 300_000
    tree = {"a": long, "b": [long, {"c": long}], "d": f"{long}\n", "e": f'x:"{long}', "😀": "", long: "key"}
    assert parse(json.dumps(tree).encode())[1] == {name: tree[name] for name in tree}
    assert parse(json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode())[1] == tree


def test_an_element_repeated_against_the_rules_is_seen():
    source = f'{START}<type value="message"/><type value="batch"/></Bundle>'
    assert parse(source.encode())[1]["type"] == ["message", "batch"]


def test_no_element_can_pretend_to_be_the_resource_type():
    source = '<Patient xmlns="http://hl7.org/fhir"><resourceType value="Organization"/></Patient>'
    assert parse(source.encode())[1]["resourceType"] == "Patient"


def test_whole_numbers_of_any_size():
    assert parse(b'{"a": 9007199254740993, "b": -1.10}')[1] == {"a": 2**53 + 1, "b": Decimal("-1.10")}


def test_escaped_pairs_are_one_character_and_a_backslash_is_a_backslash():
    assert parse(rb'{"a": "\ud83d\ude00 \\u0000 \\ud800"}')[1] == {"a": "\U0001f600 \\u0000 \\ud800"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "MSG_BAD_SYNTAX"),
        (b" \n ", "MSG_BAD_SYNTAX"),
        (b"\xef\xbb\xbf", "MSG_BAD_SYNTAX"),
        (b"UNA:+.? '", "MSG_BAD_SYNTAX"),
        (b"\x1f\x8b\x08\x00", "MSG_BAD_SYNTAX"),
        ('{"a": "æ"}'.encode("latin-1"), "MSG_BAD_FORMAT"),
        ('{"a": "æ"}'.encode("utf-16"), "MSG_BAD_FORMAT"),
        ('{"a": "æ"}'.encode("utf-16-le"), "MSG_BAD_FORMAT"),
        ('{"a": "æ"}'.encode("utf-16-be"), "MSG_BAD_FORMAT"),
        ('{"a": "æ"}'.encode("utf-32"), "MSG_BAD_FORMAT"),
        (b'{"a": "\xed\xa0\x80"}', "MSG_BAD_FORMAT"),  # half a pair, encoded all the same
        (b'{"a": "\\ud800"}', "MSG_BAD_FORMAT"),
        (b'{"a": "\\udc00x"}', "MSG_BAD_FORMAT"),
        (b'{"\\ud800": 1}', "MSG_BAD_FORMAT"),
        (b'{"a": [["\\u0000"]]}', "MSG_BAD_FORMAT"),
        (b'{"\\u0000": 1}', "MSG_BAD_FORMAT"),
        (b'{"a": "\x00"}', "MSG_BAD_SYNTAX"),
        (b'{"a": NaN}', "MSG_BAD_SYNTAX"),
        (b'{"a": -Infinity}', "MSG_BAD_SYNTAX"),
        (b'{"a": 1, "a": 1}', "MSG_BAD_SYNTAX"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "MSG_BAD_SYNTAX"),
        (b'{"a": 1', "MSG_BAD_SYNTAX"),
        (b'{"a": 1} {}', "MSG_BAD_SYNTAX"),
        (b"{'a': 1}", "MSG_BAD_SYNTAX"),
        (b'{"a": ' + b"9" * 5000 + b"}", "MSG_BAD_SYNTAX"),
        (b"[{}]", "MSG_JSON_OBJECT"),
        (make.as_json(make.minimal())[:-400], "MSG_BAD_SYNTAX"),
    ],
)
def test_json_that_is_refused(data, code):
    assert refusal(data) == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<", "MSG_BAD_SYNTAX"),
        (b"<Bundle/>", "MSG_WRONG_NS"),
        (b'<Bundle xmlns="http://hl7.org/fhir/"/>', "MSG_WRONG_NS"),
        (make.as_xml(make.minimal())[:-400], "MSG_BAD_SYNTAX"),
        (f'{START}<id value="\u00e6"/></Bundle>'.encode("latin-1"), "MSG_BAD_FORMAT"),
        (f"<?xml version='1.0' encoding='ISO-8859-1'?>{START}</Bundle>".encode(), "MSG_BAD_FORMAT"),
        (f"<?xml version='1.0' encoding='utf-7'?>{START}</Bundle>".encode(), "MSG_BAD_FORMAT"),
        (f"{START}</Bundle>".encode("utf-16"), "MSG_BAD_FORMAT"),
        (f'{START}<id value="&#0;"/></Bundle>'.encode(), "MSG_BAD_SYNTAX"),
        (f'{START}<id value="\x00"/></Bundle>'.encode(), "MSG_BAD_SYNTAX"),
        (f'{START}<id value="&#xD800;"/></Bundle>'.encode(), "MSG_BAD_SYNTAX"),
        (f'{START}<id value="&nbsp;"/></Bundle>'.encode(), "MSG_BAD_SYNTAX"),
        (
            f"{START}<text><div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;</div></text></Bundle>".encode(),
            "MSG_BAD_SYNTAX",
        ),
        (f'{START}<id value="a" value="b"/></Bundle>'.encode(), "MSG_BAD_SYNTAX"),
        (f"{START}</Bundle>{START}</Bundle>".encode(), "MSG_BAD_SYNTAX"),
        (f"<!DOCTYPE Bundle>{START}</Bundle>".encode(), "MSG_BAD_SYNTAX"),
    ],
)
def test_xml_that_is_refused(data, code):
    assert refusal(data) == code


def test_a_refusal_quotes_nothing_from_the_document():
    with pytest.raises(UnreadableDocument) as caught:
        parse(b'{"resourceType": "Bundle", "2509479989": Bruno}')
    assert "2509479989" not in str(caught.value)
    assert "Bruno" not in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for start in (b"", b"{", b"<", b'{"a":', START.encode()):
        with suppress(UnreadableDocument):
            parse(start + data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_json_holds_is_kept_or_refused(value):
    source = json.dumps({"value": value})
    try:
        assert parse(source.encode())[1] == {"value": value}
    except UnreadableDocument:
        assert "\\u0000" in source


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_official_examples_are_read(path):
    syntax, tree = parse(path.read_bytes())
    assert path.suffix == f".{syntax}"
    assert tree["entry"][0]["resource"]["resourceType"] == "MessageHeader"
