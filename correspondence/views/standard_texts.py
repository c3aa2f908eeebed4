"""A mailbox's standard texts: everybody who works there may read them, coordinators change them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from correspondence.access import coordinates, mailboxes_for
from correspondence.actions.standard_text import remove_text, save_text
from correspondence.forms.standard_text import StandardTextForm
from correspondence.models import Mailbox, StandardText
from correspondence.views.request import mailbox_or_404, user_of


@require_safe
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    mailbox = _mailbox_or_404(request, pk)
    sought = request.GET.get("q", "").strip()[:100]
    found = mailbox.standard_texts.all()
    for word in sought.split():
        found = found.filter(Q(name__icontains=word) | Q(text__icontains=word))
    context = {
        "mailbox": {"pk": mailbox.pk, "name": str(mailbox)},
        "texts": found,
        "sought": sought,
        "may_change": coordinates(user_of(request), mailbox),
    }
    return render(request, "correspondence/standard_texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _mailbox_or_404(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    text = _text_or_404(request, pk)
    return _edit(request, text.mailbox, text)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    text = _text_or_404(request, pk)
    _demand_coordinator(request, text.mailbox)
    remove_text(user=user_of(request), text=text)
    messages.success(request, _("The standard text has been deleted."))
    return redirect("standard-texts", text.mailbox_id)


def _edit(request: HttpRequest, mailbox: Mailbox, text: StandardText | None) -> HttpResponse:
    _demand_coordinator(request, mailbox)
    form = StandardTextForm(request.POST or None, instance=text, mailbox=mailbox)
    if request.method == "POST" and form.is_valid():
        save_text(user=user_of(request), text=form.save(commit=False))
        messages.success(request, _("The standard text has been saved."))
        return redirect("standard-texts", mailbox.pk)
    context = {"form": form, "text": text, "mailbox": {"pk": mailbox.pk, "name": str(mailbox)}}
    return render(request, "correspondence/standard_text.html", context, status=422 if form.errors else 200)


def _mailbox_or_404(request: HttpRequest, pk: int) -> Mailbox:
    request.mailbox_id = pk  # type: ignore[attr-defined]
    return mailbox_or_404(user_of(request), pk)


def _text_or_404(request: HttpRequest, pk: int) -> StandardText:
    texts = StandardText.objects.filter(mailbox__in=mailboxes_for(user_of(request)))
    text = get_object_or_404(texts.select_related("mailbox__organisation"), pk=pk)
    request.mailbox_id = text.mailbox_id  # type: ignore[attr-defined]
    return text


def _demand_coordinator(request: HttpRequest, mailbox: Mailbox) -> None:
    if not coordinates(user_of(request), mailbox):
        raise PermissionDenied("not a coordinator of this mailbox")
