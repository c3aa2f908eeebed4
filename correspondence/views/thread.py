"""The thread page, with the reply under it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from correspondence.access import threads_for
from correspondence.actions.history import answerable
from correspondence.actions.read import read_thread
from correspondence.actions.take_back import last_step
from correspondence.actions.undo import undoable
from correspondence.models import Message, Thread
from correspondence.queries.thread import shown_messages, shown_thread
from correspondence.queries.working import work_news, work_of
from correspondence.queries.writing import forwards_of
from correspondence.views.compose_page import writing_context
from correspondence.views.desk import THREAD, Desk, desk_for_reply
from correspondence.views.request import user_of
from portal import clock
from portal.models import User


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread, read by whoever gets this page."""
    user = user_of(request)
    threads = threads_for(user).select_related(*THREAD, "assignee", "team").prefetch_related("citizen_identifiers")
    one = get_object_or_404(threads, pk=pk)
    read_to = read_thread(user=user, thread=one)
    request.mailbox_id = one.mailbox_id  # type: ignore[attr-defined]
    desk = _desk(user, one)
    context: dict[str, Any] = {
        "thread": shown_thread(one),
        "messages": shown_messages(one, read_to=read_to),
        "can_reply": desk is not None,
        "verbs": desk is not None,
        "answerable": {message.pk for message in answerable(one)} if desk else set(),
        "forwards": forwards_of(one),
        "undo": _undo(undoable(user, one)),
        "reply_refusal": _("You may read this mailbox but not send from it."),
        "work": work_of(user, one),
        "undo_step": last_step(user),
        "inbox_url": reverse("mailbox", args=[one.mailbox_id]),
        **(writing_context(desk, desk.form()) if desk else {}),
    }
    return render(request, "correspondence/thread.html", context)


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar on the thread's page: what others have done to it since. Shows no message and moves nothing."""
    user = user_of(request)
    one = get_object_or_404(threads_for(user).select_related("assignee", "team"), pk=pk)
    words = work_news(user, one, request.GET.get("state", ""))
    if not words:
        return HttpResponse(status=204)
    context = {"work_news": words, "work_news_url": reverse("thread", args=[pk])}
    return render(request, "components/thread_work.html#news", context)


def _desk(user: User, thread: Thread) -> Desk | None:
    """For the reply under the thread; None when the user may only read, or nothing can be answered."""
    try:
        return desk_for_reply(user, thread)
    except PermissionDenied:
        return None


def _undo(message: Message | None) -> dict[str, int] | None:
    """The message that can be taken back, and for how many seconds."""
    if message is None:
        return None
    left = (message.delivery.due_at - clock.now()).total_seconds()
    return {"pk": message.pk, "seconds": max(1, int(left))}
