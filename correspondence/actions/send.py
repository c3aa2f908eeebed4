"""What new, reply and forward share: check, file, queue, audit, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from correspondence.access import demand_writer
from correspondence.actions.content import NotSendable
from correspondence.actions.filing import Filing, file_letter
from correspondence.actions.outbox import queue_message
from correspondence.letters.carecommunication.write import write
from correspondence.letters.issues import errors
from correspondence.letters.letter import Letter
from correspondence.letters.reading import read_document
from correspondence.models import Direction, Mailbox, Message
from portal import audit, clock
from portal.models import User


def send(
    *,
    user: User,
    mailbox: Mailbox,
    token: UUID,
    action: str,
    now: datetime | None,
    compose: Callable[[datetime], Letter],
) -> Message:
    """Send the letter that ``compose`` makes from the time, or return what ``token`` has sent already.

    ``compose`` runs inside the transaction, after the permission check. Raises PermissionDenied when the
    user may not write in the mailbox, NotSendable when the letter breaks a rule of the standard.
    """
    demand_writer(user, mailbox)
    now = timezone.localtime(now) if now else clock.now()
    try:
        with transaction.atomic():
            return already_sent(token, mailbox) or _send(user, mailbox, token, action, now, compose(now))
    except IntegrityError:
        # The same form twice at once: the other request won the unique token. Show its message.
        if message := already_sent(token, mailbox):
            return message
        raise


def already_sent(token: UUID, mailbox: Mailbox) -> Message | None:
    return Message.objects.filter(compose_token=token, thread__mailbox=mailbox).select_related("thread").first()


def new_id() -> str:
    return str(uuid4())


def _send(user: User, mailbox: Mailbox, token: UUID, action: str, now: datetime, letter: Letter) -> Message:
    document = write(letter, syntax=mailbox.syntax)
    # carecommunication.md section 2: a sender validates before sending, by the same rules as on receipt.
    if found := errors(read_document(document).issues):
        raise NotSendable(*found)
    filing = Filing(mailbox, Direction.SENT, now, written_by=user, compose_token=token)
    message = file_letter(letter, filing)
    delivery = queue_message(letter=letter, document=document, message=message, mailbox=mailbox, now=now)
    audit.record(user, action, message.thread, message=message.pk, delivery=str(delivery.pk))
    return message
