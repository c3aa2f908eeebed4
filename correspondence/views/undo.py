"""Taking a message back before it has left."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from correspondence.access import messages_for
from correspondence.actions.undo import TooLate, undo_send
from correspondence.views.request import user_of


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    message = get_object_or_404(messages_for(user), pk=pk)
    try:
        draft = undo_send(user=user, message=message)
    except TooLate:
        messages.error(request, _("It is too late: the message has left. Write a new one if something was wrong."))
        return redirect("thread", message.thread_id)
    messages.success(request, _("The message was not sent. Here it is again, as you wrote it."))
    return redirect("draft", draft.token)
