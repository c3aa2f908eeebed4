"""The search index, one row a message (correspondence.search), and what people have searched for lately."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models

from correspondence.models.mailbox import Mailbox
from correspondence.models.message import Message
from correspondence.models.thread import Thread
from portal import clock


class Tokens(models.Field):
    """Words with blanks between. PostgreSQL indexes them as ``tsvector`` (GIN), SQLite the text by FTS5.

    Both indexes are made by hand in the migration: Django has no index of this kind for both.
    """

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class SearchRow(models.Model):
    """What one message is found by. Every token begins with its mailbox: nothing is found in another one.

    ``at`` is when it came in or went out here, or when it was written when only its history is known.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")
    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    tokens = Tokens()

    class Meta:
        indexes = [
            # The newest messages of a mailbox, read down to the first page of hits of a common word.
            models.Index(fields=["mailbox", "-at", "-message"], name="search_newest"),
            # Has the thread a newer hit? And: its rows anew.
            models.Index(fields=["thread", "at", "message"], name="search_thread"),
        ]

    def __str__(self) -> str:
        return str(self.message_id)


class SearchQuery(models.Model):
    """What somebody searched for. An address holds its ``token``, never its text, which may name a citizen.

    It is there as long as a login lasts, so that reload, the back button and the next page work; then it is removed.
    """

    TEXT_LENGTH = 200

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=TEXT_LENGTH)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # The expired ones.
            models.Index(fields=["at"], name="search_query_at"),
        ]

    def __str__(self) -> str:
        return str(self.token)

    @staticmethod
    def expired() -> datetime:
        """Whatever is from before this moment is no longer there."""
        return clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
