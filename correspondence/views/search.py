"""The search field and what it finds. What was written goes by POST and stays here: an address holds a token."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from correspondence.access import searches_for
from correspondence.actions.search import record_search, remember_query
from correspondence.forms.search import FiltersForm
from correspondence.models import SearchQuery
from correspondence.queries.found import FoundPage, found_page
from correspondence.search.asked import asked
from correspondence.views.request import user_of


@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The page before anything is searched for; a POST leads to what it finds."""
    user = user_of(request)
    if request.method != "POST":
        nothing = {"filters": FiltersForm(request.GET, user=user), "search_page": True}
        return render(request, "correspondence/search.html", nothing)
    text = " ".join(request.POST.get("q", "").replace("\x00", "").split())[: SearchQuery.TEXT_LENGTH]
    here = reverse("search")
    if text:
        here = reverse("search-results", args=[remember_query(user=user, text=text).pk])
    kept = FiltersForm(request.POST, user=user).in_address()
    return redirect(f"{here}?{kept}" if kept else here)


@require_safe
def results(request: HttpRequest, token: UUID) -> HttpResponse:
    """One page of what the user's own query finds in their mailboxes as they are now."""
    user = user_of(request)
    query = get_object_or_404(searches_for(user), pk=token)
    form, meant = FiltersForm(request.GET, user=user), asked(query.text)
    page = found_page(user, meant, form.filters(), before=request.GET.get("before", ""))
    if not page.mailboxes:  # nowhere to search: the page does not exist for somebody without mailboxes
        raise Http404
    record_search(user=user, asked=meant, mailboxes=page.mailboxes, hits=len(page.rows))
    context: dict[str, Any] = {
        "filters": form,
        "search_text": query.text,
        "search_page": True,
        "searched": True,
        "rows": page.rows,
        "by_number": meant.by_number,
        "first_url": f"?{form.in_address()}" if request.GET.get("before") else "",
        "next_url": _next_url(form, page),
    }
    return render(request, "correspondence/search.html", context)


def _next_url(form: FiltersForm, page: FoundPage) -> str:
    if not page.older:
        return ""
    return "?" + "&".join(filter(None, [form.in_address(), urlencode({"before": page.older})]))
