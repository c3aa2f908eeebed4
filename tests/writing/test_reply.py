"""Answering on the writing page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from correspondence.letters import letter as wire
from correspondence.models import Message
from portal.models import AuditEvent
from tests.cast import BRUNO, answer, thread_in
from tests.correspondence.outside import HANNE, HOSPITAL, PLAN, come, letter_to, reply_to
from tests.letters.witnesses import assert_conforms
from tests.shared import needs_shared
from tests.writing.pages import PDF, document, drafts, open_page

EPISODE = wire.EpisodeOfCare((wire.Identifier(wire.LPR3_SYSTEM, "urn:uuid:8c1f1f0e-6a49-5c3b-9d2e-3f9b8f3f6a10"),))


@pytest.fixture
def letter(cast):
    letter = letter_to(cast.social_psychiatry, attachments=(PLAN,), specific_sender=HANNE, episode_of_care=EPISODE)
    come(letter)
    return letter


@pytest.fixture
def thread(cast, letter):
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def page(cast, client, thread):
    return open_page(client, cast.anna, reverse("reply", args=[thread.pk])).fill(text="Ja.\r\n\r\nVi har plads.")


def test_the_original_and_whom_it_goes_to_are_in_view(page):
    shown = page.response.content.decode()
    assert "Har I en plads?" in shown
    assert HOSPITAL.name in shown
    assert HOSPITAL.gln in shown
    assert "250947-9989" in shown


@needs_shared
def test_parties_category_topic_and_person_are_filled_in(page, letter):
    """S2."""
    sent = page.send()
    assert_conforms(document())
    assert sent.current.activity == "reply-message"
    assert sent.current.answers == letter.message_header_id
    assert (sent.category, sent.topic) == ("discharge", "Udskrivelse fredag")
    assert (sent.receiver.sor_code, sent.receiver.gln) == (HOSPITAL.sor_code, HOSPITAL.gln)
    assert sent.specific_recipient.name == "Hanne Skov"
    assert sent.communication_identifier == letter.communication_identifier


@needs_shared
def test_category_and_topic_are_changed(page):
    """S2.A2."""
    sent = page.send(category="medicine", topic="Dosis")
    assert_conforms(document())
    assert (sent.category, sent.topic) == ("medicine", "Dosis")


@needs_shared
def test_a_new_attachment_and_the_old_one_by_name_only(page, letter):
    """S2.A1."""
    sent = page.attach(("Svar på plan.pdf", PDF)).send()
    assert_conforms(document())
    old, new = [one for one in sent.segments if one.attachment]
    assert (old.attachment.title, old.attachment.data) == (PLAN.title, None)
    assert old.identifier == letter.new_segments[1].identifier
    assert (new.attachment.title, new.attachment.data, new.author.name) == ("Svar på plan", PDF, "Anna Vestergaard")
    assert new.attachment.creation


@needs_shared
def test_our_own_latest_is_answered(cast, client, thread):
    """S2.A4."""
    ours = answer(cast.anna, thread)
    page = open_page(client, cast.anna, f"{reverse('reply', args=[thread.pk])}?besked={ours.pk}")
    sent = page.fill(text="Og en ting til.").send()
    assert_conforms(document())
    assert sent.current.answers == ours.message_header_id
    assert sent.receiver.sor_code == HOSPITAL.sor_code


@needs_shared
def test_history_episode_numbers_and_times_go_back(page, letter):
    ecpr = wire.Identifier(wire.X_ECPR_SYSTEM, "0703921VJ5")
    second = replace(reply_to(letter), citizen=replace(BRUNO, identifiers=(ecpr, *BRUNO.identifiers)))
    come(second)
    sent = page.reopen().fill(text="Tak.").send()
    assert_conforms(document())
    assert {one.value for one in sent.citizen.identifiers} == {"2509479989", "0703921VJ5"}
    assert [one.value for one in sent.episode_of_care.identifiers] == [EPISODE.identifiers[0].value]
    assert {one.answers for one in sent.history} == {"", letter.message_header_id, second.message_header_id}
    old = {one.identifier: one.written for one in sent.segments}
    assert old[letter.new_segments[0].identifier] == letter.new_segments[0].written
    assert sent.new_segments[0].written not in {letter.new_segments[0].written, second.new_segments[0].written}


@needs_shared
def test_a_second_colleague_is_kept_apart(cast, client, page, thread):
    page.send()
    sent = open_page(client, cast.bo, reverse("reply", args=[thread.pk])).fill(text="Fra Bo.").send()
    assert_conforms(document())
    names = [one.author.name for one in sent.segments if one.text]
    assert names == ["Hanne Skov", "Anna Vestergaard", "Bo Lindskov"]
    assert len({one.author.practitioner_id for one in sent.segments if one.text}) == 3


def test_a_message_that_came_in_meanwhile_is_seen_first(page, letter):
    newer = reply_to(letter, text="Vent lidt")
    come(newer)
    page.press("send")
    assert page.response.status_code == 422
    shown = page.response.content.decode()
    assert "Vent lidt" in shown
    assert "Vi har plads." in shown
    assert page.send().current.answers == newer.message_header_id


def test_what_a_colleague_sent_meanwhile_is_seen_first(cast, page, thread):
    answer(cast.bo, thread, "Bo har svaret.")
    page.press("send")
    assert page.response.status_code == 422
    assert "Bo har svaret." in page.response.content.decode()
    page.send()


def test_colleagues_see_that_the_other_is_writing(cast, client, page, thread):
    page.press("save")
    page = open_page(client, cast.bo, reverse("reply", args=[thread.pk]))
    assert "Anna Vestergaard" in page.response.context["colleagues"][0]
    assert "Vi har plads." not in page.response.content.decode()


def test_both_are_told_while_they_write(cast, client, page, thread):
    page.press("save")
    bo = open_page(client, cast.bo, reverse("reply", args=[thread.pk])).fill(text="Jeg svarer.")
    bo.press("save")
    told = told_to(cast.anna, client, thread)
    assert "Bo Lindskov" in told
    assert "Jeg svarer." not in told
    bo.client.force_login(cast.bo)
    bo.press("discard")
    assert "Bo Lindskov" not in told_to(cast.anna, client, thread)


def told_to(user, client, thread):
    """What the page asks a few times a minute is answered with."""
    client.force_login(user)
    return client.post(reverse("presence", args=[thread.pk]), {"told": "?"}).content.decode()


def test_older_messages_offer_a_new_thread_instead(cast, client, thread, letter):
    come(reply_to(letter))
    client.force_login(cast.anna)
    shown = client.get(reverse("thread", args=[thread.pk])).content.decode()
    assert shown.count(reverse("write-from", args=[thread.pk])) == 1
    first, latest = thread.messages.order_by("occurred_at")
    assert f"?besked={latest.pk}" in shown
    assert f"svar/?besked={first.pk}" not in shown


def test_showing_the_original_is_reading_it(page):
    assert [one.action for one in AuditEvent.objects.all()].count("thread.read") == 1


def test_a_placeholder_left_in_the_text_does_not_leave(page):
    page.press("send", text="Kære {modtager}")
    assert "{modtager}" in str(page.response.context["form"].errors["text"])
    assert not Message.objects.filter(direction="out").exists()
    assert len(drafts()) == 1
