"""The register, to look things up in. It is changed by import only."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from portal.configuration import ConfigurationAdmin, site
from sor.models import Organisation


class OrganisationAdmin(ConfigurationAdmin):
    list_display = ("name", "sor_code", "effective_gln", "town")
    search_fields = ("name", "sor_code", "effective_gln")
    ordering = ("path",)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


site.register(Organisation, OrganisationAdmin)
