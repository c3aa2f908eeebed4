"""The citizen's page: every thread about one citizen. Its address names a thread, never the citizen."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from correspondence.access import threads_for
from correspondence.actions.search import record_citizen
from correspondence.queries.citizen import citizen_page
from correspondence.views.request import user_of


@require_safe
def citizen(request: HttpRequest, pk: int) -> HttpResponse:
    """All threads about the citizen of the thread ``pk`` that the user may see."""
    user = user_of(request)
    thread = get_object_or_404(threads_for(user).prefetch_related("citizen_identifiers"), pk=pk)
    page = citizen_page(user, thread, before=request.GET.get("before", ""))
    record_citizen(user=user, thread=thread, hits=len(page.rows))
    context = {
        "citizen": page,
        "thread_url": reverse("thread", args=[thread.pk]),
        "first_url": "?" if request.GET.get("before") else "",
        "next_url": f"?{urlencode({'before': page.older})}" if page.older else "",
    }
    return render(request, "correspondence/citizen.html", context)
