"""Organisations as the national register (SOR) knows them.

Facts: SOR has three levels (institution owner, health institution, organisational unit); units nest
without limit. A location number (GLN) may be shared by a whole subtree, so it is never unique.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """SorType of the register's files."""

    INSTITUTION_OWNER = "IE", _("institution owner")
    HEALTH_INSTITUTION = "SI", _("health institution")
    ORGANISATIONAL_UNIT = "OE", _("organisational unit")


class Capability(models.TextChoices):
    """What can be sent to the location number in force (SOR-EDI).

    Unknown: there is a number, but no file has told yet what it takes.
    """

    CARE_COMMUNICATION = "care", _("CareCommunication")
    LETTER = "letter", _("only the old letter")
    NOTHING = "nothing", _("nothing")
    UNKNOWN = "unknown", _("not known")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def open(self, on: date) -> OrganisationQuerySet:
        """Those for which :meth:`Organisation.is_open` is true."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on),
            Q(valid_to=None) | Q(valid_to__gte=on),
        )

    def below(self, unit: Organisation) -> OrganisationQuerySet:
        """``unit`` itself and every unit below it."""
        return self.filter(path__startswith=unit.path)


class Organisation(models.Model):
    """One unit, in the register's words. Only an import writes here; what SOR does not know is in ``local``.

    ``path`` is the SOR codes from the top down to the unit itself, each followed by ``/``. ``path``,
    ``effective_gln``, ``sends_through`` and ``capability`` follow from the tree and are worked out at import.
    """

    sor_code = models.CharField(_("SOR code"), max_length=20, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("unit above")
    )
    # db_index: all units below one unit, path LIKE 'a/b/%' (on PostgreSQL that needs the index Django adds here).
    path = models.CharField(max_length=400, editable=False, db_index=True)
    kind = models.CharField(_("level"), max_length=2, choices=Kind.choices)
    entity_type = models.CharField(_("type"), max_length=100, blank=True)
    entity_type_code = models.CharField(_("type code"), max_length=20, blank=True)
    speciality = models.CharField(_("speciality"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=200)

    own_gln = models.CharField(_("own location number"), max_length=13, blank=True)
    inherits_gln = models.BooleanField(_("shares the location number of the unit above"), default=False)
    effective_gln = models.CharField(_("location number in force"), max_length=13, blank=True)
    # Empty for a unit with a number of its own, and where nobody above has one.
    sends_through = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("sends and receives through"),
    )
    capability = models.CharField(
        _("can receive"), max_length=7, choices=Capability.choices, default=Capability.UNKNOWN
    )

    provider_number = models.CharField(_("provider number"), max_length=20, blank=True)  # ydernummer
    shak = models.CharField(_("SHAK code"), max_length=20, blank=True)
    cvr = models.CharField(_("CVR number"), max_length=10, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    municipality_code = models.CharField(_("municipality code"), max_length=4, blank=True)
    region_code = models.CharField(_("region code"), max_length=4, blank=True)

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    # A file with the whole register has held this unit: only then does its absence from the next one close it.
    in_register = models.BooleanField(default=False, editable=False)
    missing_since = models.DateField(_("missing from the register since"), null=True, blank=True)
    # SOR codes with a space between: a unit can be split, and the successors need not be stored yet.
    replaced_by = models.CharField(_("replaced by"), max_length=400, blank=True)
    first_import = models.ForeignKey(
        "sor.Import", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="created"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes = [
            # Which units does this location number reach (an incoming envelope names only the GLN).
            models.Index(fields=["effective_gln"], name="organisation_effective_gln"),
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

    @property
    def replaced_by_codes(self) -> list[str]:
        """SOR codes of the units that took over; empty when none did, or none is known."""
        return self.replaced_by.split()
