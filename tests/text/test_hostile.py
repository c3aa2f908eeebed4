"""Hostile HTML leaves nothing that could run, load, ask or mislead."""

import re
from html.parser import HTMLParser

import pytest

from correspondence.text import html
from correspondence.text.characters import may_be_followed, shown
from correspondence.text.formatted import written
from tests.text.hostile import ALL, FAMILIES

TAGS = set("p br strong em u a ul ol li table thead tbody tr th td".split())
PLAIN = [
    "# ikke en overskrift",
    "2*3*4 = 24",
    "C++ og D++",
    "_x_ <b>fed</b> &amp; \\n",
    "a\n\n\n  b",
    "3. marts ringede vi",
    "*",
]


class Strict(HTMLParser):
    """Complains about everything that is not on the list."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.bad = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.bad.append(tag)
        for name, value in attrs:
            good = (tag, name) == ("a", "rel") or ((tag, name) == ("a", "href") and may_be_followed(value or ""))
            if not good:
                self.bad.append(f"{tag} {name}={value}")

    def handle_comment(self, data):
        self.bad.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    def handle_data(self, data):
        if shown(data) != data:
            self.bad.append(repr(data))


def test_the_collection_is_large_and_its_members_differ():
    assert len(set(ALL)) == len(ALL) >= 200


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_left_that_acts(family):
    found = {each[:80]: bad for each in FAMILIES[family] if (bad := Strict(html.clean(each)).bad)}
    assert found == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_clean_stays_as_it_is(family):
    cleaned = [html.clean(each) for each in FAMILIES[family]]
    assert [html.clean(each) for each in cleaned] == cleaned


@pytest.mark.parametrize("family", FAMILIES)
def test_written_as_text_it_is_shown_as_text(family):
    for each in FAMILIES[family]:
        assert not Strict(written(each).formatted).bad


def test_addresses_are_followed_only_when_spelt_out():
    kept = "https://example.org/a", "http://example.org", "mailto:a@example.org", "tel:+4538683868"
    assert all(re.search(f'href="{re.escape(each)}"', html.clean(f'<a href="{each}">x</a>')) for each in kept)


def test_too_much_is_not_read_at_all():
    assert html.clean("<p>x</p>" * 700_000) == ""


@pytest.mark.parametrize("source", PLAIN)
def test_plain_text_goes_out_to_the_character(source):
    assert written(source).text == source
    assert written(source).formatted == ""
