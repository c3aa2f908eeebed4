"""What every view needs to know about its request."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest

from correspondence.access import mailbox_for
from correspondence.models import Mailbox
from portal.models import User


def user_of(request: HttpRequest) -> User:
    """The user logged in; LoginRequiredMiddleware has seen to it that there is one."""
    return cast(User, request.user)


def mailbox_or_404(user: User, pk: int) -> Mailbox:
    """The mailbox ``pk`` of the user's. Raises Http404: for strangers it does not exist."""
    mailbox = mailbox_for(user, pk)
    if mailbox is None:
        raise Http404
    return mailbox


def demand_operator(request: HttpRequest) -> None:
    """Raise Http404 unless the user is a system administrator: for others the page does not exist."""
    if not user_of(request).is_system_administrator:
        raise Http404
