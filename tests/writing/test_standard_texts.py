"""Standard texts: coordinators write them, caseworkers insert them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from correspondence.models import StandardText
from correspondence.text.placeholders import filled, left_in
from portal import clock
from tests.writing.pages import drafts, new_page

TEXT = "Kære {modtager}\n\nVi holder møde om {borger}.\n\nHilsen {navn}, {dato}"


@pytest.fixture
def text(cast):
    return StandardText.objects.create(mailbox=cast.social_psychiatry, name="Møde", text=TEXT, changed_at=clock.now())


@pytest.fixture
def page(cast, client, text):
    return new_page(client, cast.anna, cast.social_psychiatry, receiver=cast.psychiatry.organisation.sor_code)


def test_inserted_with_its_places_filled_in(page):
    page.press("insert", standard_text="møde")
    shown = page.form["text"]
    assert shown.startswith("Kære kollega.")
    assert "Kære Psykiatrien Øst\n\nVi holder møde om Bruno Test Elmer." in shown
    assert "Hilsen Anna Vestergaard, " in shown
    assert left_in(shown) == []
    assert "møde om Bruno" in page.send().new_segments[0].text


def test_scripts_get_the_text_alone(client, page):
    response = client.post(page.url, {**page.form, "do": "insert", "standard_text": "Møde"}, HTTP_HX_REQUEST="true")
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().startswith("Kære Psykiatrien Øst")
    assert drafts() == []
    response = client.post(page.url, {**page.form, "do": "insert", "standard_text": "?"}, HTTP_HX_REQUEST="true")
    assert response.status_code == 404


def test_what_is_not_known_yet_stays_to_be_seen(page):
    page.press("insert", standard_text="Møde", receiver="")
    assert "{modtager}" in page.form["text"]
    page.press("send", receiver="")
    assert "text" in page.response.context["form"].errors


def test_texts_of_other_mailboxes_are_not_offered(cast, page):
    StandardText.objects.create(mailbox=cast.psychiatry, name="Hemmelig", text="Andres", changed_at=clock.now())
    page.press("insert", standard_text="Hemmelig")
    assert "Andres" not in page.form["text"]
    assert "Hemmelig" not in page.response.content.decode()


def test_coordinators_write_change_and_delete(cast, client, db):
    client.force_login(cast.gorm)
    box = cast.social_psychiatry
    client.post(reverse("standard-text-add", args=[box.pk]), {"name": "Kvittering", "text": "Tak, {navn}"})
    text = box.standard_texts.get()
    client.post(reverse("standard-text", args=[text.pk]), {"name": "Tak", "text": "Mange tak"})
    text.refresh_from_db()
    assert (text.name, text.text, text.changed_by) == ("Tak", "Mange tak", cast.gorm)
    client.post(reverse("standard-text-remove", args=[text.pk]))
    assert not box.standard_texts.exists()


def test_two_texts_cannot_have_one_name(cast, client, text):
    client.force_login(cast.gorm)
    response = client.post(
        reverse("standard-text-add", args=[cast.social_psychiatry.pk]), {"name": " møde ", "text": "x"}
    )
    assert response.status_code == 422
    assert StandardText.objects.count() == 1


@pytest.mark.parametrize("who", ["anna", "erik"])
def test_nobody_else_changes_them(cast, client, text, who):
    client.force_login(getattr(cast, who))
    refused = {"anna": 403, "erik": 404}[who]
    for name, key in (("standard-text-add", cast.social_psychiatry.pk), ("standard-text", text.pk)):
        assert client.post(reverse(name, args=[key]), {"name": "x", "text": "y"}).status_code == refused
    assert client.post(reverse("standard-text-remove", args=[text.pk])).status_code == refused
    assert StandardText.objects.get().text == TEXT


def test_they_are_found_by_name_and_words(cast, client, text):
    client.force_login(cast.anna)
    url = reverse("standard-texts", args=[cast.social_psychiatry.pk])
    assert "Møde" in client.get(url, {"q": "holder møde"}).content.decode()
    assert list(client.get(url, {"q": "findes ikke"}).context["texts"]) == []


def test_places_are_filled_and_others_left():
    assert filled("{ Borger } {navn} {andet}", {"borger": "Bo", "navn": ""}) == "Bo {navn} {andet}"
    assert left_in("{navn} {Navn} {andet}") == ["{navn}", "{Navn}"]
