"""What every view needs to know about its request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from portal.models import User


def user_of(request: HttpRequest) -> User:
    """The user logged in; LoginRequiredMiddleware has seen to it that there is one."""
    return cast(User, request.user)
