"""The list under the receiver field, while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sor.picker import QUERY, found
from sor.queries import by_sor_code
from sor.views.request import user_of


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A fragment: options for the picker's list. ``receiver_query`` was typed, ``own`` is the SOR code written from.

    Open to everybody who is logged in: the register is public, and nothing here is about citizens.
    """
    query = request.GET.get(QUERY, "").strip()[:200]
    hits = found(query, user=user_of(request), own=by_sor_code(request.GET.get("own", "")))
    return render(request, "components/receiver_options.html", {"hits": hits, "query": query})
