"""The thread page, with the reply under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from correspondence.access import threads_for
from correspondence.actions.history import answerable
from correspondence.actions.read import read_notes, read_thread
from correspondence.actions.take_back import last_step
from correspondence.actions.undo import undoable
from correspondence.asked_once import mailboxes_of
from correspondence.models import CitizenIdentifier, Message, Thread, keep_messages
from correspondence.queries.colleagues import colleagues
from correspondence.queries.drafts import keep_drafts
from correspondence.queries.row_facts import read_to_of, with_read_to, with_traces
from correspondence.queries.thread import shown_messages, shown_thread
from correspondence.queries.working import work_of
from correspondence.queries.writing import forwards_of
from correspondence.views.beside import beside_context, newest_note, writes_here
from correspondence.views.compose_page import writing_context
from correspondence.views.desk import desk_for_reply
from correspondence.views.request import user_of
from portal import clock
from portal.compiled import Compiled, give
from portal.models import User


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread, read by whoever gets this page."""
    user = user_of(request)
    one = _thread(user, pk)
    read_to = read_thread(user=user, thread=one, before=read_to_of(one))
    request.mailbox_id = one.mailbox_id  # type: ignore[attr-defined]
    reading = shown_messages(one, read_to=read_to, everything="alle" in request.GET)
    people = colleagues(one.mailbox_id)
    desk = desk_for_reply(user, one, writes=True) if writes_here(user, people) else None
    beside = beside_context(user, one, people)
    context: dict[str, Any] = {
        "thread": shown_thread(one),
        "messages": reading.messages,
        "older": reading.older,
        "can_reply": desk is not None,
        "verbs": _verbs(one) if desk else None,
        "answerable": frozenset(message.pk for message in answerable(one)) if desk else frozenset(),
        "forwards": forwards_of(one),
        "undo": _undo(undoable(user, one)),
        "reply_refusal": _("You may read this mailbox but not send from it."),
        "work": work_of(user, one, people, mailboxes_of(request)),
        "undo_step": last_step(user),
        "inbox_url": reverse("mailbox", args=[one.mailbox_id]),
        **beside,
        **(writing_context(desk, desk.form()) if desk else {}),
    }
    if newest := newest_note(beside):
        read_notes(user=user, thread=one, newest=newest)
    return render(request, "correspondence/thread.html", context)


def _with_everything(user: int, pk: int) -> QuerySet[Thread]:
    person = User(pk=user)
    threads = with_traces(with_read_to(threads_for(person).filter(pk=pk), person))
    return threads.select_related("mailbox__organisation", "own_party", "other_party", "assignee", "team")


_THREADS = Compiled(_with_everything)
_IDENTIFIERS = Compiled(lambda thread: CitizenIdentifier.objects.filter(thread=thread))


def _thread(user: User, pk: int) -> Thread:
    """With everything that several parts of its page ask for. Http404 for strangers."""
    thread = next(iter(_THREADS(user.pk, pk)), None)
    if thread is None:
        raise Http404
    if thread.home_id == thread.mailbox_id:  # it has not been moved
        thread.home = thread.mailbox
    give(thread, "citizen_identifiers", _IDENTIFIERS(thread.pk))
    keep_messages(thread)
    keep_drafts(user, thread)
    return thread


@dataclass(frozen=True, slots=True)
class Verbs:
    """Where a message of the thread is answered, passed on, or answered in a new thread."""

    reply: str
    forward: str
    new: str


def _verbs(thread: Thread) -> Verbs:
    return Verbs(*(reverse(name, args=[thread.pk]) for name in ("reply", "forward", "write-from")))


def _undo(message: Message | None) -> dict[str, int] | None:
    """The message that can be taken back, and for how many seconds."""
    if message is None:
        return None
    left = (message.delivery.due_at - clock.now()).total_seconds()
    return {"pk": message.pk, "seconds": max(1, int(left))}
