"""Messages to units of ours that no mailbox serves, and where the SOR administrator sends them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from correspondence.models.delivery import RawDelivery
from correspondence.models.mailbox import Mailbox
from portal import clock


class Unrouted(models.Model):
    """One received document that waits without a mailbox: not filed, not answered, not lost.

    Its parties are told, nothing of its content: who routes it may not read it.
    """

    raw = models.OneToOneField(RawDelivery, on_delete=models.CASCADE, related_name="unrouted")
    sender_sor_code = models.CharField(max_length=20, blank=True)
    sender_name = models.CharField(max_length=255, blank=True)
    receiver_sor_code = models.CharField(max_length=20, blank=True)
    receiver_gln = models.CharField(max_length=13, blank=True)
    receiver_name = models.CharField(max_length=255, blank=True)
    since = models.DateTimeField(default=clock.now)
    routed_to = models.ForeignKey(Mailbox, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            # The waiting ones of one receiver.
            models.Index(fields=["routed_to", "receiver_sor_code", "receiver_gln"], name="unrouted_receiver"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver_sor_code} {self.receiver_gln}"


class Route(models.Model):
    """For good: what is addressed to this unit and location number goes to this mailbox, when no other serves it."""

    sor_code = models.CharField(_("SOR code"), max_length=20, blank=True)
    gln = models.CharField(_("location number"), max_length=13, blank=True)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="routes", verbose_name=_("mailbox"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sor_code", "gln"], name="route_once")]

    def __str__(self) -> str:
        return f"{self.sor_code} {self.gln} → {self.mailbox}"
