"""The lists of threads, of one mailbox or of all the user's, and their "something new" bar."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from correspondence.access import mailboxes_for
from correspondence.actions.take_back import last_step
from correspondence.asked_once import mailboxes_of
from correspondence.models import Mailbox
from correspondence.queries.inbox import Page, inbox_page, list_mark, news_count
from correspondence.queries.lists import Wanted
from correspondence.queries.working import categories_of, category_choices, filters_of, list_title, menus_of
from correspondence.views.request import mailbox_or_404, user_of
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
    if user.is_auditor:
        return redirect("trail")
    return render(request, "correspondence/no_mailbox.html")


@require_safe
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    box = mailbox_or_404(user_of(request), pk)
    request.mailbox_id = box.pk  # type: ignore[attr-defined]
    return _list(request, box, [box])


@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    """All the user's mailboxes together."""
    boxes = list(mailboxes_for(user_of(request)))
    if not boxes:
        return render(request, "correspondence/no_mailbox.html")
    request.all_mailboxes = True  # type: ignore[attr-defined]
    return _list(request, None, boxes)


@require_safe
def categories(request: HttpRequest, pk: int) -> HttpResponse:
    """The categories of the mailbox's open threads, with how many there are of each."""
    user = user_of(request)
    box = mailbox_or_404(user, pk)
    request.mailbox_id = box.pk  # type: ignore[attr-defined]
    context = {"mailbox": {"pk": box.pk, "name": str(box)}, "categories": categories_of(user, box)}
    return render(request, "correspondence/categories.html", context)


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar above the list: what has come in, or been changed by others, since it was shown. Moves nothing itself."""
    user = user_of(request)
    box = mailbox_or_404(user, pk)
    return with_unread(_news(request, [box]), user, box.pk)


@require_safe
def all_news(request: HttpRequest) -> HttpResponse:
    return _news(request, list(mailboxes_for(user_of(request))))


def _list(request: HttpRequest, box: Mailbox | None, boxes: list[Mailbox]) -> HttpResponse:
    user, wanted, before = user_of(request), Wanted.of(request.GET), request.GET.get("before", "")
    request.list_query = wanted.query  # type: ignore[attr-defined]
    page = inbox_page(user, boxes, wanted=wanted, before=before)
    context = {
        "mailbox": {"pk": box.pk, "name": str(box)} if box else None,
        "wanted": wanted,
        "title": list_title(wanted, box),
        "filters": filters_of(wanted, box),
        "menus": menus_of(user, box, mailboxes_of(request)),
        "category_choices": category_choices(),
        "undo_step": last_step(user),
        **_addresses(box, wanted, page, before),
    }
    return render(request, "correspondence/inbox.html", context)


def _addresses(box: Mailbox | None, wanted: Wanted, page: Page, before: str) -> dict[str, Any]:
    """Of the list itself, its next page, its poll (on the first page only), and where its steps are taken."""
    here = reverse("mailbox", args=[box.pk]) if box else reverse("mailboxes")
    poll = reverse("mailbox-news", args=[box.pk]) if box else reverse("mailboxes-news")
    since = urlencode({"since": page.newest, "state": page.mark})
    return {
        "rows": page.rows,
        "list_url": _with(here, wanted.query),
        "next_url": _with(here, wanted.query, urlencode({"before": page.older})) if page.older else None,
        "poll_url": _with(poll, wanted.query, since) if not before else None,
        "bulk_url": reverse("mailbox-bulk", args=[box.pk]) if box else reverse("mailboxes-bulk"),
        "more": bool(page.older or before),
    }


def _with(address: str, *queries: str) -> str:
    query = "&".join(one for one in queries if one)
    return f"{address}?{query}" if query else address


def _news(request: HttpRequest, boxes: list[Mailbox]) -> HttpResponse:
    user, wanted, state = user_of(request), Wanted.of(request.GET), request.GET.get("state", "")
    if state and list_mark(user, boxes, wanted=wanted) == state:
        return HttpResponse(status=204)
    count = news_count(user, boxes, wanted=wanted, since=request.GET.get("since", ""))
    if not count and not state:
        return HttpResponse(status=204)
    context = {"news_count": count, "changed": bool(state), "list_query": wanted.query}
    return render(request, "correspondence/inbox.html#news", context)
