"""Organisations as the national register (SOR) knows them.

Facts: SOR has three levels (institution owner, health institution, organisational unit); units nest
without limit. A location number (GLN) may be shared by a whole subtree, so it is never unique.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """SorType of the register's files."""

    INSTITUTION_OWNER = "IE", _("institution owner")
    HEALTH_INSTITUTION = "SI", _("health institution")
    ORGANISATIONAL_UNIT = "OE", _("organisational unit")


class Organisation(models.Model):
    """One unit. ``path`` is the SOR codes from the top down to the unit itself, each followed by ``/``."""

    sor_code = models.CharField(_("SOR code"), max_length=20, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, editable=False)
    kind = models.CharField(_("level"), max_length=2, choices=Kind.choices)
    entity_type = models.CharField(_("type"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=200)
    own_gln = models.CharField(_("own location number"), max_length=13, blank=True)
    effective_gln = models.CharField(_("location number in force"), max_length=13, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes = [
            # Which units does this location number reach (an incoming envelope names only the GLN).
            models.Index(fields=["effective_gln"], name="organisation_effective_gln"),
            # All units below one unit: path LIKE 'a/b/%'.
            models.Index(fields=["path"], name="organisation_path"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, on: date) -> bool:
        """Whether the unit is valid on ``on``; both ends are inclusive (SOR FromDate, ToDate)."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @property
    def ancestor_codes(self) -> list[str]:
        """SOR codes from the unit itself upwards."""
        return self.path.strip("/").split("/")[::-1]
