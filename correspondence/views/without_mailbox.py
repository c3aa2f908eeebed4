"""What came to units of ours that no mailbox serves. Who a message is about and what it says is not shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from correspondence.actions.route import Receiver, route, unroute
from correspondence.models import Mailbox
from correspondence.queries.unrouted import standing, waiting
from correspondence.views.request import user_of
from sor.access import for_sor_administrators


@require_safe
@for_sor_administrators
def page(request: HttpRequest) -> HttpResponse:
    boxes = Mailbox.objects.filter(is_open=True).select_related("organisation").order_by("organisation__name")
    context = {"waiting": waiting(), "standing": standing(), "mailboxes": boxes, "page": "without"}
    return render(request, "sor/without_mailbox.html", context)


@require_POST
@for_sor_administrators
def send_on(request: HttpRequest) -> HttpResponse:
    mailbox = get_object_or_404(Mailbox, pk=_number(request.POST.get("mailbox", "")), is_open=True)
    count = route(
        user=user_of(request), receiver=_receiver(request), mailbox=mailbox, for_good="for_good" in request.POST
    )
    words = ngettext("%(count)s message goes to %(mailbox)s.", "%(count)s messages go to %(mailbox)s.", count)
    messages.success(request, words % {"count": count, "mailbox": mailbox})
    return redirect("without-mailbox")


@require_POST
@for_sor_administrators
def end(request: HttpRequest) -> HttpResponse:
    if unroute(user=user_of(request), receiver=_receiver(request)):
        messages.success(request, _("New messages to the unit wait here again."))
    return redirect("without-mailbox")


def _receiver(request: HttpRequest) -> Receiver:
    return Receiver(_code(request, "sor_code")[:20], _code(request, "gln")[:13])


def _code(request: HttpRequest, name: str) -> str:
    text = request.POST.get(name, "")
    return text if text.isalnum() else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
