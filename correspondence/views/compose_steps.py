"""What the buttons of the writing page do. Each keeps everything that was written before it does anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.actions.draft import add_link, discard_draft, remove_file
from correspondence.actions.presence import stop_writing
from correspondence.citizen_lookup import look_up
from correspondence.forms import NewForm, WritingForm
from correspondence.forms.addressed import AddressedForm
from correspondence.forms.files import LinkForm
from correspondence.forms.writing import TEXT_LENGTH
from correspondence.text.formatted import text_views
from correspondence.text.placeholders import filled
from correspondence.views.compose_page import (
    files_of,
    found_citizens,
    page,
    placeholder_values,
    shown_file,
    writing_context,
)
from correspondence.views.compose_send import send
from correspondence.views.compose_uploads import Uploaded, take_uploads
from correspondence.views.desk import Desk
from correspondence.views.drafting import is_sent, keep
from portal import audit
from sor.picker import ReceiverPicker

PAGE = "components/writing.html"


def take_step(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do what the pressed button says: ``<step>`` or ``<step>:<argument>``. Without one the message is sent."""
    step, _colon, argument = request.POST.get("do", "send").partition(":")
    if "find_receiver" in request.POST:
        step = "find_receiver"
    if step not in _STEPS:
        raise BadRequest("no such step")
    desk.find_draft(request.POST.get("token", ""))
    form = desk.form(request.POST)
    return _STEPS[step](request, desk, form, argument)


