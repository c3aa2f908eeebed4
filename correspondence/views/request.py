"""What every view needs to know about its request."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest

from portal.models import User


def user_of(request: HttpRequest) -> User:
    """The user logged in; LoginRequiredMiddleware has seen to it that there is one."""
    return cast(User, request.user)


def demand_operator(request: HttpRequest) -> None:
    """Raise Http404 unless the user is a system administrator: for others the page does not exist."""
    if not user_of(request).is_system_administrator:
        raise Http404
