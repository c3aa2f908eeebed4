"""The inbox and its "something new" bar."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from correspondence.access import mailboxes_for
from correspondence.queries.inbox import inbox_page, news_count
from correspondence.views.request import user_of
from correspondence.views.unread import with_unread


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """The front page: the user's first mailbox, or what an administrator works with, or that there is none yet."""
    user = user_of(request)
    if mailbox := mailboxes_for(user).first():
        return redirect("mailbox", mailbox.pk)
    if user.is_system_administrator:
        return redirect("deliveries")
    if user.is_sor_administrator:
        return redirect("sor:tree")
    return render(request, "correspondence/no_mailbox.html")


@require_safe
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    box = get_object_or_404(mailboxes_for(user), pk=pk)
    request.mailbox_id = box.pk  # type: ignore[attr-defined]
    undelivered = request.GET.get("show") == "undelivered"
    page = inbox_page(user, box, before=request.GET.get("before", ""), undelivered=undelivered)
    here, kept = reverse("mailbox", args=[box.pk]), {"show": "undelivered"} if undelivered else {}
    context = {
        "mailbox": {"pk": box.pk, "name": str(box)},
        "rows": page.rows,
        "next_url": f"{here}?{urlencode({**kept, 'before': page.older})}" if page.older else None,
        "undelivered": undelivered,
        "newest": page.newest,
        "poll_url": f"{reverse('mailbox-news', args=[box.pk])}?{urlencode({'since': page.newest})}",
    }
    return render(request, "correspondence/inbox.html", context)


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar above the list: how many threads have moved since the list was shown. Moves nothing itself."""
    user = user_of(request)
    box = get_object_or_404(mailboxes_for(user), pk=pk)
    count = news_count(user, box, since=request.GET.get("since", ""))
    if not count:
        return with_unread(HttpResponse(status=204), user, box.pk)
    context = {"news_count": count, "mailbox": {"pk": box.pk}}
    return with_unread(render(request, "correspondence/inbox.html#news", context), user, box.pk)
