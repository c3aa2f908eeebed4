"""A mailbox's teams and labels: everybody who works there sees them, coordinators change them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from correspondence.access import coordinates, mailboxes_for, writers_of
from correspondence.actions.team import NameTaken, remove_label, remove_team, save_label, save_team
from correspondence.models import Label, Mailbox, Team
from correspondence.views.request import mailbox_or_404, user_of
from correspondence.views.saved_views import name_of
from portal.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Teams with their members, and labels; a POST of ``kind`` team or label makes another."""
    user = user_of(request)
    box = mailbox_or_404(user, pk)
    request.mailbox_id = box.pk  # type: ignore[attr-defined]
    if request.method == "POST":
        _demand_coordinator(user, box)
        return _add(request, user, box)
    context = {
        "mailbox": {"pk": box.pk, "name": str(box)},
        "teams": box.teams.prefetch_related("members"),
        "labels": box.labels.all(),
        "people": writers_of(box),
        "may_change": coordinates(user, box),
    }
    return render(request, "correspondence/teams.html", context)


@require_POST
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it a name and members, or (``remove``) take it away."""
    user = user_of(request)
    one = get_object_or_404(Team.objects.select_related("mailbox"), pk=pk, mailbox__in=mailboxes_for(user).order_by())
    if "remove" in request.POST:
        remove_team(user=user, team=one)
        messages.success(request, _("The team has been removed."))
    else:
        one.name = name_of(request, 100) or one.name
        _saved_team(request, user, one)
    return redirect("teams", one.mailbox_id)


@require_POST
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename it, or (``remove``) take it away."""
    user = user_of(request)
    one = get_object_or_404(Label.objects.select_related("mailbox"), pk=pk, mailbox__in=mailboxes_for(user).order_by())
    if "remove" in request.POST:
        remove_label(user=user, label=one)
        messages.success(request, _("The label has been removed."))
    else:
        one.name = name_of(request, 40) or one.name
        _saved_label(request, user, one)
    return redirect("teams", one.mailbox_id)


def _add(request: HttpRequest, user: User, box: Mailbox) -> HttpResponse:
    kind, name = request.POST.get("kind"), name_of(request, 40)
    if not name:
        messages.error(request, _("Give it a name."))
    elif kind == "team":
        _saved_team(request, user, Team(mailbox=box, name=name))
    elif kind == "label":
        _saved_label(request, user, Label(mailbox=box, name=name))
    else:
        raise Http404
    return redirect("teams", box.pk)


def _saved_team(request: HttpRequest, user: User, one: Team) -> None:
    keys = [int(key) for key in request.POST.getlist("members") if key.isascii() and key.isdigit() and len(key) <= 18]
    try:
        save_team(user=user, team=one, members=User.objects.filter(pk__in=keys))
        messages.success(request, _("The team has been saved."))
    except NameTaken:
        messages.error(request, _("The mailbox has a team of this name already."))


def _saved_label(request: HttpRequest, user: User, one: Label) -> None:
    try:
        save_label(user=user, label=one)
        messages.success(request, _("The label has been saved."))
    except NameTaken:
        messages.error(request, _("The mailbox has a label of this name already."))


def _demand_coordinator(user: User, box: Mailbox) -> None:
    if not coordinates(user, box):
        raise PermissionDenied("not a coordinator of this mailbox")
