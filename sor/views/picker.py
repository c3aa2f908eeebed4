"""The list under the receiver field, while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sor.access import text_of, user_of
from sor.picker import QUERY, found
from sor.queries import by_sor_code


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A fragment: options for the picker's list. ``receiver_query`` was typed, ``own`` is the SOR code written from.

    Open to everybody who is logged in: the register is public, and nothing here is about citizens.
    """
    query = text_of(request, QUERY)
    hits = found(query, user=user_of(request), own=by_sor_code(text_of(request, "own")))
    return render(request, "components/receiver_options.html", {"hits": hits, "query": query})
