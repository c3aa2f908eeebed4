"""A new message comes from outside: what is kept of it, and what the reader sees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from correspondence.letters import letter as wire
from correspondence.models import CitizenIdentifier, Direction, Message
from correspondence.states import RawState
from sor.models import Kind, Organisation
from tests.cast import thread_in, unit
from tests.correspondence.outside import HANNE, HOSPITAL, PLAN, answers, come, here, in_envelope, letter_to


@pytest.fixture
def page(cast, client: Client):
    """A letter comes to Fjordby; Anna opens its thread. Returns the page's HTML."""

    def open_page(letter) -> str:
        come(letter)
        client.force_login(cast.anna)
        return client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk])).content.decode()

    return open_page


def test_it_is_accepted_and_answered_with_ok(cast):
    letter = letter_to(cast.social_psychiatry)
    raw = come(letter)
    assert (raw.state, raw.code, raw.issues) == (RawState.ACCEPTED, "ok", [])
    (answer,) = answers()
    assert (answer.response_to, answer.code, answer.sender, answer.receiver.sor_code) == (
        letter.message_header_id,
        "ok",
        answer.sender,
        HOSPITAL.sor_code,
    )
    assert answer.sender.gln == here(cast.social_psychiatry).gln


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_text_identifiers_and_times_are_kept_to_the_character(cast, syntax):
    letter = letter_to(cast.social_psychiatry, text="Æblegrød & <b>saft</b>\n\n  indrykket\n👩‍⚕️")
    come(letter, syntax=syntax)
    thread = thread_in(cast.social_psychiatry)
    segment = thread.segments.get()
    assert thread.communication_identifier == letter.communication_identifier
    assert (segment.identifier, segment.text, segment.written) == (
        letter.segments[0].identifier,
        letter.segments[0].text,
        letter.segments[0].written,
    )


def test_it_is_a_new_message_received(cast):
    come(letter_to(cast.social_psychiatry))
    message = Message.objects.get()
    assert (message.activity, message.direction) == ("new-message", Direction.RECEIVED)
    assert thread_in(cast.social_psychiatry).latest_kind == "new-message"


def test_segments_stand_in_the_order_of_the_document(cast):
    files = (PLAN, wire.Attachment("Vejledning", url="https://example.org/a"))
    letter = letter_to(cast.social_psychiatry, attachments=files)
    come(letter)
    found = [one.identifier for one in thread_in(cast.social_psychiatry).segments.all()]
    assert found == [one.identifier for one in letter.segments]


def test_the_page_shows_who_wrote_what(page, cast):
    html = page(letter_to(cast.social_psychiatry))
    for words in ("Bruno udskrives fredag.<br>Har I en plads?", "Hanne Skov", "Sygeplejerske", "38683868"):
        assert words in html
    for words in ("Sygehus Syd", "Fjordby Socialpsykiatri", HOSPITAL.sor_code, HOSPITAL.gln):
        assert words in html


def test_the_page_shows_citizen_category_and_topic(page, cast):
    html = page(letter_to(cast.social_psychiatry))
    for words in ("Bruno Test Elmer", "250947-9989", "Udskrivelse", "Udskrivelse fredag"):
        assert words in html


def test_the_page_shows_the_priority(page, cast):
    html = page(letter_to(cast.social_psychiatry, category="regarding-referral", priority="asap"))
    assert "Haster" in html or "Urgent" in html


def test_the_page_shows_specific_sender_and_recipient(page, cast):
    team = wire.Team("Modtageteamet", here(cast.social_psychiatry))
    html = page(letter_to(cast.social_psychiatry, specific_sender=HANNE, specific_recipient=team))
    assert "Hanne Skov, Sygeplejerske" in html
    assert "Modtageteamet" in html


def test_the_page_shows_the_episode_of_care(page, cast):
    episode = wire.EpisodeOfCare((wire.Identifier(wire.LPR3_SYSTEM, "urn:uuid:8c1f1f0e-6a49-5c3b-9d2e-3f9b8f3f6a10"),))
    assert "8c1f1f0e-6a49-5c3b-9d2e-3f9b8f3f6a10" in page(letter_to(cast.social_psychiatry, episode_of_care=episode))


def test_hostile_text_is_shown_and_not_run(page, cast):
    text = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = page(letter_to(cast.social_psychiatry, text=text, topic="<script>alert(2)</script>"))
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_direction_overrides_are_not_shown_but_kept(page, cast):
    html = page(letter_to(cast.social_psychiatry, text="god\u202edag"))
    assert "goddag" in html
    assert thread_in(cast.social_psychiatry).segments.get().text == "god\u202edag"


def test_it_stands_unread_in_everybodys_inbox_until_they_read_it(cast, client):
    come(letter_to(cast.social_psychiatry))
    thread = reverse("thread", args=[thread_in(cast.social_psychiatry).pk])
    inbox = reverse("mailbox", args=[cast.social_psychiatry.pk])
    client.force_login(cast.anna)
    assert "row--unread" in client.get(inbox).content.decode()
    client.get(thread)
    assert "row--unread" not in client.get(inbox).content.decode()
    client.force_login(cast.bo)
    assert "row--unread" in client.get(inbox).content.decode()


def test_a_unit_without_a_name_gets_the_registers(cast, page):
    Organisation.objects.create(
        sor_code=HOSPITAL.sor_code, path=f"{HOSPITAL.sor_code}/", kind=Kind.ORGANISATIONAL_UNIT, name="Sygehus Sønder"
    )
    nameless = replace(HOSPITAL, name="")
    letter = letter_to(cast.social_psychiatry, sender=nameless, author=replace(HANNE, organisation=nameless))
    assert "Sygehus Sønder" in page(letter)


def test_an_envelope_is_opened(cast):
    letter = letter_to(cast.social_psychiatry)
    raw = come(in_envelope(letter))
    assert (raw.state, raw.message_header_id) == (RawState.ACCEPTED, letter.message_header_id)
    assert raw.envelope_id


def test_every_identifier_is_kept(cast):
    come(letter_to(cast.social_psychiatry))
    assert list(CitizenIdentifier.objects.values_list("system", "value")) == [(wire.CPR_SYSTEM, "2509479989")]


def test_a_sub_unit_is_reached_through_the_mailbox_above_it(cast):
    below = unit(7102, "Bostedet Fyrtårnet", parent=cast.social_psychiatry.organisation)
    letter = letter_to(
        cast.social_psychiatry, receiver=wire.Organisation(below.sor_code, below.effective_gln, below.name)
    )
    assert come(letter).state == RawState.ACCEPTED
    assert thread_in(cast.social_psychiatry).own_party.name == "Bostedet Fyrtårnet"
