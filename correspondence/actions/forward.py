"""Pass a thread, or chosen messages of it, on to a new receiver."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from correspondence.actions.content import Content, NotSendable
from correspondence.actions.history import history_of
from correspondence.actions.send import new_id, send
from correspondence.actions.start import addressed, demand_other_unit, within
from correspondence.letters.carecommunication.compose import forward_letter
from correspondence.letters.issues import Issue
from correspondence.letters.letter import Author, Letter, Team
from correspondence.models import Direction, Draft, Message, Thread
from portal.models import User
from sor.models import Organisation


def forward(
    *,
    user: User,
    thread: Thread,
    answers: str,
    receiver: Organisation,
    content: Content,
    token: UUID,
    chosen: frozenset[str] | None = None,
    specific_sender: Author | Team | None = None,
    specific_recipient: Author | Team | None = None,
    draft: Draft | None = None,
    now: datetime | None = None,
) -> Message:
    """Send the thread on, attachments included, under a new communication identifier.

    ``answers`` is the MessageHeader.id of the message forwarded; ``chosen`` the ids of the messages to
    pass on (None: all). The original thread goes on unchanged; the new one knows it. ``draft`` is what it was
    written as. Raises PermissionDenied, NotSendable.
    """

    def compose(at: datetime) -> Letter:
        _demand_in_thread(thread, answers)
        sender = thread.own_party.organisation()
        addressee, recipient = addressed(receiver, specific_recipient)
        return forward_letter(
            history=history_of(thread, with_files=True),
            answers=answers,
            chosen=chosen,
            sender=sender,
            receiver=addressee,
            category=content.category,
            topic=content.topic,
            priority=content.priority,
            text=content.text,
            formatted=content.formatted,
            author=content.signature.author(sender),
            phone=content.signature.phone,
            attachments=content.attachments,
            written=at.isoformat(timespec="seconds"),
            specific_sender=within(specific_sender, sender),
            specific_recipient=recipient,
            ids=new_id,
        )

    demand_other_unit(thread.home, receiver)
    with transaction.atomic():
        message = send(
            user=user,
            mailbox=thread.mailbox,
            home=thread.home,
            token=token,
            action="message.forward",
            now=now,
            compose=compose,
            draft=draft,
        )
        Thread.objects.filter(pk=message.thread_id).update(forwarded_from=thread)
    return message


def _demand_in_thread(thread: Thread, message_header_id: str) -> None:
    here = thread.messages.exclude(direction=Direction.CARRIED)
    if not here.filter(message_header_id=message_header_id).exists():
        raise NotSendable(
            Issue(
                code="MSG_NO_MATCH",
                path="Provenance.entity",
                text="Beskeden, der skal videresendes, findes ikke i samtalen.",
                rule="forwards_a_message_of_the_thread",
            )
        )
