"""How a mailbox is doing: a page for its coordinators, and the same numbers as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from correspondence.queries.overview import PERIODS, overview
from correspondence.queries.overview_shown import as_csv, category_lines, chart, oldest_rows, week_lines
from correspondence.views.coordinator import coordinated_or_404, shown
from correspondence.views.request import user_of
from portal import audit


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    mailbox, weeks = coordinated_or_404(request, pk), _weeks(request)
    found = overview(user_of(request), mailbox, weeks)
    context = {
        **shown(mailbox, "overview"),
        "periods": PERIODS,
        "weeks": weeks,
        "found": found,
        "chart": chart(found.weeks),
        "week_lines": week_lines(found.weeks),
        "category_lines": category_lines(found.categories),
        "oldest": oldest_rows(found),
    }
    return render(request, "coordinator/overview.html", context)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """No personal data in it; who took it is recorded all the same."""
    mailbox, weeks = coordinated_or_404(request, pk), _weeks(request)
    found = overview(user_of(request), mailbox, weeks)
    audit.record(user_of(request), "overview.downloaded", mailbox, weeks=weeks)
    # With a byte order mark: without it a spreadsheet takes the file for another alphabet.
    response = HttpResponse("\ufeff" + as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="overblik.csv"'
    return response


def _weeks(request: HttpRequest) -> int:
    asked = request.GET.get("uger", "")
    return next((one for one in PERIODS if str(one) == asked), PERIODS[0])
