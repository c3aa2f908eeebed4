"""The thread page and the reply under it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from correspondence.access import may_write, threads_for
from correspondence.actions.content import NotSendable
from correspondence.actions.history import answerable
from correspondence.actions.read import read_thread
from correspondence.actions.reply import reply as send_reply
from correspondence.forms import ReplyForm, reply_initial
from correspondence.models import Message, Thread
from correspondence.queries.repeated import Repeat, repeat_of
from correspondence.queries.thread import shown_messages, shown_thread
from correspondence.views.request import user_of
from portal.models import User


@require_safe
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    one = _thread_or_404(user, pk)
    answered = _answered(user, one)
    form = ReplyForm(answered=answered, initial=reply_initial(one, answered, user)) if answered else None
    return _page(request, one, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    one = _thread_or_404(user, pk)
    if request.method != "POST":  # a reload, or a change of language, after an error
        return redirect("thread", one.pk)
    answered = _answered(user, one)
    if answered is None:
        return _page(request, one, form=None, status=403)
    form = ReplyForm(request.POST, answered=answered)
    if form.is_valid() and not _repeats(one, form) and _send(user, one, form, answered):
        messages.success(request, _("The reply is on its way."))
        return redirect(reverse("thread", args=[one.pk]))
    return _page(request, one, form=form, status=422)


def _repeats(thread: Thread, form: ReplyForm) -> bool:
    """Tell who went back and pressed again what has gone, instead of sending it twice or losing what is new."""
    data = form.cleaned_data
    match repeat_of(thread, token=data["token"], answers=data["answers"], text=data["text"]):
        case Repeat.SAME_WORDS:
            form.add_error(
                None, _("You have already sent this reply: it stands above. Change the text to send another.")
            )
        case Repeat.SAME_FORM:
            form.renew()
            form.add_error(None, _("Your reply has been sent and stands above. Send again if this is one more reply."))
        case None:
            return False
    return True


def _send(user: User, thread: Thread, form: ReplyForm, newest: Message) -> Message | None:
    """Send, or tell the form why not; what was written stays in it, now in answer to ``newest``."""
    try:
        return send_reply(
            user=user,
            thread=thread,
            answers=form.cleaned_data["answers"],
            content=form.content(),
            token=form.cleaned_data["token"],
            keep_specific_recipient=form.keeps_specific_recipient,
        )
    except NotSendable as refusal:
        form.answer(newest)
        for issue in refusal.issues:
            form.add_error(None, issue.text)
        return None


def _thread_or_404(user: User, pk: int) -> Thread:
    threads = threads_for(user).select_related("mailbox__organisation", "own_party", "other_party")
    return get_object_or_404(threads.prefetch_related("citizen_identifiers"), pk=pk)


def _answered(user: User, thread: Thread) -> Message | None:
    """The message a reply answers; None when the user may only read, or nothing can be answered."""
    return next(iter(answerable(thread)), None) if may_write(user, thread.mailbox) else None


def _page(request: HttpRequest, thread: Thread, *, form: ReplyForm | None, status: int = 200) -> HttpResponse:
    """The thread, read by whoever gets this page, also when it comes back with an error."""
    read_to = read_thread(user=user_of(request), thread=thread)
    request.mailbox_id = thread.mailbox_id  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "thread": shown_thread(thread),
        "messages": shown_messages(thread, read_to=read_to),
        "can_reply": form is not None,
        "reply_refusal": _("You may read this mailbox but not send from it."),
        "form": form,
        "reply_url": reverse("reply", args=[thread.pk]),
        "inbox_url": reverse("mailbox", args=[thread.mailbox_id]),
    }
    return render(request, "correspondence/thread.html", context, status=status)
