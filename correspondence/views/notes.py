"""Internal notes of a thread, and the list of where one is mentioned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from correspondence.access import demand_writer, threads_for
from correspondence.actions.note import TooOld, add_note, remove_note
from correspondence.forms.teamwork import NoteForm
from correspondence.models import Note, Thread
from correspondence.queries.notes import mention_rows
from correspondence.views.beside import notes_context
from correspondence.views.request import user_of

PARTS = "components/notes.html"


@require_safe
def mentions(request: HttpRequest) -> HttpResponse:
    """Where somebody has called the user's attention and they have not looked yet."""
    return render(request, "correspondence/mentions.html", {"rows": mention_rows(user_of(request))})


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    thread = get_object_or_404(threads_for(user).select_related("mailbox__organisation"), pk=pk)
    demand_writer(user, thread.mailbox)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, thread, form)
    noted = add_note(user=user, thread=thread, text=form.cleaned_data["text"])
    unknown = _unknown_words(noted.unknown)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, PARTS, {"thread": thread, **notes_context(user, thread), "note_words": unknown})
    if unknown:
        messages.warning(request, unknown)
    return redirect(reverse("thread", args=[pk]) + "#notes")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = user_of(request)
    notes = Note.objects.filter(thread__in=threads_for(user)).select_related("thread__mailbox__organisation")
    note = get_object_or_404(notes, pk=pk)
    thread, words = note.thread, ""
    try:
        remove_note(user=user, note=note)
    except TooOld:
        words = _("It is too late: the note has stood so long that others may have acted on it.")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, PARTS, {"thread": thread, **notes_context(user, thread), "note_words": words})
    if words:
        messages.error(request, words)
    return redirect(reverse("thread", args=[thread.pk]) + "#notes")


def _again(request: HttpRequest, thread: Thread, form: NoteForm) -> HttpResponse:
    """What was written, with what is wrong; a page of its own for those without JavaScript."""
    request.mailbox_id = thread.mailbox_id  # type: ignore[attr-defined]
    context = {"thread": thread, **notes_context(user_of(request), thread, form)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, PARTS, context)
    return render(request, "correspondence/beside.html", {**context, "part": PARTS}, status=422)


def _unknown_words(words: list[str]) -> str:
    if not words:
        return ""
    return _("Nobody here is called %(names)s, so nobody was told.") % {"names": ", ".join(words)}
