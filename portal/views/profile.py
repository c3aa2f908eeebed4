"""The user's own profile: what goes under the messages they write."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.audit import record
from portal.forms import ProfileForm


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        return _save(request, form)
    return render(request, "portal/profile.html", {"form": form})


def _save(request: HttpRequest, form: ProfileForm) -> HttpResponse:
    user = form.save()
    if form.changed_data:
        record(user, "profile.changed", user, fields=form.changed_data)
    with translation.override(user.language):
        messages.success(request, _("Your profile is saved."))
    return redirect("profile")
