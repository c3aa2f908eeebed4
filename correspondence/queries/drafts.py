"""The list of drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.access import drafts_for
from correspondence.models import Draft, DraftKind, Mailbox
from correspondence.words import citizen_words
from portal.models import User

AT_MOST = 200
_BEGINNING = 120


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
