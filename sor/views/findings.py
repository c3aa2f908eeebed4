"""What to have put right in SOR, on the screen and as a file."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import audit
from sor.access import for_sor_administrators, user_of
from sor.findings import as_csv, findings


@require_safe
@for_sor_administrators
def page(request: HttpRequest) -> HttpResponse:
    groups = [(kind, list(some)) for kind, some in groupby(findings(), key=lambda one: one.kind)]
    return render(request, "sor/findings.html", {"groups": groups, "page": "findings"})


@require_safe
@for_sor_administrators
def download(request: HttpRequest) -> HttpResponse:
    found = findings()
    audit.record(user_of(request), "sor.findings_downloaded", None, count=len(found))
    # With a byte order mark: without it a spreadsheet takes the file for another alphabet.
    response = HttpResponse("\ufeff" + as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sor-fund.csv"'
    return response
