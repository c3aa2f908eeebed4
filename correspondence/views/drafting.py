"""Keeping what a request brings as a draft."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest

from correspondence.actions.draft import copy_files, save_draft
from correspondence.actions.send import already_sent
from correspondence.forms import WritingForm
from correspondence.models import Draft, Message
from correspondence.queries.repeated import says
from correspondence.views.compose_page import files_of
from correspondence.views.desk import Desk


def keep(request: HttpRequest, desk: Desk, form: WritingForm) -> Draft:
    """Save the form as it stands, valid or not. What has been sent already is another draft from now on."""
    beside = desk.draft if _changed_elsewhere(request, desk.draft, form) else None
    if beside or sent_before(desk, form):
        desk.draft = None
        form.renew()
    posted = (one for one in files_of(desk, request.POST) if one.add_prefix("title") in request.POST)
    files = {one.file.pk: one.typed() for one in posted}
    fields = {**form.typed(), "page": request.POST.get("page", "")[:40]}
    token = _token(form)
    if not (desk.draft and desk.draft.token == token and desk.draft.fields == fields and not files):
        # What is there already is not saved again: a late request of a page that was left would only make the draft
        # look changed to the page that has come after it.
        desk.draft = save_draft(desk.written, token=token, fields=fields, files=files)
    if beside:
        copy_files(source=beside, target=desk.draft)
        desk.forked = True
    return desk.draft


def _changed_elsewhere(request: HttpRequest, draft: Draft | None, form: WritingForm) -> bool:
    """Whether another window (``page``) has saved other words in this draft since this one last did (``saved``).

    Then both are kept, each as a draft of its own: the later saving must not take the other's words away.
    """
    page = request.POST.get("page", "")
    if draft is None or not page or draft.fields.get("page") in (None, "", page):
        return False
    unseen = request.POST.get("saved", "") != draft.mark
    return unseen and draft.fields.get("text") != str(form["text"].value() or "")


def sent_before(desk: Desk, form: WritingForm) -> Message | None:
    """The message that this very form has become already."""
    try:
        return already_sent(UUID(str(form["token"].value())), desk.user)
    except ValueError:
        return None


def is_sent(desk: Desk, form: WritingForm) -> Message | None:
    """The same, when nothing has been written since: a second press, or a late saving."""
    sent = sent_before(desk, form)
    return sent if sent and says(sent, str(form["text"].value() or "")) else None


def _token(form: WritingForm) -> UUID:
    try:
        return UUID(str(form["token"].value()))
    except ValueError:
        token = uuid4()
        form.change(token=str(token))
        return token
