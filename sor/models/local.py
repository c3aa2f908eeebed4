"""What the portal keeps about units and SOR does not know. No import ever writes here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sor.models.organisation import Organisation


class LocalUnit(models.Model):
    """Our own view of a unit. A hidden unit is not offered as a receiver."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="local")
    display_name = models.CharField(_("local name"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    hidden = models.BooleanField(_("hidden when choosing a receiver"), default=False)

    class Meta:
        verbose_name = _("local facts")
        verbose_name_plural = _("local facts")

    def __str__(self) -> str:
        return self.display_name or self.organisation.name


class Alias(models.Model):
    """Another name that people here know the unit by."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(_("alias"), max_length=100)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(fields=["organisation", "text"], name="alias_once")]

    def __str__(self) -> str:
        return self.text


class Team(models.Model):
    """A team of a unit: a specific sender or recipient."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("team"), max_length=100)
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_once")]

    def __str__(self) -> str:
        return self.name


class NamedRecipient(models.Model):
    """A person of a unit: a specific sender or recipient. The job title is written as in ``User``."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="named_recipients")
    given = models.CharField(_("given names"), max_length=100)
    family = models.CharField(_("family name"), max_length=100)
    job_title_code = models.CharField(_("job title (official list)"), max_length=150, blank=True)
    job_title_text = models.CharField(_("job title (own words)"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("named recipient")
        verbose_name_plural = _("named recipients")

    def __str__(self) -> str:
        return f"{self.given} {self.family}"


class Favourite(models.Model):
    """A unit that one person wants at the top when choosing a receiver."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourite_units")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="favourites")

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
