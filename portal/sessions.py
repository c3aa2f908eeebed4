"""Django's sessions in the database, looked up by a query that is built once (portal/compiled.py)."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.compiled import Compiled

_ALIVE = Compiled(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        """As Django's: every page asks for it first."""
        found = next(iter(_ALIVE(self.session_key or "", timezone.now())), None)
        if found is None:
            self._session_key = None
        return found
