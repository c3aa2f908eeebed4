"""Mailboxes and who works in them. Threads and messages are not here and never will be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from correspondence.letters.terminology import active_categories
from correspondence.models import AgreedTopic, Mailbox, Membership
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


class AgreedTopicForm(forms.ModelForm):
    category = forms.ChoiceField(label=AgreedTopic._meta.get_field("category").verbose_name)

    class Meta:
        model = AgreedTopic
        fields = ["region_code", "category", "topic"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = [(one.code, one.danish) for one in active_categories()]
        self.fields["category"].choices = categories  # type: ignore[attr-defined]


class AgreedTopicAdmin(ConfigurationAdmin):
    """The topics that a region's parties have agreed on: offered first to who writes to a unit of that region."""

    form = AgreedTopicForm
    list_display = ("topic", "category", "region_code")
    list_filter = ("region_code",)
    search_fields = ("topic",)


site.register(Mailbox, MailboxAdmin)
site.register(AgreedTopic, AgreedTopicAdmin)
