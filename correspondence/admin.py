"""Mailboxes and who works in them. Threads and messages are not here and never will be."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from correspondence.models import Mailbox, Membership
from portal.configuration import ConfigurationAdmin, site


class MembershipInline(admin.TabularInline):
    model = Membership
    autocomplete_fields = ("user",)
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return site.has_permission(request)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class MailboxAdmin(ConfigurationAdmin):
    list_display = ("organisation", "syntax", "is_open")
    search_fields = ("organisation__name", "organisation__sor_code")
    autocomplete_fields = ("organisation",)
    inlines = (MembershipInline,)


site.register(Mailbox, MailboxAdmin)
