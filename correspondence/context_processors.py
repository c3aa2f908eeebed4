"""What every page shows around its content: the user's mailboxes, their unread threads, what can be written."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from correspondence.asked_once import mailboxes_of
from correspondence.queries.inbox import MailboxCount
from correspondence.queries.sidebar import OwnDesk, own_desk
from correspondence.queries.unrouted import waiting_count
from correspondence.queries.waiting import own_waiting
from portal.models import User

_NOBODY: dict[str, Any] = {
    "my_mailboxes": (),
    "current_mailbox": None,
    "desk_here": None,
    "waiting": None,
    "without_mailbox": 0,
    "list_here": None,
    "all_here": False,
}


def mailboxes(request: HttpRequest) -> dict[str, Any]:
    """``my_mailboxes``, ``current_mailbox``, ``desk_here``, ``waiting``: asked for once, by pages that show them.

    ``without_mailbox`` is how many documents wait for the SOR administrator.

    ``list_here`` is the query string of the list shown, None on other pages; ``all_here`` that it is of all mailboxes.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return _NOBODY
    return {
        "my_mailboxes": SimpleLazyObject(lambda: mailboxes_of(request)),
        "current_mailbox": SimpleLazyObject(lambda: _current(request)),
        "desk_here": SimpleLazyObject(lambda: _desk(request, user)),
        "waiting": SimpleLazyObject(lambda: own_waiting(user, getattr(request, "mailbox_id", None))),
        "without_mailbox": SimpleLazyObject(waiting_count),
        "list_here": getattr(request, "list_query", None),
        "all_here": getattr(request, "all_mailboxes", False),
    }


def _current(request: HttpRequest) -> MailboxCount | None:
    """The mailbox of the page being shown; views set ``request.mailbox_id``."""
    wanted = getattr(request, "mailbox_id", None)
    return next((one for one in mailboxes_of(request) if one.pk == wanted), None)


def _desk(request: HttpRequest, user: User) -> OwnDesk | None:
    everything = getattr(request, "all_mailboxes", False)
    return own_desk(user, getattr(request, "mailbox_id", None), everything=everything)
