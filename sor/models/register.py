"""What comes with the units: their location numbers, the imports, and what each import changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal import clock
from sor.models.organisation import Organisation


class LocationNumber(models.Model):
    """A location number (GLN) and what can be sent to it. Not one to one with units: a subtree may share it."""

    gln = models.CharField(_("location number"), max_length=13, unique=True)
    only_internal = models.BooleanField(_("only internal"), default=False)
    non_active = models.BooleanField(_("not active"), default=False)
    # With a space between, sorted (``FCTL FDIS91 XDIS91``). None: no file has told yet.
    message_types = models.TextField(_("message types"), null=True, blank=True)

    class Meta:
        verbose_name = _("location number")
        verbose_name_plural = _("location numbers")

    def __str__(self) -> str:
        return self.gln


class SourceKind(models.TextChoices):
    CSV = "csv", _("SOR2 CSV")
    COMPLETE = "zip", _("SOR complete (zip)")
    XML_1 = "xml1", _("SOR XML v1")
    XML_2 = "xml2", _("SOR XML v2")


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("preview")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("refused")


class Import(models.Model):
    """One file that was shown as a preview, applied or refused.

    ``counts`` and ``changes`` are what :meth:`sor.importing.plan.Plan.as_data` gives; ``problems`` is a list of
    ``{"file", "line", "sor_code", "reason"}``, cut short when very long (``counts["problems"]`` is the true number).
    """

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(_("kind of file"), max_length=4, choices=SourceKind.choices, blank=True)
    # Kept for an uploaded file, so that what was previewed is what gets applied.
    stored = models.FileField(upload_to="sor/%Y/%m/", blank=True)
    is_full = models.BooleanField(_("the whole register"), default=False)
    forced = models.BooleanField(_("forced"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=ImportState.choices)
    refusal = models.TextField(_("why refused"), blank=True)
    started_at = models.DateTimeField(_("started"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    counts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        # The log, newest first.
        indexes = [models.Index(fields=["-started_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"


class ChangeKind(models.TextChoices):
    """What an import does to a unit, as previews and history tell it. ``NEW`` stands in previews only."""

    NEW = "new", _("new")
    RENAMED = "renamed", _("renamed")
    MOVED = "moved", _("moved")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("opened again")
    VALIDITY = "validity", _("other dates")
    GLN = "gln", _("other location number")
    CAPABILITY = "capability", _("can receive something else")


class OrganisationChange(models.Model):
    """History: one thing about one unit that one import changed.

    ``old`` and ``new`` are the name; the parent's SOR code; the dates as ``2020-01-01/2026-12-31`` with ``..``
    for an open end; the location number in force; or a value of ``Capability``.
    """

    # The two indexes below begin with these.
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="changes", db_index=False)
    by_import = models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            # The history of one unit, newest first.
            models.Index(fields=["organisation", "-at"], name="change_of_unit"),
            # What one import did, by kind.
            models.Index(fields=["by_import", "kind"], name="change_by_import"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.old} → {self.new}"
