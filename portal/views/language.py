"""Choosing Danish or English."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from portal.middleware import LANGUAGE_CODES


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Keep the choice with the user when logged in, and in a cookie for the login page next time."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in LANGUAGE_CODES:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return set_language(request)
