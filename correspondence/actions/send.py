"""What new, reply and forward share: check, file, queue, audit, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from correspondence import official_validator
from correspondence.access import demand_writer
from correspondence.actions.content import NotSendable
from correspondence.actions.filing import Filing, file_letter
from correspondence.actions.limits import demand_within_limits
from correspondence.actions.outbox import queue_message
from correspondence.letters.carecommunication.write import write
from correspondence.letters.issues import errors
from correspondence.letters.letter import Letter
from correspondence.letters.reading import read_document
from correspondence.models import Delivery, Direction, Draft, Mailbox, Message
from portal import audit, clock
from portal.models import User


def send(
    *,
    user: User,
    mailbox: Mailbox,
    home: Mailbox,
    token: UUID,
    action: str,
    now: datetime | None,
    compose: Callable[[datetime], Letter],
    draft: Draft | None = None,
) -> Message:
    """Send the letter that ``compose`` makes from the time, or return what ``token`` has sent already.

    ``mailbox`` is where the user works, ``home`` the one whose unit sends: another one in a thread that was moved.

    ``compose`` runs inside the transaction, after the permission check. What was written as ``draft`` waits
    ``UNDO_SECONDS`` before it is released, and can be taken back until then (actions.undo). Raises PermissionDenied
    when the user may not write in the mailbox, NotSendable when the letter breaks a rule of the standard.

    Where there is an official validator, it is asked before the transaction, about a letter composed for that alone:
    the same but for its ids.
    """
    demand_writer(user, mailbox)
    now = timezone.localtime(now) if now else clock.now()
    if official_validator.is_asked() and not already_sent(token, user):
        _demand_official_approval(compose(now), home)
    try:
        with transaction.atomic():
            return already_sent(token, user) or _send(user, mailbox, home, token, action, now, compose(now), draft)
    except IntegrityError:
        # The same form twice at once: the other request won the unique token. Show its message.
        if message := already_sent(token, user):
            return message
        raise


def already_sent(token: UUID, user: User) -> Message | None:
    """What the user's form with this token has become, wherever its thread has been moved since."""
    return Message.objects.filter(compose_token=token, written_by=user).select_related("thread").first()


def new_id() -> str:
    return str(uuid4())


def send_by_itself(*, mailbox: Mailbox, action: str, now: datetime, letter: Letter) -> Message:
    """Send a letter that nobody wrote. Call inside a transaction. Raises NotSendable."""
    return _send(None, mailbox, mailbox, None, action, now, letter, None)


def _send(
    user: User | None,
    mailbox: Mailbox,
    home: Mailbox,
    token: UUID | None,
    action: str,
    now: datetime,
    letter: Letter,
    draft: Draft | None,
) -> Message:
    document = _checked(letter, home)
    filing = Filing(home, Direction.SENT, now, written_by=user, compose_token=token, desk=mailbox)
    message = file_letter(letter, filing)
    delivery = queue_message(letter=letter, document=document, message=message, mailbox=home, now=now)
    audit.record(user, action, message.thread, message=message.pk, delivery=str(delivery.pk))
    if draft:
        _hold(draft, message, delivery, now)
    return message


def _demand_official_approval(letter: Letter, home: Mailbox) -> None:
    """Our own rules first: what they refuse, nobody else needs to see."""
    document = _checked(letter, home)
    if found := errors(official_validator.official_issues(document, syntax=home.syntax)):
        raise NotSendable(*found)


def _checked(letter: Letter, home: Mailbox) -> bytes:
    """The document of ``letter``. carecommunication.md section 2: a sender validates before sending, by the same
    rules as on receipt."""
    document = write(letter, syntax=home.syntax)
    demand_within_limits(letter, document)
    if found := errors(read_document(document).issues):
        raise NotSendable(*found)
    return document


def _hold(draft: Draft, message: Message, delivery: Delivery, now: datetime) -> None:
    """Keep the draft beside its message until the message is released."""
    draft.message = message
    draft.save(update_fields=["message"])
    delivery.due_at = now + timedelta(seconds=settings.UNDO_SECONDS)
    delivery.save(update_fields=["due_at"])
