"""What can be taken back for a moment after somebody did something to one thread or many."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from correspondence.models.teamwork import ThreadStep
from portal import clock


class UndoStep(models.Model):
    """How some threads were before and after one step of one person (actions.take_back writes and reads it).

    ``fields`` has for each thread its columns before and after, ``labels`` the labels that went on and came off,
    ``positions`` how far the person had read it. Primary keys and times only.
    """

    token = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=10)
    fields = models.JSONField(default=dict)
    labels = models.JSONField(default=dict)
    positions = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def words(self) -> str | Promise:
        """What was done."""
        return _("Read or unread") if self.positions else ThreadStep(self.kind).label
