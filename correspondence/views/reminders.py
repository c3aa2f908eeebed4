"""Reminders: set, done, and the list of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from correspondence.access import threads_for
from correspondence.actions.reminder import finish_reminder, set_reminder
from correspondence.forms.teamwork import ReminderForm
from correspondence.models import Thread
from correspondence.queries.reminders import reminder_rows, reminders_for
from correspondence.views.beside import reminders_context
from correspondence.views.request import mailbox_or_404, user_of

PARTS = "components/reminders.html"


@require_safe
def reminders(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the user is to be reminded of in one mailbox, what is due first."""
    user = user_of(request)
    mailbox = mailbox_or_404(user, pk)
    request.mailbox_id = mailbox.pk  # type: ignore[attr-defined]
    context = {"mailbox": {"pk": mailbox.pk, "name": str(mailbox)}, "rows": reminder_rows(user, mailbox.pk)}
    return render(request, "correspondence/reminders.html", context)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """A new reminder, or another day for the one there is: putting it off is the same act."""
    user = user_of(request)
    thread = get_object_or_404(threads_for(user).select_related("mailbox__organisation"), pk=pk)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _again(request, thread, form)
    data = form.cleaned_data
    set_reminder(user=user, thread=thread, due_on=data["due_on"], for_all=data["for_all"])
    if request.htmx:  # type: ignore[attr-defined]
        return _parts(request, thread)
    messages.success(request, _("The reminder is set."))
    return _onwards(request, thread)


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    reminder = get_object_or_404(reminders_for(user).select_related("thread__mailbox__organisation"), pk=pk)
    finish_reminder(user=user, reminder=reminder)
    if request.htmx:  # type: ignore[attr-defined]
        return _parts(request, reminder.thread)
    messages.success(request, _("The reminder is done."))
    return _onwards(request, reminder.thread)


def _onwards(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Back to where the button was."""
    return redirect("mailbox", thread.mailbox_id) if "list" in request.POST else redirect("thread", thread.pk)


def _parts(request: HttpRequest, thread: Thread) -> HttpResponse:
    return render(request, PARTS, {"thread": thread, **reminders_context(user_of(request), thread)})


def _again(request: HttpRequest, thread: Thread, form: ReminderForm) -> HttpResponse:
    request.mailbox_id = thread.mailbox_id  # type: ignore[attr-defined]
    context = {"thread": thread, **reminders_context(user_of(request), thread, form)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, PARTS, context)
    return render(request, "correspondence/beside.html", {**context, "part": PARTS}, status=422)
