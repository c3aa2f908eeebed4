"""The operator's page of one document. Its text is shown for a stated reason only, and every time is audited."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from correspondence.actions.open_document import Expired, open_delivery, open_raw
from correspondence.models import Delivery, RawDelivery
from correspondence.queries.documents import ShownDocument, inbound_document, outbound_document, shown_text
from correspondence.views.request import demand_operator, user_of

_CPR = re.compile(r"\d{6}[ -]?\w{4}")


class OpenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you open it?"),
        min_length=5,
        max_length=300,
        help_text=_("It may hold a citizen's message. What you write here stands in the audit trail."),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if _CPR.search(reason):
            raise forms.ValidationError(gettext("Leave the citizen's number out: the trail is read by others."))
        return reason


@require_safe
def inbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    return _page(request, inbound_document(get_object_or_404(RawDelivery, pk=pk)), OpenForm())


@require_safe
def outbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    return _page(request, outbound_document(get_object_or_404(Delivery, pk=pk)), OpenForm())


@require_POST
def open_inbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    raw, form = get_object_or_404(RawDelivery, pk=pk), OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, inbound_document(raw), form, status=422)
    return _opened(
        request,
        inbound_document(raw),
        form,
        lambda **how: open_raw(user=user_of(request), raw=raw, **how),
    )


@require_POST
def open_outbound(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand_operator(request)
    delivery, form = get_object_or_404(Delivery, pk=pk), OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, outbound_document(delivery), form, status=422)
    chosen = request.POST.get("transmission", "")
    transmission = get_object_or_404(delivery.events.exclude(stored_as=""), pk=chosen) if chosen.isdigit() else None
    return _opened(
        request,
        outbound_document(delivery),
        form,
        lambda **how: open_delivery(user=user_of(request), delivery=delivery, transmission=transmission, **how),
    )


def _opened(request: HttpRequest, document: ShownDocument, form: OpenForm, open_it: Any) -> HttpResponse:
    download = "download" in request.POST
    try:
        data: bytes = open_it(reason=form.cleaned_data["reason"], download=download)
    except (Expired, FileNotFoundError):
        form.add_error(None, gettext("The document is no longer kept."))
        return _page(request, document, form, status=422)
    return _file(data) if download else _page(request, document, form, text=shown_text(data))


def _file(data: bytes) -> HttpResponse:
    """As an opaque file: no browser is to make anything of it."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = 'attachment; filename="document.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _page(
    request: HttpRequest, document: ShownDocument, form: OpenForm, *, status: int = 200, **shown: Any
) -> HttpResponse:
    return render(request, "operator/document.html", {"document": document, "form": form, **shown}, status=status)
