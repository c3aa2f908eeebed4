"""Mailboxes and who works in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sor.models import Organisation


class Syntax(models.TextChoices):
    JSON = "json", "JSON"
    XML = "xml", "XML"


class Mailbox(models.Model):
    """An own unit that people work in. The unit has a location number (DESIGN.md "Mailboxes and addresses")."""

    organisation = models.OneToOneField(
        Organisation, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="mailbox"
    )
    syntax = models.CharField(
        _("FHIR syntax of what is sent"), max_length=4, choices=Syntax.choices, default=Syntax.JSON
    )
    phone = models.CharField(_("phone in signatures"), max_length=20, blank=True)
    is_open = models.BooleanField(_("receives messages"), default=True)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.organisation.name


class Role(models.TextChoices):
    READER = "reader", _("reader")
    CASEWORKER = "caseworker", _("caseworker")
    COORDINATOR = "coordinator", _("coordinator")


class Membership(models.Model):
    """One person's place in one mailbox."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.CASEWORKER)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["user", "mailbox"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.mailbox} · {self.get_role_display()}"
