"""Who uses the portal, and the trail of what they did."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock


class Digest(models.TextChoices):
    """How often somebody gets an e-mail about what waits for them."""

    NEVER = "never", _("Never")
    DAILY = "daily", _("Every working day in the morning")


class User(AbstractUser):
    """A person who logs in. The signature fields pre-fill what they send (carecommunication.md section 7).

    ``digest_sent_on`` is the day of the last e-mail about what waits: the claim that makes it one a day.
    """

    job_title_code = models.CharField(_("job title (official list)"), max_length=150, blank=True)
    job_title_text = models.CharField(_("job title (own words)"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="da")
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    browser_notices = models.BooleanField(_("notices in the browser"), default=False)
    digest = models.CharField(_("e-mail about what waits"), max_length=5, choices=Digest.choices, default=Digest.NEVER)
    digest_sent_on = models.DateField(null=True, blank=True, editable=False)
    is_system_administrator = models.BooleanField(_("system administrator"), default=False)
    is_sor_administrator = models.BooleanField(_("SOR administrator"), default=False)
    is_auditor = models.BooleanField(_("auditor"), default=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class AuditEvent(models.Model):
    """One thing somebody did or saw. Written only by :func:`portal.audit.record`, never changed."""

    at = models.DateTimeField(default=clock.now, editable=False)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # The auditor's "everything about this thread".
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_subject"),
            # The auditor's "everything this person did".
            models.Index(fields=["actor", "-at"], name="audit_actor"),
            # The auditor's "the newest", and all of a period.
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            # The auditor's "every time this was done", which may be rare.
            models.Index(fields=["action", "-at"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
