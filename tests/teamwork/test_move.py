"""A thread that was moved: other people work with it, the same unit sends, signs and receives."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from correspondence.access import threads_for
from correspondence.actions.assign import assign
from correspondence.actions.forward import forward
from correspondence.actions.label import put_label
from correspondence.actions.move import move
from correspondence.actions.reply import reply
from correspondence.actions.retry import resend, stop_delivery
from correspondence.letters.letter import Organisation
from correspondence.models import Delivery, Draft, DraftKind, Membership, Role
from portal import clock
from tests.cast import Cast, answer, content, thread_in
from tests.correspondence.outside import again, answers, come, letter_to, reply_to, sent_letter
from tests.teamwork.crew import history, label, make_reader, second_mailbox, team, threads_in


def address(unit: Organisation) -> tuple[str, str, str]:
    return unit.sor_code, unit.gln, unit.name


@pytest.fixture
def moved(cast: Cast):
    """Bo works in both mailboxes and has moved Hanne's thread;"""
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    thread = thread_in(cast.social_psychiatry)
    there = second_mailbox(cast, cast.bo)
    move(user=cast.bo, threads=[thread], mailbox=there)
    thread.refresh_from_db()
    return letter, thread, there


def test_others_work_with_it_now(cast: Cast, moved) -> None:
    _, thread, there = moved
    assert (thread.mailbox, thread.home) == (there, cast.social_psychiatry)
    assert thread in threads_for(cast.bo)
    assert thread not in threads_for(cast.anna)
    assert history(thread) == [("bo", "moved", "Fjordby Hjemmepleje")]


def test_the_same_unit_answers(cast: Cast, moved) -> None:
    letter, thread, _ = moved
    message = answer(cast.bo, thread)
    sent = sent_letter(message.delivery)
    assert address(sent.sender) == address(letter.receiver)
    assert {address(one.author.organisation) for one in sent.segments if one.text in message.segments.get().text} == {
        address(letter.receiver)
    }
    assert message.delivery.mailbox == cast.social_psychiatry
    assert message.thread == thread
    with pytest.raises(PermissionDenied):
        answer(cast.anna, thread)


def test_what_comes_next_comes_into_it(cast: Cast, moved) -> None:
    letter, thread, there = moved
    come(reply_to(letter))
    thread.refresh_from_db()
    assert (thread.mailbox, thread.messages.count()) == (there, 2)
    assert cast.social_psychiatry.threads.count() == 0


def test_acknowledgements_do_not_notice(cast: Cast, moved) -> None:
    letter, *_ = moved
    come(again(letter))
    first, second = answers()
    assert address(first.sender) == address(second.sender) == address(letter.receiver)
    assert set(Delivery.objects.values_list("mailbox", flat=True)) == {cast.social_psychiatry.pk}


def test_it_is_passed_on_by_the_same_unit_and_worked_with_here(cast: Cast, moved) -> None:
    letter, thread, there = moved
    message = forward(
        user=cast.bo,
        thread=thread,
        answers=letter.message_header_id,
        receiver=cast.psychiatry.organisation,
        content=content(cast.bo),
        token=uuid4(),
    )
    assert address(sent_letter(message.delivery).sender) == address(letter.receiver)
    assert (message.thread.mailbox, message.thread.home) == (there, cast.social_psychiatry)


def test_a_second_press_of_the_same_form_still_sends_once(cast: Cast, moved) -> None:
    letter, thread, _ = moved
    token = uuid4()
    sent = [
        reply(user=cast.bo, thread=thread, answers=letter.message_header_id, content=content(cast.bo), token=token)
        for _ in range(2)
    ]
    assert sent[0] == sent[1]


def test_a_second_press_after_it_was_moved_once_more_sends_nothing_more(cast: Cast, moved) -> None:
    letter, thread, _ = moved
    form = {"user": cast.bo, "answers": letter.message_header_id, "content": content(cast.bo), "token": uuid4()}
    first = reply(thread=thread, **form)
    move(user=cast.bo, threads=[thread], mailbox=cast.social_psychiatry)
    thread.refresh_from_db()
    assert thread.mailbox == cast.social_psychiatry
    assert reply(thread=thread, **form) == first


def test_who_works_with_it_sends_again_what_failed(cast: Cast, moved) -> None:
    _, thread, _ = moved
    delivery = answer(cast.bo, thread).delivery
    stop_delivery(user=cast.ivan, delivery=delivery)
    assert resend(user=cast.bo, delivery=delivery)
    with pytest.raises(PermissionDenied):
        resend(user=cast.anna, delivery=delivery)


def test_team_labels_and_an_outsider_stay_behind(cast: Cast) -> None:
    box = cast.social_psychiatry
    thread, bos = threads_in(box, 2)
    there = second_mailbox(cast, cast.bo)
    put_label(user=cast.bo, threads=[thread], label=label(box))
    assign(user=cast.bo, threads=[thread], team=team(box, "Team Nord", cast.anna))
    assign(user=cast.bo, threads=[thread], assignee=cast.anna)
    assign(user=cast.bo, threads=[bos], assignee=cast.bo)
    move(user=cast.bo, threads=box.threads.all(), mailbox=there)
    for one in (thread, bos):
        one.refresh_from_db()
    assert (thread.assignee, thread.team, list(thread.labels.all())) == (None, None, [])
    assert bos.assignee == cast.bo


def test_what_is_being_written_comes_along(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    there = second_mailbox(cast, cast.bo)
    for who in (cast.anna, cast.bo):
        Draft.objects.create(
            user=who,
            mailbox=cast.social_psychiatry,
            thread=thread,
            kind=DraftKind.REPLY,
            token=uuid4(),
            fields={},
            updated_at=clock.now(),
        )
    move(user=cast.bo, threads=[thread], mailbox=there)
    assert {one.user: one.mailbox for one in Draft.objects.all()} == {
        cast.anna: cast.social_psychiatry,
        cast.bo: there,
    }


def test_only_between_mailboxes_one_may_write_in(cast: Cast) -> None:
    (thread,) = threads_in(cast.social_psychiatry, 1)
    there = second_mailbox(cast, cast.gorm, role=Role.READER)
    make_reader(cast.bo)
    Membership.objects.create(user=cast.bo, mailbox=there)
    for who in (cast.anna, cast.bo, cast.gorm, cast.erik):
        with pytest.raises(PermissionDenied):
            move(user=who, threads=[thread], mailbox=there)
    assert move(user=None, threads=[thread], mailbox=there).changed == 1
