"""What is begun is never lost: kept with everything, shown again, the writer's own."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from correspondence.models import Draft, DraftFile, Membership, Role
from tests.cast import thread_in
from tests.correspondence.outside import come, letter_to
from tests.writing.pages import PDF, drafts, new_page, open_page

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(cast, client):
    return new_page(client, cast.anna, cast.social_psychiatry, receiver=cast.psychiatry.organisation.sor_code)


@pytest.fixture
def reply(cast, client):
    come(letter_to(cast.social_psychiatry))
    thread = thread_in(cast.social_psychiatry)
    return open_page(client, cast.anna, reverse("reply", args=[thread.pk])).fill(text="Begyndt.")


def test_everything_is_there_again(cast, client, page):
    page.attach(("plan.pdf", PDF)).press("save", recipient_name="Team Nord", category="medicine", phone="ring")
    client.logout()
    client.force_login(cast.anna)
    again = open_page(client, cast.anna, page.url)
    assert again.form["citizen_number"] == "250947-9989"
    assert again.form["recipient_name"] == "Team Nord"
    assert (again.form["category"], again.form["phone"]) == ("medicine", "ring")
    assert again.response.context["picker"].chosen.name == "Psykiatrien Øst"
    assert [one.file.title for one in again.response.context["files"]] == ["plan"]
    assert again.send(phone="12345678").receiver.name == "Psykiatrien Øst"


def test_saving_by_itself_answers_with_its_state_and_the_drafts_address(client, page):
    response = client.post(page.url, {**page.form, "do": "save"}, HTTP_HX_CURRENT_URL=f"http://x{page.url}", **HTMX)
    (draft,) = drafts()
    assert response["HX-Replace-Url"] == reverse("draft", args=[draft.token])
    assert "<textarea" not in response.content.decode()
    assert str(draft.token) in response.content.decode()


def test_the_same_page_keeps_one_draft(client, page):
    for text in ("En", "En to", "En to tre"):
        client.post(page.url, {**page.form, "text": text, "do": "save"}, **HTMX)
    assert [one.fields["text"] for one in drafts()] == ["En to tre"]


def test_two_new_messages_are_two_drafts(cast, client, page):
    page.press("save")
    new_page(client, cast.anna, cast.social_psychiatry).press("save")
    assert len(drafts()) == 2


def test_a_reply_goes_on_where_it_was_left(cast, client, reply):
    reply.press("save")
    thread = thread_in(cast.social_psychiatry)
    for url in (reverse("thread", args=[thread.pk]), reverse("reply", args=[thread.pk])):
        assert open_page(client, cast.anna, url).form["text"] == "Begyndt."
    assert open_page(client, cast.bo, reverse("reply", args=[thread.pk])).form.get("text", "") == ""


def test_the_list_shows_them_and_only_ones_own(cast, client, page, reply):
    page.press("save")
    reply.press("save")
    url = reverse("drafts", args=[cast.social_psychiatry.pk])
    shown = client.get(url).content.decode()
    assert "Begyndt." in shown
    assert "Bruno Test Elmer" in shown
    assert "2509479989" not in shown
    client.force_login(cast.bo)
    assert "Begyndt." not in client.get(url).content.decode()
    client.force_login(cast.erik)
    assert client.get(url).status_code == 404


def test_a_draft_is_nobody_elses(cast, client, page):
    page.press("save")
    client.force_login(cast.bo)
    assert client.get(page.url).status_code == 404
    assert client.post(page.url, {**page.form, "do": "send"}).status_code == 404


def test_another_persons_token_makes_a_draft_of_ones_own(cast, client, page):
    page.press("save")
    other = new_page(client, cast.bo, cast.social_psychiatry)
    other.press("save", token=page.form["token"], text="Bos")
    assert {one.fields["text"] for one in drafts()} >= {"Bos"}
    assert Draft.objects.get(user=cast.anna).fields["text"] != "Bos"


def test_sending_ends_the_draft(page):
    page.press("save")
    page.send()
    assert drafts() == []


def test_a_late_saving_of_what_has_gone_makes_no_new_draft(client, page):
    form, url = dict(page.form), page.url
    page.send()
    assert client.post(url, {**form, "do": "save"}, **HTMX).status_code == 200
    assert drafts() == []


def test_throwing_away_takes_the_files_too(page, django_capture_on_commit_callbacks):
    page.attach(("plan.pdf", PDF))
    stored = DraftFile.objects.get().stored_as
    with django_capture_on_commit_callbacks(execute=True):
        page.press("discard")
    assert drafts() == []
    assert not default_storage.exists(stored)


def test_who_may_no_longer_write_cannot_go_on(cast, client, page):
    page.press("save")
    Membership.objects.filter(user=cast.anna).update(role=Role.READER)
    assert client.get(page.url).status_code == 404
    assert client.post(page.url, {**page.form, "do": "save"}).status_code == 404


def test_a_text_longer_than_can_be_sent_is_kept(page):
    page.press("send", text="æ" * 120_000)
    assert page.response.status_code == 422
    assert len(drafts()[0].fields["text"]) == 120_000


def test_no_address_holds_the_number(page):
    page.press("save")
    assert "250947" not in page.url


def test_an_unknown_step_is_refused(client, page):
    assert client.post(page.url, {**page.form, "do": "explode"}).status_code == 400


def test_a_late_saving_of_the_same_words_changes_nothing_for_the_page_that_came_after(cast, client, reply):
    """Whoever leaves a page saves on the way; the next page has the draft before that request has come in."""
    left = {**reply.fill(text="Kære kollega, det").form, "do": "save"}
    client.post(reply.url, left, **HTMX)
    after = open_page(client, cast.anna, reply.url)
    assert after.form["text"] == "Kære kollega, det"
    client.post(reply.url, left, **HTMX)
    client.post(reply.url, {**after.form, "text": "Kære kollega, det gør vi", "do": "save"}, **HTMX)
    assert [one.fields["text"] for one in drafts()] == ["Kære kollega, det gør vi"]
