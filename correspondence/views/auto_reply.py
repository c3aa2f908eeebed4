"""The page of what a mailbox answers by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from correspondence.actions.answer_automatically import save_auto_reply
from correspondence.forms.auto_reply import AutoReplyForm
from correspondence.models import AutoReply
from correspondence.views.coordinator import coordinated_or_404, shown
from correspondence.views.request import user_of


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    mailbox = coordinated_or_404(request, pk)
    kept = AutoReply.objects.filter(mailbox=mailbox).first() or AutoReply(mailbox=mailbox, phone=mailbox.phone)
    form = AutoReplyForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        save_auto_reply(user=user_of(request), auto_reply=form.save(commit=False))
        messages.success(request, _("The automatic answer has been saved."))
        return redirect("auto-reply", mailbox.pk)
    context = {**shown(mailbox, "auto-reply"), "form": form}
    return render(request, "coordinator/auto_reply.html", context, status=422 if form.errors else 200)
