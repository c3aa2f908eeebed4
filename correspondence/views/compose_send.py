"""Sending what was written: once, checked, and with everything kept when it cannot go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from correspondence.actions.content import NotSendable
from correspondence.actions.draft import forget_released
from correspondence.actions.forward import forward
from correspondence.actions.presence import stop_writing
from correspondence.actions.reply import reply
from correspondence.actions.start import start
from correspondence.files import read_document
from correspondence.forms import ForwardForm, NewForm, ReplyForm, WritingForm
from correspondence.forms.files import FileForm
from correspondence.letters import letter as wire
from correspondence.letters.carecommunication.compose import Enclosure
from correspondence.models import Message
from correspondence.queries.repeated import Repeat, repeat_of
from correspondence.queries.writing import seen_mark
from correspondence.views.compose_page import files_of, page
from correspondence.views.compose_uploads import take_uploads
from correspondence.views.desk import Desk
from correspondence.views.drafting import is_sent, keep, sent_before


def send(request: HttpRequest, desk: Desk, form: WritingForm, argument: str = "") -> HttpResponse:
    """Send, or show the page again with what is wrong, and everything that was written."""
    if sent := is_sent(desk, form):
        return _gone(request, desk, sent)  # the second press of one button
    sent = sent_before(desk, form)
    keep(request, desk, form)
    uploaded = take_uploads(request, desk, form)
    files = files_of(desk, request.POST)
    ready = _in_order(form, files, uploaded.refused) and not _stopped(form, desk, sent)
    if ready and (message := _send(desk, form, files)):
        forget_released(desk.user)
        return _gone(request, desk, message)
    return page(request, desk, form, file_forms=files, status=422)


def _gone(request: HttpRequest, desk: Desk, message: Message) -> HttpResponse:
    stop_writing(user=desk.user, thread=desk.thread)
    messages.success(request, _sent_words(desk))
    return redirect("thread", message.thread_id)


def _in_order(form: WritingForm, files: list[FileForm], refused: list[str]) -> bool:
    """Whether everything is filled in as it must be; what is not is said in the form's own list."""
    fit = form.is_valid()
    for sentence in refused:
        form.add_error(None, sentence)
    for one in files:
        for fault in () if one.is_valid() else one.errors.values():
            words = {"title": one.file.title, "fault": " ".join(map(str, fault))}
            form.add_error(None, _("The attachment %(title)s: %(fault)s") % words)
    return fit and not form.errors


def _sent_words(desk: Desk) -> str:
    return {
        "new": _("The message is on its way."),
        "reply": _("The reply is on its way."),
        "forward": _("The message has been passed on and is on its way."),
    }[desk.kind]


def _stopped(form: WritingForm, desk: Desk, sent: Message | None) -> bool:
    """Whether the writer has to know something first. The form is then ready to be sent all the same."""
    if sent:
        sentence = _("Your message has been sent. Send again if this is one more message.")
        form.add_error(None, sentence)
        return True
    return _repeats(desk, form) or _moved(desk, form)


def _repeats(desk: Desk, form: WritingForm) -> bool:
    """Tell who has the thread open twice what has gone already, instead of sending it twice."""
    if desk.thread is None or not isinstance(form, ReplyForm):
        return False
    data = form.cleaned_data
    repeat = repeat_of(desk.thread, token=data["token"], answers=data["answers"], text=data["text"])
    if repeat is Repeat.SAME_WORDS:
        form.add_error(None, _("You have already sent this reply: it stands above. Change the text to send another."))
    return repeat is Repeat.SAME_WORDS


def _moved(desk: Desk, form: WritingForm) -> bool:
    """A message has come or gone since the writer began: they see it before theirs goes."""
    if desk.thread is None:
        return False
    now = seen_mark(desk.thread)
    if form.cleaned_data["seen"] in ("", now):
        return False
    form.change(seen=now)
    if isinstance(form, ReplyForm) and desk.answers:
        form.answer(desk.answers)
    form.add_error(
        None,
        _("There is a newer message in the thread than when you began. Read it, and send again if yours still holds."),
    )
    return True


def _send(desk: Desk, form: WritingForm, files: list[FileForm]) -> Message | None:
    """Send, or tell the form why not."""
    try:
        return _dispatch(desk, form, files)
    except NotSendable as refusal:
        if isinstance(form, ReplyForm) and desk.answers:
            form.answer(desk.answers)
        for issue in refusal.issues:
            form.add_error(None, issue.text)
        return None


def _dispatch(desk: Desk, form: WritingForm, files: list[FileForm]) -> Message:
    content = form.content(tuple(_enclosure(one, desk) for one in files))
    token = form.cleaned_data["token"]
    if isinstance(form, NewForm):
        return start(
            user=desk.user,
            mailbox=desk.mailbox,
            receiver=form.unit,
            citizen=form.citizen(),
            content=content,
            token=token,
            specific_sender=form.specific("sender"),
            specific_recipient=form.specific("recipient"),
            draft=desk.draft,
        )
    assert desk.thread is not None  # noqa: S101 - such a desk has one
    if isinstance(form, ForwardForm):
        return forward(
            user=desk.user,
            thread=desk.thread,
            answers=_forwarded(desk, form),
            receiver=form.unit,
            content=content,
            token=token,
            chosen=form.passed_on,
            specific_sender=form.specific("sender"),
            specific_recipient=form.specific("recipient"),
            draft=desk.draft,
        )
    assert isinstance(form, ReplyForm)  # noqa: S101
    return reply(
        user=desk.user,
        thread=desk.thread,
        answers=form.cleaned_data["answers"],
        content=content,
        token=token,
        keep_specific_recipient=form.keeps_specific_recipient,
        draft=desk.draft,
    )


def _forwarded(desk: Desk, form: ForwardForm) -> str:
    """The message that is passed on: the latest of those chosen that came here itself."""
    chosen = form.passed_on
    here = [one.header for one in desk.passable if one.here]
    along = [header for header in here if chosen is None or header in chosen]
    return (along or here)[-1]


def _enclosure(form: FileForm, desk: Desk) -> Enclosure:
    data = read_document(form.file.stored_as) if form.file.stored_as else None
    unit = desk.sender.organisation
    return form.enclosure(data, wire.Organisation(unit.sor_code, unit.effective_gln, unit.name))
