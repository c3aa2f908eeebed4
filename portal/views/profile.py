"""The user's own profile: what goes under the messages they write, and how they want to be told."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.audit import record
from portal.forms import ProfileForm, TellingForm
from portal.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        return _save(request, form)
    return render(request, "portal/profile.html", {"form": form, "telling": TellingForm(instance=request.user)})


@require_POST
def telling(request: HttpRequest) -> HttpResponse:
    form = TellingForm(request.POST, instance=request.user)
    if form.is_valid():
        return _save(request, form)
    # The other form shows what is stored, not what this one was given.
    stored = User.objects.get(pk=cast(User, request.user).pk)
    context = {"form": ProfileForm(instance=stored), "telling": form}
    return render(request, "portal/profile.html", context, status=422)


def _save(request: HttpRequest, form: forms.ModelForm) -> HttpResponse:
    user = cast(User, form.save())
    if form.changed_data:
        record(user, "profile.changed", user, fields=form.changed_data)
    with translation.override(user.language):
        messages.success(request, _("Your profile is saved."))
    return redirect("profile")
