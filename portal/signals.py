"""Logins, logouts and failed logins in the audit trail.

What was typed as a username is never written down: people type CPR numbers and passwords there.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from portal.audit import record
from portal.models import User


@receiver(user_logged_in)
def audit_login(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "login")


@receiver(user_logged_out)
def audit_logout(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(user, "logout")


@receiver(user_login_failed)
def audit_failed_login(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """The account that was tried is the subject; with no such account only the attempt is recorded."""
    tried = User.objects.filter(username=credentials.get("username") or "").first()
    record(None, "login.failed", tried)
