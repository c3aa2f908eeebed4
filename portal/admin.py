"""People, as the system administrator sets them up."""

from __future__ import annotations

from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from portal.configuration import ConfigurationAdmin, site
from portal.models import User


class PersonAdmin(ConfigurationAdmin, UserAdmin):
    list_display = ("username", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("is_active", "is_system_administrator", "is_sor_administrator", "is_auditor")
    search_fields = ("username", "first_name", "last_name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Signature"), {"fields": ("first_name", "last_name", "job_title_text", "phone", "email", "language")}),
        (_("Roles in the portal"), {"fields": ("is_system_administrator", "is_sor_administrator", "is_auditor")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)


site.register(User, PersonAdmin)
