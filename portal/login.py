"""Who is logged in: asked by every request."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from portal.compiled import Compiled
from portal.models import User

_USER = Compiled(lambda pk: User.objects.filter(pk=pk))


class Backend(AuthenticationBackend):
    """allauth's, with the question for the user of a session built once."""

    def get_user(self, user_id: Any) -> User | None:
        """None when there is no such user, or they may not log in any more."""
        user: User | None = next(iter(_USER(int(user_id))), None)
        return user if user and self.user_can_authenticate(user) else None
