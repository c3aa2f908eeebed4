"""Importing by hand: upload a file, look at what would change, apply it; and the log of every import."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sor.access import for_sor_administrators, user_of
from sor.forms import UploadForm
from sor.importing import imports
from sor.importing.rows import Refused
from sor.models import ChangeKind, Import, ImportState
from sor.queries import names_by_sor_code
from sor.unit_page import in_words
from sor.usage import Usage

_MOST_IMPORTS, _MOST_LISTED, _MOST_PROBLEMS = 100, 200, 200


@dataclass(frozen=True, slots=True)
class Listed:
    """The changes of one kind: ``count`` of all, ``rows`` of those to show; ``known``: the units have pages."""

    label: str
    count: int
    rows: list[dict[str, Any]]
    known: bool = True

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@require_http_methods(["GET", "HEAD", "POST"])
@for_sor_administrators
def log(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "nightly" in request.POST and settings.SOR_FILE:
        return redirect("sor:import", _preview_nightly(request).pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("sor:import", _preview(request, form).pk)
    found = Import.objects.select_related("by").defer("changes", "problems").order_by("-started_at")[:_MOST_IMPORTS]
    context = {"form": form, "imports": found, "page": "imports", "nightly": Path(settings.SOR_FILE).name}
    return render(request, "sor/imports.html", context, status=422 if request.method == "POST" else 200)


def _preview(request: HttpRequest, form: UploadForm) -> Import:
    upload: UploadedFile = form.cleaned_data["file"]
    with NamedTemporaryFile() as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        return imports.preview(
            Path(file.name), by=user_of(request), full=form.full, watched=Usage().watched, name=_name(upload)
        )


def _preview_nightly(request: HttpRequest) -> Import:
    """The file that the operator's command imports at night."""
    return imports.preview(Path(settings.SOR_FILE), by=user_of(request), watched=Usage().watched)


def _name(upload: UploadedFile) -> str:
    """The file's own name, which tells what it is; what a browser sends is not to be trusted with a path."""
    return Path(upload.name or "").name or "sor"


@require_safe
@for_sor_administrators
def show(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Import.objects.select_related("by"), pk=pk)
    context = {
        "import": record,
        "page": "imports",
        "is_preview": record.state == ImportState.PREVIEW,
        "listed": _listed(record),
        "problems": record.problems[:_MOST_PROBLEMS],
        "problem_count": record.counts.get("problems", len(record.problems)),
        "nothing_changes": not _changing(record),
    }
    return render(request, "sor/import.html", context)


def _changing(record: Import) -> int:
    return sum(record.counts.get(kind, 0) for kind in (*ChangeKind.values, "changed", "numbers"))


def _listed(record: Import) -> list[Listed]:
    codes = {
        row[side]
        for kind in (ChangeKind.NEW, ChangeKind.MOVED)
        for row in record.changes.get(kind, [])[:_MOST_LISTED]
        for side in ("old", "new")
    }
    # A new unit hangs mostly from another new one, which the register here does not know before it is applied.
    new = {row["sor_code"]: row["name"] for row in record.changes.get(ChangeKind.NEW, [])}
    names = {**new, **names_by_sor_code(codes - {""})}
    applied = record.state == ImportState.APPLIED
    return [
        Listed(
            str(kind.label), record.counts.get(kind, 0), _rows(kind, record, names), applied or kind != ChangeKind.NEW
        )
        for kind in ChangeKind
        if record.counts.get(kind, 0)
    ]


def _rows(kind: ChangeKind, record: Import, names: dict[str, str]) -> list[dict[str, Any]]:
    rows = record.changes.get(kind, [])[:_MOST_LISTED]
    return [{**row, "old": in_words(kind, row["old"], names), "new": in_words(kind, row["new"], names)} for row in rows]


@require_POST
@for_sor_administrators
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(Import, pk=pk)
    try:
        done = imports.carry_out(record, by=user_of(request), force="force" in request.POST)
    except ValueError:
        messages.info(request, _("This file has been applied or refused already."))
    except Refused as refused:
        messages.error(request, _("Nothing was applied: %(reason)s") % {"reason": refused})
    else:
        _say(request, done)
    return redirect("sor:import", pk)


def _say(request: HttpRequest, done: Import) -> None:
    if done.state == ImportState.APPLIED:
        messages.success(request, _("The file is applied."))
    else:
        messages.error(request, _("Nothing was applied: %(reason)s") % {"reason": done.refusal})
