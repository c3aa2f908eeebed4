"""Django's admin, kept to configuration: people, mailboxes, memberships, units. Never citizens or messages.

Open to system administrators only; everybody else finds no such page. Every change is audited.
"""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from portal import audit
from portal.models import User


class ConfigurationSite(admin.AdminSite):
    site_header = site_title = "Korrespondance"
    index_title = _("Set-up")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_active and user.is_system_administrator

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """People log in at the portal's own door; an operator who has done so goes on to the start page."""
        if not self.has_permission(request):
            raise Http404
        return redirect(f"{self.name}:index")


site = ConfigurationSite(name="configuration")


class ConfigurationAdmin(admin.ModelAdmin):
    """Whoever the site lets in may do everything the class offers; each change leaves an audit event."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]
        audit.record(cast(User, request.user), "configuration.add", obj)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]
        fields = [name for change in message for name in change.get("changed", {}).get("fields", [])]
        audit.record(cast(User, request.user), "configuration.change", obj, fields=[str(name) for name in fields])
