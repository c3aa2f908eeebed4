"""What every page shows around its content: the user's mailboxes, their unread threads, what can be written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from correspondence.queries.drafts import own_desk
from correspondence.queries.inbox import MailboxCount, mailbox_counts
from correspondence.queries.waiting import own_waiting


def mailboxes(request: HttpRequest) -> dict[str, Any]:
    """``my_mailboxes``, ``current_mailbox``, ``desk_here``, ``waiting``: asked for once, by pages that show them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"my_mailboxes": [], "current_mailbox": None, "desk_here": None, "waiting": None}
    counts = SimpleLazyObject(lambda: mailbox_counts(user))
    return {
        "my_mailboxes": counts,
        "current_mailbox": SimpleLazyObject(lambda: _current(request, counts)),
        "desk_here": SimpleLazyObject(lambda: own_desk(user, getattr(request, "mailbox_id", None))),
        "waiting": SimpleLazyObject(lambda: own_waiting(user, getattr(request, "mailbox_id", None))),
    }


def _current(request: HttpRequest, counts: Iterable[MailboxCount]) -> MailboxCount | None:
    """The mailbox of the page being shown; views set ``request.mailbox_id``."""
    wanted = getattr(request, "mailbox_id", None)
    return next((one for one in counts if one.pk == wanted), None)
