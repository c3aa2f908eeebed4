"""Formatting travels in the narrative: back where it says the same as the plain text, and nowhere else."""

import json
from dataclasses import replace

import pytest
from lxml import etree

from correspondence.letters.carecommunication.write import message_tree, write
from correspondence.letters.reading import read_document
from correspondence.text.formatted import written
from tests.letters import witnesses
from tests.letters.samples import first, reply
from tests.shared import needs_shared

SOURCE = "Kære *kollega*.\n\n| Medicin | Dosis |\n|---|---|\n| **Panodil** | 1 g < 2 g & mere |\n\n- ++husk++\n- [se](https://x.dk/?a=1&b=2)"
WORDS = written(SOURCE)


def formatted(**changes):
    return first(text=WORDS.text, formatted=WORDS.formatted, **changes)


def segments(data):
    reading = read_document(data)
    assert reading.letter, reading.issues
    return {each.text: each.formatted for each in reading.letter.segments}


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_another_portal_gets_the_formatting(syntax):
    assert segments(write(formatted(), syntax=syntax))[WORDS.text] == WORDS.formatted


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_everybody_else_gets_clean_text(syntax):
    assert not {"**", "++", "|", "<p>"} & set(WORDS.text)
    assert WORDS.text.splitlines()[2].split() == ["Medicin", "Dosis"]
    assert WORDS.text in segments(write(formatted(), syntax=syntax))


@needs_shared
@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_it_conforms(syntax):
    witnesses.assert_conforms(write(formatted(), syntax=syntax))


def test_a_reply_carries_the_formatting_on():
    answer = reply(formatted(), text="Tak.")
    assert segments(write(answer)) == segments(write(formatted())) | {"Tak.": ""}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1 g &lt; 2 g", "9 g &lt; 2 g"),
        ("<strong>Panodil</strong>", "<strong>Panodil</strong> forte"),
        ("<em>kollega</em>", "kollega<script>x</script>"),
        ("Kære", "&nbsp;Kære"),
        ("<td>", ""),
        ("formatted-text", "text"),
        ('id="text-', 'id="other-'),
    ],
)
def test_a_block_that_says_something_else_is_not_shown(old, new):
    tree = message_tree(formatted())
    for entry in tree["entry"]:
        text = entry["resource"]["text"]
        before, heading, after = text["div"].partition("Med formatering")
        text["div"] = before + heading + after.replace(old, new)
    assert segments(json.dumps(tree).encode())[WORDS.text] == ""


@pytest.mark.parametrize("attribute", [' onclick="x"', ' style="position:fixed"', ' class="bar"'])
def test_what_hides_in_a_block_does_not_come_along(attribute):
    tree = message_tree(formatted())
    for entry in tree["entry"]:
        text = entry["resource"]["text"]
        text["div"] = text["div"].replace("<strong>", f"<strong{attribute}>")
    assert segments(json.dumps(tree).encode())[WORDS.text] == WORDS.formatted


def test_what_is_not_safe_is_not_written_either():
    letter = formatted()
    hostile = replace(letter.segments[0], formatted="<p onclick=x>Hej<script>alert(1)</script><img src=//evil.example>")
    data = write(replace(letter, segments=(hostile, *letter.segments[1:])))
    assert not any(each in data for each in (b"onclick", b"<script", b"evil.example"))


def test_the_narrative_is_xhtml_that_fhir_allows():
    communication = next(e["resource"] for e in message_tree(formatted())["entry"] if "payload" in e["resource"])
    tags = {each.tag.rpartition("}")[2] for each in etree.fromstring(communication["text"]["div"]).iter()}
    assert "table" in tags
    assert "u" not in tags
