"""The writing page: new, reply and forward, each at its own address, and drafts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from correspondence.access import threads_for, writable_mailboxes_for
from correspondence.models import Thread
from correspondence.views.compose_page import page
from correspondence.views.compose_steps import take_step
from correspondence.views.desk import (
    THREAD,
    Desk,
    desk_for_draft,
    desk_for_forward,
    desk_for_new,
    desk_for_new_from,
    desk_for_reply,
)
from correspondence.views.request import user_of
from portal.models import User

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """``/skriv/``: a new message from the first mailbox the user may write in."""
    mailbox = writable_mailboxes_for(user_of(request)).first()
    return redirect("write", mailbox.pk) if mailbox else render(request, "correspondence/no_mailbox.html")


@form_page
def new(request: HttpRequest, pk: int) -> HttpResponse:
    return _at(request, desk_for_new(user_of(request), pk))


@form_page
def new_from(request: HttpRequest, pk: int) -> HttpResponse:
    """A new thread about the citizen of an old one, to the same party."""
    user = user_of(request)
    receiver = request.GET.get("receiver", "")[:20]
    return _at(request, desk_for_new_from(user, _thread_or_404(user, pk), receiver=receiver))


@form_page
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    thread = _thread_or_404(user, pk)
    return _at(request, desk_for_reply(user, thread, to=_wanted(request)), thread)


@form_page
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    return _at(request, desk_for_forward(user, _thread_or_404(user, pk), only=_wanted(request)))


@form_page
def draft(request: HttpRequest, token: UUID) -> HttpResponse:
    """A draft of the user's own, wherever it was begun."""
    return _at(request, desk_for_draft(user_of(request), token))


def _at(request: HttpRequest, desk: Desk | None, thread: Thread | None = None) -> HttpResponse:
    if desk is None:  # no message of the thread came here or went from here
        return redirect("thread", thread.pk) if thread else redirect("inbox")
    request.mailbox_id = desk.mailbox.pk  # type: ignore[attr-defined]
    if request.method == "POST":
        return take_step(request, desk)
    return page(request, desk, desk.form())


def _wanted(request: HttpRequest) -> str:
    """The message of the thread that a link was about."""
    return request.GET.get("besked", "")


def _thread_or_404(user: User, pk: int) -> Thread:
    threads = threads_for(user).select_related(*THREAD)
    return get_object_or_404(threads.prefetch_related("citizen_identifiers"), pk=pk)