def _save(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    """Kept on the server a second after typing stops, and when somebody asks for it."""
    if (sent := is_sent(desk, form)) is None:
        keep(request, desk, form)
        uploaded = take_uploads(request, desk, form)
    if request.htmx:  # type: ignore[attr-defined]
        return _saved(request, desk, form)
    return redirect("thread", sent.thread_id) if sent else _back(request, desk, uploaded)


def _saved(request: HttpRequest, desk: Desk, form: WritingForm) -> HttpResponse:
    """How the draft stands, and how large it is. A new message's page is from now on the draft's: a reload shows it."""
    response = render(request, f"{PAGE}#kept", {**writing_context(desk, form), "fresh": True})
    if request.headers.get("HX-Current-URL", "").endswith(("/skriv/", "/ny/")):
        response["HX-Replace-Url"] = desk.action
    return response


def _back(request: HttpRequest, desk: Desk, uploaded: Uploaded | None = None, anchor: str = "") -> HttpResponse:
    """The page with the draft again, for those without JavaScript."""
    for sentence in uploaded.refused if uploaded else []:
        messages.error(request, sentence)
    assert desk.draft is not None  # noqa: S101 - it was kept just now
    return redirect(reverse("draft", args=[desk.draft.token]) + anchor)


def _attach(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    keep(request, desk, form)
    uploaded = take_uploads(request, desk, form)
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(request, desk, uploaded, "#attachments")
    return _new_files(request, desk, form, uploaded)


def _new_files(request: HttpRequest, desk: Desk, form: WritingForm, uploaded: Uploaded) -> HttpResponse:
    added = {file.pk for file in uploaded.files}
    context = writing_context(desk, form)
    context["files"] = [shown_file(one) for one in files_of(desk) if one.file.pk in added]
    return render(request, f"{PAGE}#added", {**context, "refused": uploaded.refused, "fresh": True})


def _link(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    draft = keep(request, desk, form)
    link = LinkForm(request.POST)
    uploaded = Uploaded()
    if link.is_valid():
        url, title = link.cleaned_data["link_url"], link.cleaned_data["link_title"].strip()
        uploaded.files.append(add_link(draft=draft, url=url, title=title or url[:200]))
    else:
        uploaded.refused.append(_("Write the whole address of the link, beginning with https://."))
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(request, desk, uploaded, "#attachments")
    return _new_files(request, desk, form, uploaded)


def _remove(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    draft = keep(request, desk, form)
    if argument.isdecimal() and (file := draft.files.filter(pk=int(argument)).first()):
        remove_file(file)
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(request, desk, anchor="#attachments")
    return render(request, f"{PAGE}#removed", {**writing_context(desk, form), "fresh": True})


def _insert(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    """A standard text after what is written; scripts ask for the text alone and put it where the cursor is."""
    name = " ".join(request.POST.get("standard_text", "").split())
    found = next((one for one in desk.mailbox.standard_texts.all() if one.name.lower() == name.lower()), None)
    text = filled(found.text, placeholder_values(desk, form)) if found else ""
    if "HX-Request" in request.headers:
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=200 if found else 404)
    if found:
        form.change(text="\n\n".join(part for part in (str(form["text"].value() or "").rstrip(), text) if part))
    else:
        messages.error(request, _("Choose one of the mailbox's standard texts by its name."))
    keep(request, desk, form)
    return _back(request, desk, anchor="#id_text")


def _views(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    """The text as it is written, as a modern receiver sees it, and as one of plain text does."""
    keep(request, desk, form)
    views = text_views(str(form["text"].value() or "")[:TEXT_LENGTH])
    if not request.htmx:  # type: ignore[attr-defined]
        return _again(request, desk, views=views)
    return render(request, "components/text_views.html", {"views": views})


def _discard(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    if desk.draft and desk.draft.message_id is None:
        discard_draft(user=desk.user, draft=desk.draft)
        stop_writing(user=desk.user, thread=desk.thread)
        messages.success(request, _("The draft has been thrown away."))
    if desk.thread:
        return redirect("thread", desk.thread.pk)
    return redirect("drafts", desk.mailbox.pk)


def _find_receiver(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    """Somebody without JavaScript looks for a receiver: the page again, with what was found."""
    keep(request, desk, form)
    return _again(request, desk)


def _again(request: HttpRequest, desk: Desk, **more: Any) -> HttpResponse:
    """The page as it was posted, without a word about what is missing yet."""
    form = desk.form()
    if isinstance(form, AddressedForm):
        form.picker = ReceiverPicker.of(request.POST, user=desk.user, own=desk.sender.organisation)
    return page(request, desk, form, **more)


def _new_only(form: WritingForm) -> NewForm:
    if not isinstance(form, NewForm):
        raise BadRequest("the citizen of a thread never changes")
    return form


def _find_citizen(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    """Earlier citizens by name. The name is posted, so that no address holds it."""
    form = _new_only(form)
    keep(request, desk, form)
    audit.record(desk.user, "citizen.search", desk.mailbox)
    found = found_citizens(desk, form)
    if not request.htmx:  # type: ignore[attr-defined]
        return _again(request, desk, found=found, searched=True)
    return render(request, f"{PAGE}#found", {"found": found, "searched": True, "action": desk.action})


def _citizen(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    """One of the earlier citizens, with every number; an empty argument lets go of it again."""
    form = _new_only(form)
    form.change(citizen_thread=argument, citizen_search="")
    return _with_citizen(request, desk, form)


def _look_up(request: HttpRequest, desk: Desk, form: WritingForm, argument: str) -> HttpResponse:
    """The name that belongs to the number, from the CPR service if there is one."""
    form = _new_only(form)
    found = look_up(desk.user, desk.mailbox, str(form["citizen_number"].value() or ""))
    if found.family or found.given:
        form.change(citizen_given=found.given, citizen_family=found.family)
    return _with_citizen(request, desk, form, looked_up=found.words)


def _with_citizen(request: HttpRequest, desk: Desk, form: WritingForm, **more: Any) -> HttpResponse:
    keep(request, desk, form)
    if not request.htmx:  # type: ignore[attr-defined]
        return _again(request, desk, **more)
    fresh = desk.form()
    return render(request, f"{PAGE}#citizen", {**writing_context(desk, fresh), **more, "fresh": True})


Step = Callable[[HttpRequest, Desk, WritingForm, str], HttpResponse]
_STEPS: dict[str, Step] = {
    "send": send,
    "save": _save,
    "attach": _attach,
    "link": _link,
    "remove": _remove,
    "insert": _insert,
    "views": _views,
    "discard": _discard,
    "find_receiver": _find_receiver,
    "find_citizen": _find_citizen,
    "citizen": _citizen,
    "look_up": _look_up,
}
