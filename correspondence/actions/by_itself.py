"""What a mailbox does by itself with a message that has just been filed: distribute it, answer it.

Part of the transaction that files it: what was not received was neither distributed nor answered, and neither
happens twice. Whatever goes wrong here, the message is received all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction

from correspondence.actions.answer_automatically import answer_automatically
from correspondence.actions.distribute import distribute
from correspondence.models import Mailbox, Message

logger = logging.getLogger(__name__)


def do_by_itself(message: Message, mailbox: Mailbox) -> None:
    """``mailbox`` is the one addressed, as actions.address found it: it costs nothing where nothing is set up."""
    if mailbox.has_rules:  # type: ignore[attr-defined]
        _safely(distribute, message, mailbox)
    if mailbox.answers_itself:  # type: ignore[attr-defined]
        _safely(answer_automatically, message, mailbox)


def _safely(action: Callable[[Message, Mailbox], object], message: Message, mailbox: Mailbox) -> None:
    """Undo what a failing action has begun. Only the kind of error is kept: its text may quote a citizen's data."""
    try:
        with transaction.atomic():
            action(message, mailbox)
    except Exception as error:
        logger.error("%s failed for message %s: %s", action.__name__, message.pk, type(error).__name__)
