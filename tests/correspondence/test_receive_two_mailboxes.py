"""Two mailboxes of the portal with threads of the same identifier keep everything apart."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from correspondence.letters.letter import Letter
from correspondence.models import Message, Thread
from correspondence.states import RawState
from tests.cast import thread_in, write
from tests.correspondence.outside import PLAN, answers, come, here, letter_to, texts


def twin(letter: Letter, cast) -> Letter:
    """The same thread, sent by its sender to Psykiatrien Øst as well: a message of its own."""
    other = letter_to(cast.psychiatry, text="Kun til psykiatrien", attachments=(PLAN,))
    return replace(other, communication_identifier=letter.communication_identifier)


def test_each_mailbox_has_its_own_thread(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    assert come(twin(letter, cast)).state == RawState.ACCEPTED
    assert texts(thread_in(cast.social_psychiatry)) == ["Bruno udskrives fredag.\nHar I en plads?"]
    assert texts(thread_in(cast.psychiatry)) == ["Kun til psykiatrien"]
    assert len({one.receiver.sor_code for one in answers()} | {one.sender.sor_code for one in answers()}) == 3


def test_reading_in_one_leaves_the_other_unread(cast, client):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    come(twin(letter, cast))
    client.force_login(cast.anna)
    client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk]))
    client.force_login(cast.cecilie)
    assert "row--unread" in client.get(reverse("mailbox", args=[cast.psychiatry.pk])).content.decode()


def test_neither_sees_the_others(cast, client):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    come(twin(letter, cast))
    client.force_login(cast.anna)
    assert client.get(reverse("thread", args=[thread_in(cast.psychiatry).pk])).status_code == 404


def test_a_third_party_in_a_known_thread_gets_a_thread_of_its_own(cast):
    """carecommunication.md section 3: "Another SOR code = a new thread"."""
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    third = letter_to(cast.social_psychiatry, sender=here(cast.neighbour), text="Fra naboen")
    assert come(replace(third, communication_identifier=letter.communication_identifier)).state == RawState.ACCEPTED
    assert Thread.objects.filter(mailbox=cast.social_psychiatry).count() == 2


def test_between_two_of_our_mailboxes_each_has_its_own_copy(cast):
    sent = write(cast)
    received = thread_in(cast.social_psychiatry).messages.get()
    assert received.message_header_id == sent.message_header_id
    assert received.pk != sent.pk
    assert Message.objects.count() == 2
