"""What a list offers beside its rows: its name, its filters, and to whom and where its threads can be given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext

from correspondence.access import may_write, threads_for, writable_mailboxes_for, writers_of
from correspondence.letters.terminology import active_categories
from correspondence.models import Label, Mailbox, Team, Thread
from correspondence.queries.lists import INBOX, TEAM, Wanted, in_view
from correspondence.words import category_words
from portal.compiled import Compiled
from portal.models import User


@dataclass(frozen=True, slots=True)
class Menus:
    """``writes`` is whether the user may do more than read. What several mailboxes do not share is not offered."""

    writes: bool
    people: list[User] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    mailboxes: list[Mailbox] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter that is on, in words, and the list without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class CategoryCount:
    url: str
    label: str
    count: int


_COLLEAGUES = Compiled(lambda box, user: writers_of(Mailbox(pk=box)).exclude(pk=user))
_TEAMS = Compiled(lambda box: Team.objects.filter(mailbox=box))
_STUCK = Compiled(lambda thread: Label.objects.filter(threads=thread))
_LABELS = Compiled(lambda box: Label.objects.filter(mailbox=box))
_MINE = Compiled(lambda user: writable_mailboxes_for(User(pk=user)))


def menus_of(user: User, box: Mailbox | None, *, writes: bool | None = None) -> Menus:
    """What can be done with the threads of ``box``, or (None) of all the user's mailboxes.

    ``writes``: whether the user may write in the mailbox, where that is known already.
    """
    if box is None:
        return Menus(writes=True, mailboxes=list(_MINE(user.pk)))
    if not (may_write(user, box) if writes is None else writes):
        return Menus(writes=False, labels=list(_LABELS(box.pk)))
    return Menus(
        writes=True,
        people=list(_COLLEAGUES(box.pk, user.pk)),
        teams=list(_TEAMS(box.pk)),
        labels=list(_LABELS(box.pk)),
        mailboxes=[one for one in _MINE(user.pk) if one.pk != box.pk],
    )


def list_title(wanted: Wanted, box: Mailbox | None) -> str:
    if wanted.show == TEAM and box:
        team = box.teams.filter(pk=wanted.team or 0).first()
        return str(team or wanted.view.label)
    return str(wanted.view.label)


def filters_of(wanted: Wanted, box: Mailbox | None) -> list[Filter]:
    """The filters that are on; the people and labels of a mailbox have names only there."""
    here = reverse("mailbox", args=[box.pk]) if box else reverse("mailboxes")
    words = {
        "category": category_words(wanted.category) if wanted.category else "",
        "label": _label(wanted, box),
        "assignee": _assignee(wanted, box),
    }
    return [
        Filter(text, f"{here}?{rest}" if (rest := wanted.without(name).query) else here)
        for name, text in words.items()
        if text
    ]


def _label(wanted: Wanted, box: Mailbox | None) -> str:
    if wanted.label is None:
        return ""
    found = box.labels.filter(pk=wanted.label).first() if box else None
    return str(found or gettext("unknown label"))


def _assignee(wanted: Wanted, box: Mailbox | None) -> str:
    if wanted.assignee is None:
        return ""
    found = User.objects.filter(pk=wanted.assignee, memberships__mailbox=box).first() if box else None
    return str(found or gettext("unknown colleague"))


def category_choices() -> list[tuple[str, str]]:
    return [(one.code, category_words(one.code)) for one in active_categories()]


def categories_of(user: User, box: Mailbox) -> list[CategoryCount]:
    """Of the threads in the inbox, the largest first."""
    threads = threads_for(user).filter(in_view(user, Wanted()), mailbox=box)
    counts = threads.order_by().values_list("category").annotate(number=Count("pk")).order_by("-number", "category")
    here = reverse("mailbox", args=[box.pk])
    return [
        CategoryCount(f"{here}?{Wanted(INBOX, category=code).query}", category_words(code), number)
        for code, number in counts
    ]


@dataclass(frozen=True, slots=True)
class ThreadWork:
    """Whose a thread is and what can be done with it. ``moved``: another unit than the mailbox's answers in it."""

    pk: int
    who: str
    mine: bool
    finished_at: datetime | None
    labels_on: list[Label]
    moved: bool
    home: str
    menus: Menus


def work_of(user: User, thread: Thread, *, writes: bool | None = None) -> ThreadWork:
    """For the page of a thread that is fetched with its mailbox, home, assignee and team."""
    return ThreadWork(
        pk=thread.pk,
        who=", ".join(str(one) for one in (thread.assignee, thread.team) if one),
        mine=thread.assignee_id == user.pk,
        finished_at=thread.finished_at,
        labels_on=list(_STUCK(thread.pk)),
        moved=thread.home_id != thread.mailbox_id,
        home=str(thread.home),
        menus=menus_of(user, thread.mailbox, writes=writes),
    )
