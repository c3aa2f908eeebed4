"""What a thread page tells and hears a few times a minute, and marking the thread as unread again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from correspondence.access import may_write, threads_for
from correspondence.actions.marks import mark
from correspondence.actions.presence import be_present
from correspondence.views.beside import presence_context
from correspondence.views.request import user_of
from correspondence.views.unread import with_unread


@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """The page is open in front of somebody. Answers with who else is here and what has happened, if that is new."""
    user = user_of(request)
    thread = get_object_or_404(threads_for(user).select_related("mailbox"), pk=pk)
    writing = request.POST.get("writing") == "1" and may_write(user, thread.mailbox)
    be_present(user=user, thread=thread, writing=writing)
    context = presence_context(user, thread, known=request.POST.get("known", "")[:100])
    if context["presence"].told == request.POST.get("told", ""):
        return with_unread(HttpResponse(status=204), user, thread.mailbox_id)
    context |= {"thread": thread, "beside_form": "beside_form" in request.POST}
    return with_unread(render(request, "components/presence.html#told", context), user, thread.mailbox_id)


@require_POST
def unread(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    thread = get_object_or_404(threads_for(user), pk=pk)
    mark(user=user, threads=[thread], read=False)
    return redirect("mailbox", thread.mailbox_id)
