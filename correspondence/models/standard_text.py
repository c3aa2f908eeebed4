"""Texts that a mailbox writes again and again, and the topics a region has agreed on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from correspondence.models.mailbox import Mailbox


class StandardText(models.Model):
    """One text of a mailbox, with places to be filled in (correspondence.text.placeholders)."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="standard_texts")
    name = models.CharField(_("name"), max_length=100)
    text = models.TextField(_("text"), max_length=20_000)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="standard_text_once")]

    def __str__(self) -> str:
        return self.name


class AgreedTopic(models.Model):
    """A topic that the parties of a region have agreed on; it belongs to one national category."""

    region_code = models.CharField(_("region code"), max_length=4)
    category = models.CharField(_("category"), max_length=60)
    topic = models.CharField(_("topic"), max_length=200)

    class Meta:
        verbose_name = _("agreed topic")
        verbose_name_plural = _("agreed topics")
        ordering = ["topic", "pk"]
        constraints = [models.UniqueConstraint(fields=["region_code", "category", "topic"], name="agreed_topic_once")]

    def __str__(self) -> str:
        return self.topic
