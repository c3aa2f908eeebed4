"""The operator's page. It shows states and faults of documents, never what is in them."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from correspondence.actions.retry import retry_delivery, retry_raw
from correspondence.models import Delivery, RawDelivery
from correspondence.queries.deliveries import inbound_page, outbound_page
from correspondence.views.request import user_of


def _demand_operator(request: HttpRequest) -> None:
    if not user_of(request).is_system_administrator:
        raise Http404


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    _demand_operator(request)
    troubled = request.GET.get("show") == "trouble"
    here = reverse("deliveries")
    inbound, inbound_next = inbound_page(troubled=troubled, before=request.GET.get("in", ""))
    outbound, outbound_next = outbound_page(troubled=troubled, before=request.GET.get("out", ""))
    context = {
        "inbound": inbound,
        "outbound": outbound,
        "inbound_next_url": _next(here, troubled, "in", inbound_next),
        "outbound_next_url": _next(here, troubled, "out", outbound_next),
        "filters": [
            {"label": _("All"), "url": here, "current": not troubled},
            {"label": _("Refused and failed"), "url": f"{here}?show=trouble", "current": troubled},
        ],
    }
    return render(request, "operator/deliveries.html", context)


def _next(here: str, troubled: bool, name: str, cursor: str) -> str:
    return f"{here}?{urlencode({**({'show': 'trouble'} if troubled else {}), name: cursor})}" if cursor else ""


@require_POST
def retry_inbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    _demand_operator(request)
    raw = get_object_or_404(RawDelivery, pk=pk)
    _say(request, retry_raw(user=user_of(request), raw=raw))
    return redirect("deliveries")


@require_POST
def retry_outbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    _demand_operator(request)
    delivery = get_object_or_404(Delivery, pk=pk)
    _say(request, retry_delivery(user=user_of(request), delivery=delivery))
    return redirect("deliveries")


def _say(request: HttpRequest, moved: bool) -> None:
    if moved:
        messages.success(request, _("The worker tries again in a moment."))
    else:
        messages.info(request, _("Nothing to try again: it has moved on since the page was shown."))
