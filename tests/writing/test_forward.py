"""Passing on: whole threads and chosen messages, with their files, and a trace in the original."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from correspondence.letters import letter as wire
from correspondence.models import Message
from correspondence.queries.thread import shown_messages
from tests.cast import thread_in
from tests.correspondence.outside import HOSPITAL, PLAN, come, letter_to, reply_to
from tests.letters.witnesses import assert_conforms
from tests.shared import needs_shared
from tests.writing.pages import PDF, document, open_page
from tests.writing.test_reply import EPISODE

PHOTO = wire.Attachment("Foto", "application/pdf", PDF)


@pytest.fixture
def letters(cast):
    """The hospital wrote with a plan, and again with a photo."""
    first = letter_to(cast.social_psychiatry, attachments=(PLAN,), episode_of_care=EPISODE)
    come(first)
    second = reply_to(first, text="Og et foto", attachments=(PHOTO,))
    come(second)
    return first, second


@pytest.fixture
def thread(cast, letters):
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def page(cast, client, thread):
    page = open_page(client, cast.anna, reverse("forward", args=[thread.pk]))
    return page.fill(receiver=cast.psychiatry.organisation.sor_code, text="Kan I tage over?")


@needs_shared
def test_the_whole_thread_with_category_and_topic_changed(page, letters, thread):
    """S3, S3.A2."""
    sent = page.send(category="nursing", topic="Overtagelse")
    assert_conforms(document())
    assert sent.current.activity == "forward-message"
    assert sent.current.answers == letters[1].message_header_id
    assert sent.communication_identifier != thread.communication_identifier
    assert (sent.category, sent.topic) == ("nursing", "Overtagelse")
    assert [one.text for one in sent.segments if one.text] == [
        "Bruno udskrives fredag.\nHar I en plads?",
        "Og et foto",
        "Kan I tage over?",
    ]
    assert {one.attachment.title: one.attachment.data for one in sent.segments if one.attachment} == {
        "Udskrivningsplan": PLAN.data,
        "Foto": PDF,
    }
    assert [one.value for one in sent.episode_of_care.identifiers] == [EPISODE.identifiers[0].value]


@needs_shared
def test_with_a_new_attachment(page):
    """S3.A1."""
    sent = page.attach(("Vores notat.pdf", PDF)).send()
    assert_conforms(document())
    assert [one.attachment.title for one in sent.new_segments if one.attachment] == ["Vores notat"]


@needs_shared
def test_chosen_messages_with_their_files(page, letters):
    """S3.A3."""
    sent = page.send(chosen=[letters[0].message_header_id])
    assert_conforms(document())
    assert [one.text for one in sent.segments if one.text] == [letters[0].new_segments[0].text, "Kan I tage over?"]
    assert [one.attachment.title for one in sent.segments if one.attachment] == ["Udskrivningsplan"]
    assert sent.current.answers == letters[0].message_header_id
    assert [one.message_header_id for one in sent.history][1:] == [letters[0].message_header_id]


def test_one_message_is_passed_on_from_its_own_button(cast, client, thread, letters):
    second = thread.messages.get(message_header_id=letters[1].message_header_id)
    page = open_page(client, cast.anna, f"{reverse('forward', args=[thread.pk])}?besked={second.pk}")
    assert page.form["chosen"] == [second.message_header_id]


def test_the_meter_follows_what_is_chosen(client, page, letters, thread):
    def told(**chosen) -> str:
        answer = client.post(page.url, {**page.form, **chosen, "do": "save"}, headers={"HX-Request": "true"})
        return " ".join(answer.content.decode().partition('id="meter"')[2].split())

    assert "2 af 10 bilag" in told()
    assert "1 af 10 bilag" in told(chosen=[letters[0].message_header_id])
    for _ in range(2):
        come(reply_to(letters[1], attachments=tuple(replace(PHOTO, title=f"Foto {number}") for number in range(5))))
    everything = [one.header for one in page.reopen().response.context["desk"].passable]
    assert "meter--full" in told(chosen=everything)


def test_the_original_is_in_view_and_a_reason_is_asked_for(page):
    assert "Har I en plads?" in page.response.content.decode()
    page.press("send", text="")
    assert "text" in page.response.context["form"].errors


def test_at_least_one_message_goes_along(page):
    page.press("send", chosen=[])
    assert "chosen" in page.response.context["form"].errors


def test_the_original_shows_that_it_was_passed_on(cast, client, page, thread):
    page.send()
    passed = Message.objects.get(activity="forward-message", direction="out").thread
    shown = client.get(reverse("thread", args=[thread.pk])).content.decode()
    assert reverse("thread", args=[passed.pk]) in shown
    assert "Psykiatrien Øst" in shown
    assert thread.messages.count() == 2


def test_nobody_is_said_to_have_got_what_was_passed_on_before(page, thread):
    page.send()
    passed = Message.objects.get(activity="forward-message", direction="out").thread
    shown = [(one.sender_name, one.receiver_name) for one in shown_messages(passed, read_to=0).messages]
    assert shown == [
        (HOSPITAL.name, ""),
        (HOSPITAL.name, ""),
        (str(thread.own_party), "Psykiatrien Øst"),
    ]


def test_the_original_goes_on(cast, client, page, thread):
    page.send()
    sent = open_page(client, cast.anna, reverse("reply", args=[thread.pk])).fill(text="Vi har sendt det videre.").send()
    assert sent.receiver.sor_code == HOSPITAL.sor_code


def test_strangers_pass_nothing_on(cast, client, thread):
    client.force_login(cast.cecilie)
    assert client.get(reverse("forward", args=[thread.pk])).status_code == 404
