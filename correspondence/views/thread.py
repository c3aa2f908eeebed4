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
from correspondence.actions.note import read_notes
from correspondence.actions.read import read_thread
from correspondence.actions.take_back import last_step
from correspondence.actions.undo import undoable
from correspondence.models import MESSAGES_AND_PARTIES, Message, Thread
from correspondence.queries.thread import shown_messages, shown_thread
from correspondence.queries.working import work_of
from correspondence.queries.writing import forwards_of
from correspondence.views.beside import beside_context, newest_note
from correspondence.views.compose_page import writing_context
from correspondence.views.desk import THREAD, Desk, desk_for_reply
from correspondence.views.request import user_of
from portal import clock
from portal.models import User


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread, read by whoever gets this page."""
    user = user_of(request)
    threads = threads_for(user).select_related(*THREAD, "assignee", "team")
    threads = threads.prefetch_related("citizen_identifiers", MESSAGES_AND_PARTIES)
    one = get_object_or_404(threads, pk=pk)
    read_to = read_thread(user=user, thread=one)
    request.mailbox_id = one.mailbox_id  # type: ignore[attr-defined]
    reading = shown_messages(one, read_to=read_to, everything="alle" in request.GET)
    desk = _desk(user, one)
    beside = beside_context(user, one)
    context: dict[str, Any] = {
        "thread": shown_thread(one),
        "messages": reading.messages,
        "older": reading.older,
        "can_reply": desk is not None,
        "verbs": desk is not None,
        "answerable": {message.pk for message in answerable(one)} if desk else set(),
        "forwards": forwards_of(one),
        "undo": _undo(undoable(user, one)),
        "reply_refusal": _("You may read this mailbox but not send from it."),
        "work": work_of(user, one),
        "undo_step": last_step(user),
        "inbox_url": reverse("mailbox", args=[one.mailbox_id]),
        **beside,
        **(writing_context(desk, desk.form()) if desk else {}),
    }
    if newest := newest_note(beside):
        read_notes(user=user, thread=one, newest=newest)
    return render(request, "correspondence/thread.html", context)


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
