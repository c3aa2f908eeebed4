"""The desk somebody writes at: what kind of message, from which mailbox, beside which thread, with which draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from correspondence.access import drafts_for, may_write, threads_for
from correspondence.actions.draft import Written
from correspondence.actions.history import answerable
from correspondence.forms import ForwardForm, NewForm, ReplyForm, WritingForm
from correspondence.forms.reply import reply_initial
from correspondence.forms.writing import signature_initial
from correspondence.models import Draft, DraftKind, Mailbox, Message, Thread
from correspondence.queries.drafts import own_draft
from correspondence.queries.writing import passable, seen_mark
from correspondence.views.request import mailbox_or_404
from portal.models import User


@dataclass
class Desk:
    """``entry`` is the address where it began; ``answers`` the message that a reply answers; ``forked``
    that another window has written on in the draft this one came from."""

    written: Written
    entry: str
    draft: Draft | None = None
    answers: Message | None = None
    defaults: dict[str, Any] = field(default_factory=dict)
    forked: bool = False

    @property
    def user(self) -> User:
        return self.written.user

    @property
    def mailbox(self) -> Mailbox:
        return self.written.mailbox

    @property
    def sender(self) -> Mailbox:
        """The mailbox whose unit sends and signs: that of the thread, wherever people work with it."""
        return self.thread.home if self.thread else self.mailbox

    @property
    def kind(self) -> str:
        return self.written.kind

    @property
    def thread(self) -> Thread | None:
        return self.written.thread

    @property
    def action(self) -> str:
        """Where the form is posted: a page that shows the draft again when it is asked for later."""
        if self.draft and self.kind == DraftKind.NEW:
            return reverse("draft", args=[self.draft.token])
        return self.entry

    def find_draft(self, token: str) -> None:
        """Take the user's own draft with this token, if it is one of this desk."""
        found = Draft.objects.filter(user=self.user, token=_uuid(token), mailbox=self.mailbox, kind=self.kind)
        self.draft = found.filter(thread=self.thread).first()

    def form(self, data: QueryDict | None = None) -> WritingForm:
        """The form of this kind: as posted, or as the draft has it, or fresh."""
        initial = {**self.defaults, **(self.draft.fields if self.draft else {})}
        if self.draft:
            initial["token"] = self.draft.token
        options: dict[str, Any] = {"initial": initial}
        if data is not None:
            options["data"] = data
        match self.kind:
            case DraftKind.REPLY:
                assert self.answers is not None  # noqa: S101 - such a desk does not exist
                return ReplyForm(answered=self.answers, **options)
            case DraftKind.FORWARD:
                choices = [(one.header, one.words) for one in self.passable]
                return ForwardForm(mailbox=self.sender, user=self.user, choices=choices, **options)
        known = self._known((data or initial).get("citizen_thread"))
        return NewForm(mailbox=self.mailbox, user=self.user, known=known, **options)

    @property
    def passable(self) -> list:
        """The messages of the thread that can be passed on."""
        return passable(self.thread) if self.thread else []

    def _known(self, pk: Any) -> Thread | None:
        if not str(pk or "").isascii() or not str(pk or "").isdigit() or len(str(pk)) > 18:
            return None
        threads = threads_for(self.user).filter(mailbox=self.mailbox).prefetch_related("citizen_identifiers")
        return threads.filter(pk=int(pk)).first()


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        return uuid4()


def desk_for_new(user: User, pk: int) -> Desk:
    """A new message from the mailbox ``pk``. Http404 for strangers, PermissionDenied for readers."""
    mailbox = mailbox_or_404(user, pk)
    _demand_writer(user, mailbox)
    return Desk(
        Written(user, mailbox, DraftKind.NEW, None),
        entry=reverse("write", args=[mailbox.pk]),
        defaults=signature_initial(user, mailbox),
    )


def desk_for_new_from(user: User, thread: Thread, *, receiver: str = "") -> Desk:
    """A new message about the same citizen to the same party: nothing older than the latest can be answered.

    ``receiver``: the SOR code of the unit that took over from a closed one, when that shall have it.
    """
    desk = desk_for_new(user, thread.mailbox_id)
    desk.defaults |= {
        "citizen_thread": thread.pk,
        "receiver": receiver or thread.other_sor_code,
        "category": thread.category.lower(),
        "topic": thread.topic,
    }
    return desk


def desk_for_reply(user: User, thread: Thread, *, to: str = "", writes: bool = False) -> Desk | None:
    """A reply in the thread, to the message ``to`` (primary key) if it may be answered, else to the latest received.

    None when nothing can be answered. Raises PermissionDenied for readers. ``writes``: that the user may write in the
    thread's mailbox has just been asked.
    """
    if not writes:
        _demand_writer(user, thread.mailbox)
    messages = answerable(thread)
    answers = next((one for one in messages if str(one.pk) == to), next(iter(messages), None))
    if answers is None:
        return None
    desk = Desk(
        Written(user, thread.mailbox, DraftKind.REPLY, thread),
        entry=reverse("reply", args=[thread.pk]),
        draft=own_draft(user, thread, DraftKind.REPLY),
        answers=answers,
        defaults={**reply_initial(thread, answers, user), "seen": seen_mark(thread)},
    )
    return desk


def desk_for_forward(user: User, thread: Thread, *, only: str = "") -> Desk:
    """Passing the thread on: all its messages, or ``only`` one (primary key). PermissionDenied for readers."""
    _demand_writer(user, thread.mailbox)
    desk = Desk(
        Written(user, thread.mailbox, DraftKind.FORWARD, thread),
        entry=reverse("forward", args=[thread.pk]),
        draft=own_draft(user, thread, DraftKind.FORWARD),
    )
    everything = desk.passable
    chosen = [one.header for one in everything if str(one.pk) == only] or [one.header for one in everything]
    desk.defaults = {
        **signature_initial(user, thread.home),
        "category": thread.category.lower(),
        "topic": thread.topic,
        "priority": thread.priority,
        "chosen": chosen,
        "seen": seen_mark(thread),
    }
    return desk


def desk_for_draft(user: User, token: UUID) -> Desk | None:
    """The user's own draft again. Http404 when there is none; None when its thread can no longer be answered."""
    draft = get_object_or_404(drafts_for(user).select_related("mailbox__organisation"), token=token)
    thread = threads_for(user).filter(drafts=draft).select_related(*THREAD).first()
    if thread is None or draft.kind == DraftKind.NEW:
        desk: Desk | None = desk_for_new(user, draft.mailbox_id)
    elif draft.kind == DraftKind.REPLY:
        desk = desk_for_reply(user, thread)
    else:
        desk = desk_for_forward(user, thread)
    if desk:
        desk.draft = draft
    return desk


THREAD = ("mailbox__organisation", "home__organisation", "own_party", "other_party")


def _demand_writer(user: User, mailbox: Mailbox) -> None:
    if not may_write(user, mailbox):
        raise PermissionDenied("not a caseworker of this mailbox")
