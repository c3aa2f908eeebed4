"""The list of drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.access import drafts_for, own_drafts
from correspondence.models import Draft, DraftKind, Mailbox, Thread
from correspondence.queries.traces import has_any
from correspondence.words import citizen_words
from portal import clock
from portal.compiled import Compiled, give
from portal.models import User

AT_MOST = 200
BEGUN_LATELY = timedelta(hours=12)
_BEGINNING = 120


def keep_drafts(user: User, thread: Thread) -> None:
    """Fetch what the user and their colleagues are writing in a thread whose page is made, in one query."""
    drafts = _HERE(user.pk, thread.pk, clock.now() - BEGUN_LATELY) if has_any(thread, "drafts") else ()
    give(thread, "drafts", drafts)


def own_draft(user: User, thread: Thread, kind: str) -> Draft | None:
    """The user's latest of its ``kind`` in the thread. Without a query after :func:`keep_drafts`."""
    kept = _kept(thread)
    drafts = _OWN(user.pk, thread.pk, kind) if kept is None else kept
    return next((one for one in drafts if one.user_id == user.pk and one.kind == kind), None)


def others_drafts(user: User, thread: Thread) -> list[Draft]:
    """What colleagues have begun lately and not sent, the latest first. Without a query after :func:`keep_drafts`."""
    kept = _kept(thread)
    drafts = _BEGUN(user.pk, thread.pk, clock.now() - BEGUN_LATELY) if kept is None else kept
    return [one for one in drafts if one.user_id != user.pk]


def _kept(thread: Thread) -> list[Draft] | None:
    kept = "drafts" in getattr(thread, "_prefetched_objects_cache", {})
    return list(thread.drafts.all()) if kept else None


def _unsent(thread: int, which: Q) -> QuerySet[Draft]:
    return Draft.objects.filter(which, thread=thread, message=None).select_related("user").order_by("-updated_at")


def _begun(user: User, since: datetime) -> Q:
    return Q(updated_at__gte=since) & ~Q(user=user)


_OWN = Compiled(lambda user, thread, kind: _unsent(thread, own_drafts(User(pk=user))).filter(kind=kind)[:1])
_BEGUN = Compiled(lambda user, thread, since: _unsent(thread, _begun(User(pk=user), since)))
_HERE = Compiled(lambda user, thread, since: _unsent(thread, own_drafts(User(pk=user)) | _begun(User(pk=user), since)))


@dataclass(frozen=True, slots=True)
class DraftRow:
    url: str
    kind_label: str
    citizen: str
    beginning: str
    files: int
    updated_at: datetime


def draft_rows(user: User, mailbox: Mailbox) -> list[DraftRow]:
    """The user's drafts in the mailbox, the latest first."""
    drafts = drafts_for(user).filter(mailbox=mailbox).select_related("thread").prefetch_related("files")
    return [_row(one) for one in drafts.order_by("-updated_at")[:AT_MOST]]


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        url=reverse("draft", args=[draft.token]),
        kind_label=kind_words(draft),
        citizen=_citizen(draft),
        beginning=" ".join(str(draft.fields.get("text") or "").split())[:_BEGINNING],
        files=len(draft.files.all()),
        updated_at=draft.updated_at,
    )


def kind_words(draft: Draft) -> str:
    words = {
        DraftKind.NEW.value: _("New message"),
        DraftKind.REPLY.value: _("Reply"),
        DraftKind.FORWARD.value: _("Forward"),
    }
    return words[draft.kind if draft.thread_id else DraftKind.NEW.value]


def _citizen(draft: Draft) -> str:
    if draft.thread:
        return citizen_words(draft.thread)
    typed = (str(draft.fields.get(name) or "") for name in ("citizen_given", "citizen_family"))
    return " ".join(typed).strip() or _("No name yet")
