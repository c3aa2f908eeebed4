"""The lists somebody has saved in a mailbox, and those its coordinators share."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from correspondence.access import coordinates, mailboxes_for
from correspondence.actions.saved_view import NameTaken, remove_view, rename_view, save_view
from correspondence.models import Mailbox, SavedView
from correspondence.views.request import mailbox_or_404, user_of


@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest, pk: int) -> HttpResponse:
    """All of them, to be renamed or removed; a POST saves another."""
    user = user_of(request)
    box = mailbox_or_404(user, pk)
    request.mailbox_id = box.pk  # type: ignore[attr-defined]
    if request.method == "POST":
        return _save(request, box)
    saved = SavedView.objects.filter(Q(user=user) | Q(user=None), mailbox=box).order_by("name")
    context = {
        "mailbox": {"pk": box.pk, "name": str(box)},
        "saved": saved,
        "coordinates": coordinates(user, box),
    }
    return render(request, "correspondence/saved_views.html", context)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename it, or (``remove``) remove it."""
    user = user_of(request)
    seen = SavedView.objects.filter(Q(user=user) | Q(user=None), mailbox__in=mailboxes_for(user).order_by())
    view = get_object_or_404(seen.select_related("mailbox"), pk=pk)
    if "remove" in request.POST:
        remove_view(user=user, view=view)
        messages.success(request, _("The list has been removed from the saved ones."))
    elif name := name_of(request):
        try:
            rename_view(user=user, view=view, name=name)
            messages.success(request, _("The list has a new name."))
        except NameTaken:
            messages.error(request, _("There is a saved list of this name already."))
    return redirect("saved-views", view.mailbox_id)


def _save(request: HttpRequest, box: Mailbox) -> HttpResponse:
    query, name = request.POST.get("query", "")[:500], name_of(request)
    if not name:
        messages.error(request, _("Give the list a name."))
        return redirect("saved-views", box.pk)
    try:
        user = user_of(request)
        view = save_view(user=user, mailbox=box, name=name, query=query, shared="shared" in request.POST)
    except NameTaken:
        messages.error(request, _("There is a saved list of this name already."))
        return redirect("saved-views", box.pk)
    messages.success(request, _("The list has been saved. It stands beside the others from now on."))
    here = reverse("mailbox", args=[box.pk])
    return redirect(f"{here}?{view.query}" if view.query else here)


def name_of(request: HttpRequest, length: int = 60) -> str:
    """The name that was typed, in one line without anything unseen in it."""
    words = " ".join(request.POST.get("name", "").replace("\0", "").split())
    return words[:length]
