"""The auditor's page. Who reads the trail stands in it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from correspondence.forms.trail import TrailForm
from correspondence.queries.trail import Row, trail_page
from correspondence.trail_words import subject_words
from correspondence.views.request import user_of
from portal import audit


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The page does not exist for anybody but an auditor."""
    if not user_of(request).is_auditor:
        raise Http404
    form = TrailForm(request.GET)
    rows, older = _read(request, form) if form.is_valid() else ([], "")
    kept = {name: value for name in form.fields if (value := request.GET.get(name))}
    context = {
        "form": form,
        "rows": rows,
        "older_url": f"{reverse('trail')}?{urlencode({**kept, 'before': older})}" if older else "",
        "filtered": bool(kept),
        "about": _about(form),
    }
    return render(request, "auditor/trail.html", context)


def _read(request: HttpRequest, form: TrailForm) -> tuple[list[Row], str]:
    found = trail_page(form.asked, request.GET.get("before", ""))
    audit.record(user_of(request), "trail.read", None, **form.asked.as_details())
    return found


def _about(form: TrailForm) -> str:
    kind, _, key = (form.cleaned_data.get("subject") or "").partition("-")
    return subject_words(kind, key, {})
