"""How the text will look is shown before it is sent, with scripts and without, exactly as it will be."""

from __future__ import annotations

import pytest

from tests.writing.pages import new_page

SOURCE = "Kære **Bo** <b>\n\n| A | B |\n|---|---|\n| 1 | 2 |"
PLAIN = "Kære Bo &lt;b&gt;\n\nA  B\n-  -\n1  2"


@pytest.fixture
def page(cast, client):
    return new_page(client, cast.anna, cast.social_psychiatry, receiver=cast.psychiatry.organisation.sor_code)


def test_both_kinds_of_receiver_are_shown(page):
    page.press("views", text=SOURCE)
    shown = page.response.content.decode()
    assert "<p>Kære <strong>Bo</strong> &lt;b&gt;<br></p><table>" in shown
    assert PLAIN in shown


def test_what_was_shown_is_what_is_sent(page):
    segment = page.send(text=SOURCE).segments[0]
    assert segment.text == "Kære Bo <b>\n\nA  B\n-  -\n1  2"
    assert "<td>2</td>" in segment.formatted
