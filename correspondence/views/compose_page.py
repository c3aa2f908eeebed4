"""What the writing page shows, whole or in parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from correspondence.actions.read import read_thread
from correspondence.forms import NewForm, WritingForm
from correspondence.forms.addressed import AddressedForm
from correspondence.forms.files import FileForm, LinkForm, file_form
from correspondence.models import DraftFile, DraftKind, StandardText, keep_messages
from correspondence.queries.thread import SHOWN_IN_BROWSER, shown_messages, shown_thread
from correspondence.queries.writing import (
    EarlierCitizen,
    Meter,
    earlier_citizens,
    meter,
    numbers_of,
)
from correspondence.text import placeholders
from correspondence.views.beside import presence_context
from correspondence.views.desk import Desk
from correspondence.words import citizen_words, type_words
from portal import clock
from portal.compiled import Compiled


@dataclass(frozen=True, slots=True)
class Summary:
    """What goes to whom, in words, as far as it is filled in."""

    to: str
    about: str
    files: int


def page(
    request: HttpRequest,
    desk: Desk,
    form: WritingForm,
    *,
    file_forms: list[FileForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The whole page, with the original beside it when there is one."""
    context = {**writing_context(desk, form, file_forms), **original(request, desk), **more}
    return render(request, "correspondence/compose.html", context, status=status)


def original(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """The thread answered or passed on. Showing it is reading it."""
    if desk.thread is None:
        return {"thread": None}
    keep_messages(desk.thread)
    read_to = read_thread(user=desk.user, thread=desk.thread)
    reading = shown_messages(desk.thread, read_to=read_to)
    return {
        "thread": shown_thread(desk.thread),
        "messages": reading.messages,
        "older": reading.older,
        **presence_context(desk.user, desk.thread),
    }


_STANDARD_TEXTS = Compiled(lambda mailbox: StandardText.objects.filter(mailbox=mailbox).only("pk", "name"))


def writing_context(desk: Desk, form: WritingForm, file_forms: list[FileForm] | None = None) -> dict[str, Any]:
    """Everything the form itself needs (templates/components/writing.html)."""
    forms = file_forms if file_forms is not None else files_of(desk)
    measured = meter_of(desk, form)
    return {
        "desk": desk,
        "kind": desk.kind,
        "heading": _heading(desk),
        "action": desk.action,
        "form": form,
        "picker": form.picker if isinstance(form, AddressedForm) else None,
        "files": [shown_file(one) for one in forms],
        "link_form": LinkForm(),
        "meter": measured,
        "page_id": uuid4(),
        "known": form.known if isinstance(form, NewForm) else None,
        "known_name": citizen_words(form.known) if isinstance(form, NewForm) and form.known else "",
        "known_numbers": numbers_of(form.known) if isinstance(form, NewForm) and form.known else [],
        "standard_texts": list(_STANDARD_TEXTS(desk.mailbox.pk)),
        "summary": summary_of(desk, form, measured),
        "cancel_url": reverse("thread", args=[desk.thread.pk])
        if desk.thread
        else reverse("mailbox", args=[desk.mailbox.pk]),
    }


def _heading(desk: Desk) -> str:
    return {
        DraftKind.NEW.value: _("New message"),
        DraftKind.REPLY.value: _("Reply"),
        DraftKind.FORWARD.value: _("Forward"),
    }[desk.kind]


def files_of(desk: Desk, data: QueryDict | None = None) -> list[FileForm]:
    """A form for each file of the draft; with ``data`` as posted."""
    if desk.draft is None:
        return []
    return [file_form(file, data) for file in desk.draft.files.all()]


@dataclass(frozen=True, slots=True)
class ShownFile:
    form: FileForm
    file: DraftFile
    type_label: str
    preview_url: str


def shown_file(form: FileForm) -> ShownFile:
    file = form.file
    previewed = file.stored_as and file.content_type in SHOWN_IN_BROWSER
    url = reverse("draft-file", args=[file.pk]) if previewed else file.url
    return ShownFile(form, file, type_words(file.content_type), url)


def meter_of(desk: Desk, form: WritingForm) -> Meter:
    chosen = set(form["chosen"].value() or []) if desk.kind == DraftKind.FORWARD else set()
    taken = [one for one in desk.passable if one.header in chosen] if chosen else []
    carried = (sum(one.file_bytes for one in taken), sum(one.files for one in taken))
    return meter(desk.draft, text=str(form["text"].value() or ""), carried=carried, most=settings.MAX_DOCUMENT_BYTES)


def summary_of(desk: Desk, form: WritingForm, measured: Meter) -> Summary:
    return Summary(to=_receiver(desk, form), about=_citizen(desk, form), files=measured.count)


def _receiver(desk: Desk, form: WritingForm) -> str:
    if isinstance(form, AddressedForm):
        return form.picker.chosen.name if form.picker.chosen else ""
    return str(desk.thread.other_party) if desk.thread else ""


def _citizen(desk: Desk, form: WritingForm) -> str:
    known = form.known if isinstance(form, NewForm) else desk.thread
    if known:
        return citizen_words(known)
    return " ".join(str(form[f"citizen_{part}"].value() or "") for part in ("given", "family")).strip()


def placeholder_values(desk: Desk, form: WritingForm) -> dict[str, str]:
    """What stands for the places of a standard text, as far as it is known."""
    writer = " ".join(str(form[name].value() or "") for name in ("author_given", "author_family"))
    return {
        placeholders.CITIZEN: _citizen(desk, form),
        placeholders.WRITER: writer.strip() or str(desk.user),
        placeholders.TODAY: date_format(clock.now(), "j. F Y"),
        placeholders.RECEIVER: _receiver(desk, form),
    }


def found_citizens(desk: Desk, form: WritingForm) -> list[EarlierCitizen]:
    return earlier_citizens(desk.user, desk.mailbox, str(form["citizen_search"].value() or ""))
