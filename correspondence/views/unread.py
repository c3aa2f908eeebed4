"""The number of unread threads goes along with what a page asks anyway, for its title (static/app/unread.js)."""

from __future__ import annotations

import json

from django.http import HttpResponse

from correspondence.queries.unread import unread_count
from portal.models import User


def with_unread(response: HttpResponse, user: User, mailbox: int) -> HttpResponse:
    """htmx tells the page about it as an event called ``unread``, whatever else the answer holds."""
    response["HX-Trigger"] = json.dumps({"unread": {"count": unread_count(user, mailbox)}})
    return response
