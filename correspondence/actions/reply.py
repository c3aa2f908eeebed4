"""Answer a message in its thread."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from correspondence.actions.address import address_now
from correspondence.actions.content import Content, NotSendable
from correspondence.actions.history import answerable, history_of
from correspondence.actions.send import new_id, send
from correspondence.letters.carecommunication.compose import reply_letter
from correspondence.letters.issues import Issue
from correspondence.letters.letter import Author, Letter, Organisation, Team, party_from_data
from correspondence.models import Direction, Draft, Message, Thread
from portal.models import User


def reply(
    *,
    user: User,
    thread: Thread,
    answers: str,
    content: Content,
    token: UUID,
    keep_specific_recipient: bool = True,
    draft: Draft | None = None,
    now: datetime | None = None,
) -> Message:
    """Send ``content`` as a reply to the message with MessageHeader.id ``answers``.

    ``token`` makes sending twice impossible; ``draft`` is what it was written as: then it can be taken back for a
    moment. ``now`` is the time of sending. Raises PermissionDenied,
    NotSendable (also when ``answers`` is not the latest received or sent message any more).
    """

    def compose(at: datetime) -> Letter:
        answered = _answered(thread, answers)
        return letter_of_reply(thread, answered, content, at, keep_specific_recipient=keep_specific_recipient)

    return send(
        user=user,
        mailbox=thread.mailbox,
        home=thread.home,
        token=token,
        action="message.reply",
        now=now,
        compose=compose,
        draft=draft,
    )


def letter_of_reply(
    thread: Thread, answered: Message, content: Content, at: datetime, *, keep_specific_recipient: bool = True
) -> Letter:
    """``content`` as a reply to ``answered``, written ``at``."""
    sender, receiver = parties_of_reply(thread, answered)
    return reply_letter(
        history=history_of(thread, with_files=False),
        answers=answered.message_header_id,
        sender=sender,
        receiver=receiver,
        category=content.category,
        topic=content.topic,
        priority=content.priority,
        text=content.text,
        formatted=content.formatted,
        author=content.signature.author(sender),
        phone=content.signature.phone,
        attachments=content.attachments,
        written=at.isoformat(timespec="seconds"),
        specific_recipient=specific_recipient(answered) if keep_specific_recipient else None,
        ids=new_id,
    )


def _answered(thread: Thread, answers: str) -> Message:
    for message in answerable(thread):
        if message.message_header_id == answers:
            return message
    raise NotSendable(
        Issue(
            code="MSG_NO_MATCH",
            path="Provenance.entity",
            text="Der er kommet en nyere besked i samtalen. Læs den, og svar på den i stedet; din tekst er bevaret.",
            rule="answers_latest",
        )
    )


def parties_of_reply(thread: Thread, answered: Message) -> tuple[Organisation, Organisation]:
    """(sender, receiver): who was written to answers who wrote; a reply to our own goes where that went."""
    own = answered.receiver if answered.direction == Direction.RECEIVED else answered.organisation
    other = answered.organisation if answered.direction == Direction.RECEIVED else answered.receiver
    return (own or thread.own_party).organisation(), address_now(other or thread.other_party)


def specific_recipient(answered: Message) -> Author | Team | None:
    """The reply goes to the person or team who wrote; our own next message to the same as the last."""
    data = answered.specific_sender if answered.direction == Direction.RECEIVED else answered.specific_recipient
    return party_from_data(data)
