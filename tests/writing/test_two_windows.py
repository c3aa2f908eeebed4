"""One draft open in two windows: whoever saves later takes nothing away from the other."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from correspondence.models import DraftFile
from tests.writing.pages import PDF, drafts, new_page, open_page


@pytest.fixture
def windows(cast, client):
    """The same draft, with a file, in two windows."""
    first = new_page(client, cast.anna, cast.social_psychiatry)
    first.attach(("plan.pdf", PDF))
    return first, open_page(client, cast.anna, reverse("draft", args=[drafts()[0].token]))


def autosave(page, text: str):
    """What the page posts a second after typing stops, and the hidden fields that come back."""
    page.form |= {"text": text}
    response = page.client.post(page.url, {**page.form, "do": "save"}, HTTP_HX_REQUEST="true")
    page.form |= dict(re.findall(r'name="(token|saved)" value="([^"]*)"', response.content.decode()))
    return response


def test_both_texts_are_kept_each_with_the_file(windows):
    first, second = windows
    autosave(second, "Fra det andet vindue")
    response = autosave(first, "Fra det første vindue")
    assert "notice--warning" in response.content.decode()
    assert {one.fields["text"] for one in drafts()} == {"Fra det andet vindue", "Fra det første vindue"}
    assert DraftFile.objects.count() == 2
    assert len({one.stored_as for one in DraftFile.objects.all()}) == 2


def test_then_each_goes_on_in_its_own(windows):
    first, second = windows
    autosave(second, "To")
    for text in ("En", "En til"):
        autosave(first, text)
    autosave(second, "To til")
    assert {one.fields["text"] for one in drafts()} == {"En til", "To til"}


def test_one_window_after_the_other_is_one_draft(windows):
    _, second = windows
    autosave(second, "Skrevet her")
    autosave(second, "Skrevet her, og videre")
    assert [one.fields["text"] for one in drafts()] == ["Skrevet her, og videre"]


def test_an_answer_that_got_lost_makes_no_second_draft(windows):
    first, _ = windows
    autosave(first, "En")
    first.form["saved"] = "x"
    autosave(first, "En to")
    assert [one.fields["text"] for one in drafts()] == ["En to"]
