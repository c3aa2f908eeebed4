"""Passing a thread on: a thread of its own with the whole content, and the old one goes on."""

from __future__ import annotations

from uuid import uuid4

import pytest

from correspondence.actions.content import NotSendable
from correspondence.actions.forward import forward
from correspondence.exchange.worker import run_once
from correspondence.files import read_document
from correspondence.letters import letter as wire
from correspondence.models import Delivery, Message, Thread
from tests.cast import answer, content, thread_in
from tests.correspondence.outside import HANNE, PLAN, come, letter_to, reply_to, sent_letter, texts
from tests.letters.witnesses import assert_conforms
from tests.shared import needs_shared

EPISODE = wire.EpisodeOfCare((wire.Identifier(wire.LPR3_SYSTEM, "urn:uuid:8c1f1f0e-6a49-5c3b-9d2e-3f9b8f3f6a10"),))


@pytest.fixture
def thread(cast) -> Thread:
    """The hospital wrote with a plan, and wrote again."""
    letter = letter_to(cast.social_psychiatry, attachments=(PLAN,), episode_of_care=EPISODE)
    come(letter)
    come(reply_to(letter, text="Og en ting til"))
    return thread_in(cast.social_psychiatry)


def pass_on(cast, thread, **changes) -> Message:
    """Anna forwards the latest message to Psykiatrien Øst."""
    fields = {
        "user": cast.anna,
        "thread": thread,
        "answers": thread.messages.latest("occurred_at").message_header_id,
        "receiver": cast.psychiatry.organisation,
        "content": content(cast.anna, "Kan I tage over?"),
        "token": uuid4(),
    }
    return forward(**{**fields, **changes})


def outgoing(message: Message) -> wire.Letter:
    return sent_letter(message.delivery)


def test_it_has_a_communication_identifier_of_its_own(cast, thread):
    letter = outgoing(pass_on(cast, thread))
    assert letter.communication_identifier != thread.communication_identifier
    assert letter.current is not None
    assert letter.current.activity == "forward-message"
    assert letter.current.answers == thread.messages.latest("occurred_at").message_header_id


def test_it_carries_texts_history_files_and_episode(cast, thread):
    letter = outgoing(pass_on(cast, thread))
    assert [one.text for one in letter.segments if one.text] == [*texts(thread), "Kan I tage over?"]
    (file,) = [one.attachment for one in letter.segments if one.attachment]
    assert (file.title, file.data) == (PLAN.title, PLAN.data)
    assert [one.activity for one in letter.history] == ["forward-message", "new-message", "reply-message"]
    assert letter.episode_of_care is not None
    assert letter.episode_of_care.identifiers == EPISODE.identifiers
    assert letter.citizen.identifiers == thread.citizen().identifiers


def test_the_carried_texts_keep_their_authors_and_times(cast, thread):
    letter = outgoing(pass_on(cast, thread))
    before = {one.identifier: (one.author_name, one.written, one.phone) for one in thread.segments.all()}
    after = {one.identifier: (one.author.name, one.written, one.phone) for one in letter.segments if one.author}
    assert before.items() <= after.items()


def test_chosen_messages_go_alone_with_their_files(cast, thread):
    first = thread.messages.earliest("occurred_at")
    letter = outgoing(pass_on(cast, thread, chosen=frozenset({first.message_header_id})))
    assert [one.text for one in letter.segments if one.text] == [texts(thread)[0], "Kan I tage over?"]
    assert len([one for one in letter.segments if one.attachment]) == 1
    assert [one.activity for one in letter.history] == ["forward-message", "new-message"]


def test_the_original_thread_goes_on_as_it_was(cast, thread):
    before = texts(thread)
    pass_on(cast, thread)
    assert texts(thread) == before
    assert answer(cast.anna, thread).thread == thread


def test_it_arrives_and_can_be_answered_there(cast, thread):
    message = pass_on(cast, thread)
    run_once()
    theirs = thread_in(cast.psychiatry)
    assert (theirs.latest_kind, texts(theirs)) == ("forward-message", [*texts(thread), "Kan I tage over?"])
    answer(cast.cecilie, theirs, "Ja")
    run_once()
    assert texts(message.thread)[-1] == "Ja"


def test_a_forward_of_a_forward_carries_everything(cast, thread):
    pass_on(cast, thread)
    run_once()
    theirs = thread_in(cast.psychiatry)
    again = pass_on(cast, theirs, user=cast.cecilie, receiver=cast.neighbour.organisation)
    letter = outgoing(again)
    assert [one.activity for one in letter.history].count("forward-message") == 2
    assert len([one for one in letter.segments if one.attachment and one.attachment.data]) == 1


def test_nobody_forwards_to_their_own_mailbox(cast, thread):
    with pytest.raises(NotSendable):
        pass_on(cast, thread, receiver=cast.social_psychiatry.organisation)
    assert not Delivery.objects.filter(message__isnull=False).exists()


def test_a_message_of_another_thread_cannot_be_named_as_the_one_forwarded(cast, thread):
    with pytest.raises(NotSendable):
        pass_on(cast, thread, answers=str(uuid4()))


def test_the_specific_sender_is_not_taken_for_ours(cast):
    come(letter_to(cast.social_psychiatry, specific_sender=HANNE))
    letter = outgoing(pass_on(cast, thread_in(cast.social_psychiatry)))
    assert (letter.specific_sender, letter.specific_recipient) == (None, None)


@needs_shared
@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_independent_witnesses_accept_it(cast, thread, syntax):
    type(cast.social_psychiatry).objects.update(syntax=syntax)
    thread = Thread.objects.get(pk=thread.pk)
    assert_conforms(read_document(pass_on(cast, thread).delivery.stored_as))


def test_a_file_named_but_never_received_goes_on_as_it_is(cast):
    come(reply_to(letter_to(cast.social_psychiatry, attachments=(PLAN,))))
    letter = outgoing(pass_on(cast, thread_in(cast.social_psychiatry)))
    (file,) = [one.attachment for one in letter.segments if one.attachment]
    assert (file.title, file.data) == (PLAN.title, None)
