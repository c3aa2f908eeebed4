"""The user's drafts of one mailbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from correspondence.queries.drafts import draft_rows
from correspondence.views.request import mailbox_or_404, user_of


@require_safe
def drafts(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    mailbox = mailbox_or_404(user, pk)
    request.mailbox_id = mailbox.pk  # type: ignore[attr-defined]
    context = {"mailbox": {"pk": mailbox.pk, "name": str(mailbox)}, "rows": draft_rows(user, mailbox)}
    return render(request, "correspondence/drafts.html", context)
