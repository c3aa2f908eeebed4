"""What somebody has begun to write. A draft is its writer's own, and becomes a message when it is sent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from correspondence.models.mailbox import Mailbox
from correspondence.models.message import Message
from correspondence.models.thread import Thread


class DraftKind(models.TextChoices):
    NEW = "new"
    REPLY = "reply"
    FORWARD = "forward"


class Draft(models.Model):
    """Everything written so far. ``token`` becomes the message's compose token: never sent twice.

    ``thread`` is the one answered or forwarded; where it is gone (its only message was taken back), a new message
    is left. ``fields`` are
    the form's fields as they were typed, also what is not valid yet. ``message`` is what it became; while that
    can still be taken back, the draft waits here.
    """

    token = models.UUIDField(default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="drafts")
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts")
    kind = models.CharField(max_length=7, choices=DraftKind.choices)
    fields = models.JSONField(default=dict)
    updated_at = models.DateTimeField()
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts")

    class Meta:
        constraints = [
            # Two requests that save the same form at once make one draft.
            models.UniqueConstraint(fields=["user", "token"], name="draft_once"),
        ]
        indexes = [
            # "Kladder": one person's drafts in one mailbox, newest first.
            models.Index(fields=["user", "mailbox", "-updated_at"], name="draft_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.token}"

    @property
    def mark(self) -> str:
        """Another one after each saving; the same from the database as before it."""
        return str(round(self.updated_at.timestamp() * 1_000_000))


class DraftFile(models.Model):
    """A file (``stored_as``) or a link (``url``) of a draft. The words beside it are as they were typed.

    Without ``author`` the writer of the message signs the file. ``created`` is local time, ``2026-03-01T14:05``.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(max_length=255)
    author = models.CharField(max_length=200, blank=True)
    author_title = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    created = models.CharField(max_length=40, blank=True)
    url = models.TextField(blank=True)
    stored_as = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"file {self.pk} of draft {self.draft_id}"
