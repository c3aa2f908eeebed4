"""The tree of units, and the page of one unit with what we keep about it ourselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sor import actions
from sor.access import for_sor_administrators, text_of, user_of
from sor.forms import LocalForm, RecipientForm, TeamForm
from sor.models import NamedRecipient, Organisation, Team
from sor.search import hits_of, search
from sor.unit_page import children, context_of, roots
from sor.usage import Usage

_MOST_HITS = 50


@require_safe
@for_sor_administrators
def tree(request: HttpRequest) -> HttpResponse:
    query = text_of(request, "q")
    hits = _search(query, request) if query else []
    context = {"query": query, "hits": hits, "branches": [] if query else roots(Usage()), "page": "tree"}
    return render(request, "sor/tree.html", context)


def _search(query: str, request: HttpRequest) -> list:
    """As everybody finds units; an exact SOR code finds closed and hidden ones too."""
    exact = Organisation.objects.filter(sor_code=query)
    return hits_of(list(exact)) if exact else search(query, user=user_of(request), limit=_MOST_HITS)


@require_safe
@for_sor_administrators
def branch(request: HttpRequest, sor_code: str) -> HttpResponse:
    """A fragment: the units right below one unit."""
    unit = get_object_or_404(Organisation, sor_code=sor_code)
    return render(request, "sor/branch.html", {"branches": children(unit, Usage())})


@require_safe
@for_sor_administrators
def unit(request: HttpRequest, sor_code: str) -> HttpResponse:
    return _page(request, get_object_or_404(Organisation, sor_code=sor_code))


def _page(request: HttpRequest, unit: Organisation, *, status: int = 200, **forms: BaseForm) -> HttpResponse:
    [hit] = hits_of([unit])
    context: dict[str, Any] = {
        **context_of(unit, Usage()),
        "hit": hit,
        "page": "tree",
        "local_form": LocalForm(unit=unit),
        "team_form": TeamForm(prefix="team"),
        "recipient_form": RecipientForm(prefix="person"),
        "form": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "sor/unit.html", context, status=status)


@require_POST
@for_sor_administrators
def change_local(request: HttpRequest, sor_code: str) -> HttpResponse:
    unit = get_object_or_404(Organisation, sor_code=sor_code)
    form = LocalForm(request.POST, unit=unit)
    if not form.is_valid():
        return _page(request, unit, status=422, local_form=form)
    changed = actions.change_local(user=user_of(request), unit=unit, **form.cleaned_data)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("sor:unit", unit.sor_code)


@require_POST
@for_sor_administrators
def add_team(request: HttpRequest, sor_code: str) -> HttpResponse:
    unit = get_object_or_404(Organisation, sor_code=sor_code)
    form = TeamForm(request.POST, prefix="team")
    if not form.is_valid():
        return _page(request, unit, status=422, team_form=form)
    actions.add_team(user=user_of(request), unit=unit, name=form.cleaned_data["name"])
    messages.success(request, _("The team is added."))
    return redirect("sor:unit", unit.sor_code)


@require_POST
@for_sor_administrators
def set_team(request: HttpRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("organisation"), pk=pk)
    actions.set_team_open(user=user_of(request), team=team, is_open="open" in request.POST)
    return redirect("sor:unit", team.organisation.sor_code)


@require_POST
@for_sor_administrators
def add_recipient(request: HttpRequest, sor_code: str) -> HttpResponse:
    unit = get_object_or_404(Organisation, sor_code=sor_code)
    form = RecipientForm(request.POST, prefix="person")
    if not form.is_valid():
        return _page(request, unit, status=422, recipient_form=form)
    recipient = form.save(commit=False)
    recipient.organisation = unit
    actions.add_recipient(user=user_of(request), recipient=recipient)
    messages.success(request, _("%(name)s is added.") % {"name": recipient})
    return redirect("sor:unit", unit.sor_code)


@require_POST
@for_sor_administrators
def set_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    recipient = get_object_or_404(NamedRecipient.objects.select_related("organisation"), pk=pk)
    actions.set_recipient_open(user=user_of(request), recipient=recipient, is_open="open" in request.POST)
    return redirect("sor:unit", recipient.organisation.sor_code)
