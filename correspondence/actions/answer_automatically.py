"""A mailbox answers by itself: once per sender and day, people only, never what was answered automatically.

Loops (peers.md, "routing rules"): an automatic answer is never answered automatically, nor is what answers one of
ours; and the constraint of AutoReplySent ends what gets past both.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from correspondence.access import demand_coordinator
from correspondence.actions.content import Content, Signature
from correspondence.actions.reply import letter_of_reply
from correspondence.actions.send import send_by_itself
from correspondence.letters.automatic import JOB_TITLE, automatic_text
from correspondence.models import (
    AutoReply,
    AutoReplySent,
    Direction,
    Mailbox,
    Message,
    ThreadEvent,
    ThreadStep,
)
from correspondence.text.formatted import written
from portal import audit, clock
from portal.models import User

# What comes later than this was held up on the way: the answer would be about another day.
_FRESH = timedelta(days=1)


@transaction.atomic
def save_auto_reply(*, user: User, auto_reply: AutoReply) -> None:
    """Keep what a mailbox answers by itself, and when. Raises PermissionDenied."""
    demand_coordinator(user, auto_reply.mailbox)
    auto_reply.save()
    audit.record(user, "auto_reply.save", auto_reply.mailbox, active=auto_reply.is_active)


def answer_automatically(message: Message, mailbox: Mailbox) -> Message | None:
    """Answer a received ``message`` to ``mailbox`` in its thread, if this is the day's first from its sender.

    Call inside the transaction that files the message. Raises NotSendable when the answer would break a rule.
    """
    now = clock.now()
    auto_reply = in_force(mailbox, now.date())
    if auto_reply is None or not _wants_answer(message, now) or not _first_today(message, mailbox, now.date()):
        return None
    letter = letter_of_reply(message.thread, message, _content(auto_reply, message), now)
    answer = send_by_itself(mailbox=mailbox, action="message.auto_reply", now=now, letter=letter)
    ThreadEvent.objects.create(thread=answer.thread, kind=ThreadStep.AUTO_REPLY, at=now)
    return answer


def in_force(mailbox: Mailbox, day: date) -> AutoReply | None:
    """What the mailbox answers by itself on that day."""
    begun = Q(from_date=None) | Q(from_date__lte=day)
    not_over = Q(until_date=None) | Q(until_date__gte=day)
    return AutoReply.objects.filter(begun, not_over, mailbox=mailbox, is_active=True).first()


def _wants_answer(message: Message, now: datetime) -> bool:
    """A person has just written it, as the last in the thread, and not in answer to an automatic answer of ours."""
    if message.automatic or now - message.occurred_at > _FRESH:
        return False
    newer = Q(occurred_at__gt=message.occurred_at) & ~Q(direction=Direction.CARRIED)
    ours = Q(direction=Direction.SENT, automatic=True, message_header_id=message.answers)
    return not message.thread.messages.filter(newer | ours).exists()


def _first_today(message: Message, mailbox: Mailbox, day: date) -> bool:
    """The constraint decides, also between two workers: the second waits here for the first to commit."""
    _row, first = AutoReplySent.objects.get_or_create(
        mailbox=mailbox,
        sender_sor_code=message.organisation.sor_code,
        day=day,
        defaults={"thread": message.thread},
    )
    return first


def _content(auto_reply: AutoReply, message: Message) -> Content:
    """Signed by the unit, for nobody wrote it; the job title says so."""
    words = written(automatic_text(auto_reply.text))
    return Content(
        category=message.category,
        topic=message.topic,
        text=words.text,
        formatted=words.formatted,
        signature=Signature(
            given=(), family=auto_reply.mailbox.organisation.name, job_text=JOB_TITLE, phone=auto_reply.phone
        ),
    )
