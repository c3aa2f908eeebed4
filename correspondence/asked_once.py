"""What several parts of one answer want to know, asked for once in a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from correspondence.queries.inbox import MailboxCount, mailbox_counts
from portal.models import User


def mailboxes_of(request: HttpRequest) -> tuple[MailboxCount, ...]:
    """The user's mailboxes with what is unread in them, asked for once in a request: when the first wants to know."""
    if not hasattr(request, "mailbox_counts"):
        user = cast(User, request.user)
        request.mailbox_counts = tuple(mailbox_counts(user))  # type: ignore[attr-defined]
    return cast(tuple[MailboxCount, ...], request.mailbox_counts)  # type: ignore[attr-defined]
