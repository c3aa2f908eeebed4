"""Teams of a mailbox and the labels it puts on threads."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from correspondence.models.mailbox import Mailbox


class Team(models.Model):
    """Some of the people of a mailbox: a thread can be given to all of them together."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=100)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="teams")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mailbox_team_once")]

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """A word of a mailbox's own that sorts its threads. Never leaves the house."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mailbox_label_once")]

    def __str__(self) -> str:
        return self.name
