"""The operator's page, and what people do about one delivery. States and faults, never what a document says."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from correspondence.access import threads_for
from correspondence.actions import retry
from correspondence.models import Delivery, RawDelivery
from correspondence.queries.deliveries import inbound_page, outbound_page
from correspondence.queries.figures import figures
from correspondence.views.request import demand_operator, user_of


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    demand_operator(request)
    kept = {name: value for name in ("show", "q") if (value := request.GET.get(name, "").strip())}
    troubled, identifier = kept.get("show") == "trouble", kept.get("q", "")
    inbound, inbound_next = inbound_page(troubled=troubled, identifier=identifier, before=request.GET.get("in", ""))
    outbound, outbound_next = outbound_page(troubled=troubled, identifier=identifier, before=request.GET.get("out", ""))
    here = reverse("deliveries")
    context = {
        "figures": figures(),
        "identifier": identifier,
        "inbound": inbound,
        "outbound": outbound,
        "inbound_next_url": f"{here}?{urlencode({**kept, 'in': inbound_next})}" if inbound_next else "",
        "outbound_next_url": f"{here}?{urlencode({**kept, 'out': outbound_next})}" if outbound_next else "",
        "filters": [
            {"label": _("All"), "url": here, "current": not troubled},
            {"label": _("Refused and failed"), "url": f"{here}?show=trouble", "current": troubled},
        ],
    }
    return render(request, "operator/deliveries.html", context)


@require_POST
def retry_inbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    raw = get_object_or_404(RawDelivery, pk=pk)
    return _back(request, retry.retry_raw(user=user_of(request), raw=raw), _("The worker tries again in a moment."))


@require_POST
def set_aside_inbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    raw = get_object_or_404(RawDelivery, pk=pk)
    return _back(request, retry.set_aside_raw(user=user_of(request), raw=raw), _("Set aside. The document is kept."))


@require_POST
def retry_outbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    one = get_object_or_404(Delivery, pk=pk)
    moved = retry.retry_delivery(user=user_of(request), delivery=one)
    return _back(request, moved, _("The worker tries again in a moment."))


@require_POST
def stop_outbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    one = get_object_or_404(Delivery, pk=pk)
    return _back(request, retry.stop_delivery(user=user_of(request), delivery=one), _("It is sent no more."))


@require_POST
def handled_outbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    one = get_object_or_404(Delivery, pk=pk)
    return _back(request, retry.mark_handled(user=user_of(request), delivery=one), _("Marked as dealt with."))


def _back(request: HttpRequest, moved: bool, done: str) -> HttpResponse:
    _say(request, moved, done)
    return redirect("deliveries")


def _say(request: HttpRequest, moved: bool, done: str) -> None:
    if moved:
        messages.success(request, done)
    else:
        messages.info(request, _("Nothing to do: it has moved on since the page was shown."))


@require_POST
def resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sender asks for their own message to be sent again."""
    one = _of_user(request, pk)
    _say(request, retry.resend(user=user_of(request), delivery=one), _("The message is sent again in a moment."))
    return redirect("thread", one.message.thread_id)  # type: ignore[union-attr]


@require_POST
def handled(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sender has reached the receiver another way."""
    one = _of_user(request, pk)
    _say(request, retry.settle(user=user_of(request), delivery=one), _("Marked as dealt with."))
    return redirect("thread", one.message.thread_id)  # type: ignore[union-attr]


def _of_user(request: HttpRequest, pk: UUID) -> Delivery:
    own = Delivery.objects.filter(message__thread__in=threads_for(user_of(request)))
    return get_object_or_404(own.select_related("message__thread__mailbox", "mailbox"), pk=pk)
