"""A person's own favourite receivers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sor.access import text_of, user_of
from sor.actions import set_favourite
from sor.models import Organisation
from sor.search import remembered, search


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    query = text_of(request, "q")
    user = user_of(request)
    hits = search(query, user=user) if query else remembered(user, 50)
    return render(request, "sor/favourites.html", {"query": query, "hits": hits})


@require_POST
def change(request: HttpRequest, sor_code: str) -> HttpResponse:
    unit = get_object_or_404(Organisation, sor_code=sor_code)
    set_favourite(user=user_of(request), unit=unit, wanted="wanted" in request.POST)
    return redirect("sor:favourites")
