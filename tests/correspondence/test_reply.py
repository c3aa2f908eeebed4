"""Answering: the reply form, what goes out, and who may answer what (carecommunication.md section 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from correspondence.actions.content import NotSendable
from correspondence.actions.reply import reply
from correspondence.exchange.worker import run_once
from correspondence.letters import letter as wire
from correspondence.models import Delivery, Membership, Message, Role
from portal import clock
from tests.cast import BRUNO, PETER, answer, content, thread_in, write
from tests.correspondence.outside import (
    HANNE,
    HOSPITAL,
    LONE,
    PLAN,
    come,
    here,
    letter_to,
    new_id,
    reply_to,
    sent_letter,
    texts,
)


@pytest.fixture
def received(cast):
    """A message from the hospital has come; the letter."""
    letter = letter_to(cast.social_psychiatry, attachments=(PLAN,), specific_sender=HANNE)
    come(letter)
    return letter


@pytest.fixture
def form(cast, client, received):
    """What stands in the reply form when Anna opens the thread, with a text written."""
    client.force_login(cast.anna)
    page = client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk]))
    return {**page.context["form"].initial, "text": "Ja.\n\nVi har plads."}


def post(cast, client, form):
    return client.post(reverse("reply", args=[thread_in(cast.social_psychiatry).pk]), form)


def outgoing() -> wire.Letter:
    return sent_letter(Delivery.objects.filter(message__isnull=False).latest("created_at"))


def by(user, thread, answers: str, **options) -> Message:
    return reply(user=user, thread=thread, answers=answers, content=content(user), token=new_id(), **options)  # type: ignore[arg-type]


def test_category_topic_and_signature_are_filled_in(form):
    assert (form["category"], form["topic"], form["author_given"], form["phone"]) == (
        "discharge",
        "Udskrivelse fredag",
        "Anna",
        "38683868",
    )


def test_the_reply_goes_out_as_it_was_written(cast, client, form, received):
    assert post(cast, client, form)["Location"] == reverse("thread", args=[thread_in(cast.social_psychiatry).pk])
    letter = outgoing()
    new = letter.new_segments[0]
    assert (new.text, new.author.name, new.phone) == ("Ja.\n\nVi har plads.", "Anna Vestergaard", "38683868")
    assert (letter.receiver.sor_code, letter.category, letter.topic) == (
        HOSPITAL.sor_code,
        "discharge",
        "Udskrivelse fredag",
    )


def test_browsers_line_breaks_become_the_standards(cast, client, form):
    post(cast, client, {**form, "text": "En\r\nTo\r\n\r\nTre"})
    assert outgoing().new_segments[0].text == "En\nTo\n\nTre"


def test_category_and_topic_can_be_changed(cast, client, form):
    post(cast, client, {**form, "category": "medicine", "topic": "Nyt emne"})
    assert (outgoing().category, outgoing().topic) == ("medicine", "Nyt emne")


def test_priority_goes_only_with_a_referral(cast, client, form):
    post(cast, client, {**form, "priority": "asap"})
    assert outgoing().priority == ""
    thread = thread_in(cast.social_psychiatry)
    run_once()
    form = client.get(reverse("thread", args=[thread.pk])).context["form"].initial
    post(cast, client, {**form, "text": "x", "category": "regarding-referral", "priority": "asap"})
    assert outgoing().priority == "asap"


def test_the_reply_goes_to_the_person_who_wrote(cast, client, form):
    post(cast, client, {**form, "specific_recipient_keep": "on"})
    recipient = outgoing().specific_recipient
    assert isinstance(recipient, wire.Author)
    assert recipient.name == "Hanne Skov"


def test_the_specific_recipient_can_be_taken_off(cast, client, form):
    form.pop("specific_recipient_keep")
    post(cast, client, form)
    assert outgoing().specific_recipient is None


def test_a_team_is_kept_as_a_team(cast):
    come(letter_to(cast.social_psychiatry, specific_sender=wire.Team("Afsnit B2", HOSPITAL)))
    answer(cast.anna, thread_in(cast.social_psychiatry))
    recipient = outgoing().specific_recipient
    assert isinstance(recipient, wire.Team)
    assert recipient.name == "Afsnit B2"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  \n "}, "text"),
        ({"category": "other", "topic": " "}, "topic"),
        ({"phone": "ring til mig"}, "phone"),
        ({"job_title": "", "job_title_text": ""}, "job_title"),
        ({"category": "weather"}, "category"),
        ({"author_family": ""}, "author_family"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(cast, client, form, changes, field):
    response = post(cast, client, {**form, "text": "Min lange tekst", **changes})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert changes.get("text", "Min lange tekst") in response.content.decode()
    assert not Message.objects.filter(direction="out").exists()


def test_our_reply_stands_in_the_thread_and_waits(cast, client, form):
    post(cast, client, form)
    thread = thread_in(cast.social_psychiatry)
    assert texts(thread)[-1] == "Ja.\n\nVi har plads."
    assert thread.latest_kind == "reply-message"


def test_the_latest_received_can_be_answered(cast, received):
    thread = thread_in(cast.social_psychiatry)
    assert by(cast.anna, thread, received.message_header_id).answers == received.message_header_id


def test_our_own_latest_can_be_answered(cast, received):
    thread = thread_in(cast.social_psychiatry)
    ours = answer(cast.anna, thread)
    more = by(cast.anna, thread, ours.message_header_id)
    assert (more.answers, outgoing().receiver.sor_code) == (ours.message_header_id, HOSPITAL.sor_code)


def test_nothing_older_can_be_answered(cast, received):
    thread = thread_in(cast.social_psychiatry)
    come(reply_to(received))
    with pytest.raises(NotSendable):
        by(cast.anna, thread, received.message_header_id)
    assert not Message.objects.filter(direction="out").exists()


def test_a_message_only_known_from_a_later_one_cannot_be_answered(cast):
    original = letter_to(cast.social_psychiatry)
    come(reply_to(original))
    with pytest.raises(NotSendable):
        by(cast.anna, thread_in(cast.social_psychiatry), original.message_header_id)


def test_a_message_of_another_thread_cannot_be_answered(cast, received):
    other = letter_to(cast.social_psychiatry, citizen=PETER)
    come(other)
    thread = cast.social_psychiatry.threads.get(communication_identifier=received.communication_identifier)
    with pytest.raises(NotSendable):
        by(cast.anna, thread, other.message_header_id)


def test_when_something_newer_has_come_the_text_is_kept_and_sending_again_answers_it(cast, client, form, received):
    newer = reply_to(received, text="Vent lidt")
    come(newer)
    response = post(cast, client, form)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Vi har plads." in page
    assert "Vent lidt" in page
    form = {field.name: field.value() for field in response.context["form"]}
    assert post(cast, client, form).status_code == 302
    assert outgoing().current.answers == newer.message_header_id


def test_a_second_colleague_is_kept_apart(cast, received):
    thread = thread_in(cast.social_psychiatry)
    answer(cast.anna, thread)
    with clock.at(datetime(2090, 1, 1, tzinfo=UTC)):
        answer(cast.bo, thread, "Fra Bo")
    authors = {one.author.name: one.author for one in outgoing().segments if one.text}
    assert set(authors) == {"Hanne Skov", "Anna Vestergaard", "Bo Lindskov"}
    assert len({author.practitioner_id for author in authors.values()}) == 3
    assert len({author.role_id for author in authors.values()}) == 3


def test_two_of_theirs_are_returned_apart(cast, received):
    come(reply_to(received, author=LONE))
    answer(cast.anna, thread_in(cast.social_psychiatry))
    assert {one.author.name for one in outgoing().segments} == {"Hanne Skov", "Lone Juul", "Anna Vestergaard"}


def test_every_identifier_received_at_any_time_goes_back(cast, received):
    ecpr = wire.Identifier(wire.X_ECPR_SYSTEM, "0703921VJ5")
    come(replace(reply_to(received), citizen=replace(BRUNO, identifiers=(ecpr, *BRUNO.identifiers))))
    answer(cast.anna, thread_in(cast.social_psychiatry))
    assert {one.value for one in outgoing().citizen.identifiers} == {"2509479989", "0703921VJ5"}


def test_earlier_files_are_named_without_their_bytes(cast, received):
    answer(cast.anna, thread_in(cast.social_psychiatry))
    (file,) = [one.attachment for one in outgoing().segments if one.attachment]
    assert (file.title, file.data, file.creation) == (PLAN.title, None, PLAN.creation)


def test_a_new_file_goes_along_with_its_bytes(cast, received):
    answer(cast.anna, thread_in(cast.social_psychiatry), attachments=(replace(PLAN, title="Ny plan"),))
    files = {one.attachment.title: one.attachment.data for one in outgoing().segments if one.attachment}
    assert files == {"Udskrivningsplan": None, "Ny plan": PLAN.data}


def test_a_reader_can_read_and_not_answer(cast, client, received):
    Membership.objects.filter(user=cast.bo).update(role=Role.READER)
    client.force_login(cast.bo)
    thread = thread_in(cast.social_psychiatry)
    page = client.get(reverse("thread", args=[thread.pk]))
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    with pytest.raises(PermissionDenied):
        by(cast.bo, thread, received.message_header_id)


def test_an_invalid_reply_never_leaves(cast, received):
    with pytest.raises(NotSendable):
        answer(cast.anna, thread_in(cast.social_psychiatry), category="discharge", priority="asap")
    assert not Delivery.objects.filter(message__isnull=False).exists()


def test_the_thread_goes_on_after_both_have_answered_at_once(cast):
    """Parallel replies through the portal itself: both threads end with the same texts in the same order."""
    first = write(cast)
    theirs = thread_in(cast.social_psychiatry)
    noon, later = datetime(2090, 1, 1, 12, 0, tzinfo=UTC), datetime(2090, 1, 1, 12, 1, tzinfo=UTC)
    with clock.at(noon):
        by(cast.cecilie, first.thread, first.message_header_id)
        answer(cast.anna, theirs)
    run_once(now=noon)
    with clock.at(later):
        answer(cast.anna, theirs, "Og videre")
    run_once(now=later)
    assert texts(theirs) == texts(first.thread)
    assert len(texts(theirs)) == 4
    assert here(cast.psychiatry).sor_code == theirs.other_sor_code
