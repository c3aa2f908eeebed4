"""A mailbox's rules: where what comes in goes, and what is answered by itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from correspondence.models.mailbox import Mailbox
from correspondence.models.message import Message
from correspondence.models.team import Label, Team
from correspondence.models.thread import Thread


class RoutingRule(models.Model):
    """What a received message must be like (every condition that is filled in), and where its thread then goes.

    Tried by ``position``; the first that matches is applied, once per message. ``sender_sor_code`` stands for that
    unit and all below it. A rule either moves a thread to another mailbox or gives it to somebody of this one.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="routing_rules")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("in force"), default=True)

    category = models.CharField(_("category"), max_length=60, blank=True)
    topic_contains = models.CharField(_("topic contains"), max_length=200, blank=True)
    sender_sor_code = models.CharField(_("sender"), max_length=20, blank=True)
    recipient_contains = models.CharField(_("specific recipient contains"), max_length=200, blank=True)

    # A rule outlives what it names: its list says that something is missing.
    team = models.ForeignKey(Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL)
    assignee = models.ForeignKey(
        "portal.User",
        verbose_name=_("colleague"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    label = models.ForeignKey(Label, verbose_name=_("label"), null=True, blank=True, on_delete=models.SET_NULL)
    move_to = models.ForeignKey(
        Mailbox, verbose_name=_("mailbox"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="routing_rule_once")]

    def __str__(self) -> str:
        return self.name


class RuleApplied(models.Model):
    """That the rules have looked at a message: never twice. ``rule`` is None when none of them matched."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="rule_applied")
    rule = models.ForeignKey(RoutingRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"message {self.message_id}"


class AutoReply(models.Model):
    """What a mailbox answers by itself between two dates, both included; a date left out sets no end.

    ``phone`` stands in the signature: the standard demands one (carecommunication.md section 1).
    """

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="auto_reply")
    is_active = models.BooleanField(_("in force"), default=False)
    from_date = models.DateField(_("from"), null=True, blank=True)
    until_date = models.DateField(_("until"), null=True, blank=True)
    text = models.TextField(_("text"), max_length=5_000, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)

    def __str__(self) -> str:
        return f"auto-reply of {self.mailbox_id}"


class AutoReplySent(models.Model):
    """Once per sender and day: the constraint, not a look first, decides."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    sender_sor_code = models.CharField(max_length=20)
    day = models.DateField()
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "sender_sor_code", "day"], name="auto_reply_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} → {self.sender_sor_code}, {self.day}"
