"""What the header shows on every page: the user's mailboxes and their unread threads."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from correspondence.queries.inbox import MailboxCount, mailbox_counts


def mailboxes(request: HttpRequest) -> dict[str, Any]:
    """``my_mailboxes`` and ``current_mailbox``, asked for once and only by pages that show them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"my_mailboxes": [], "current_mailbox": None}
    counts = SimpleLazyObject(lambda: mailbox_counts(user))
    return {"my_mailboxes": counts, "current_mailbox": SimpleLazyObject(lambda: _current(request, counts))}


def _current(request: HttpRequest, counts: list[MailboxCount]) -> MailboxCount | None:
    """The mailbox of the page being shown; views set ``request.mailbox_id``."""
    wanted = getattr(request, "mailbox_id", None)
    return next((one for one in counts if one.pk == wanted), None)
