"""What a list offers beside its rows: its name, its filters, and to whom and where its threads can be given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext

from correspondence.access import threads_for
from correspondence.letters.terminology import active_categories
from correspondence.models import Label, Mailbox, Team, Thread
from correspondence.queries.colleagues import Colleague, colleagues
from correspondence.queries.inbox import MailboxCount
from correspondence.queries.lists import INBOX, TEAM, Wanted, in_view
from correspondence.words import category_words
from portal.compiled import Compiled
from portal.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody or something to choose, by name."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Menus:
    """``writes`` is whether the user may do more than read. What several mailboxes do not share is not offered."""

    writes: bool
    people: tuple[Choice, ...] = ()
    teams: tuple[Choice, ...] = ()
    labels: tuple[Choice, ...] = ()
    mailboxes: tuple[Choice, ...] = ()


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


_TEAMS = Compiled(lambda box: Team.objects.filter(mailbox=box))
_LABELS = Compiled(lambda box: Label.objects.filter(mailbox=box))
_LABELS_OF = Compiled(
    lambda box, thread: Label.objects.filter(mailbox=box).annotate(
        on=Exists(Thread.labels.through.objects.filter(label=OuterRef("pk"), thread=thread))
    )
)


def menus_of(user: User, box: Mailbox | None, mine: Iterable[MailboxCount]) -> Menus:
    """What can be done with the threads of ``box``, or (None) of all the user's mailboxes, which are ``mine``."""
    if box is None:
        return Menus(writes=True, mailboxes=_writable(mine))
    return _menus_here(user, box, colleagues(box), _choices(_LABELS(box.pk)), mine)


def _menus_here(
    user: User, box: Mailbox, people: Iterable[Colleague], labels: tuple[Choice, ...], mine: Iterable[MailboxCount]
) -> Menus:
    writers = [one for one in people if one.writes]
    if all(one.pk != user.pk for one in writers):
        return Menus(writes=False, labels=labels)
    return Menus(
        writes=True,
        people=_choices(one for one in writers if one.pk != user.pk),
        teams=_choices(_TEAMS(box.pk)),
        labels=labels,
        mailboxes=_writable(one for one in mine if one.pk != box.pk),
    )


def _writable(mailboxes: Iterable[MailboxCount]) -> tuple[Choice, ...]:
    return tuple(Choice(one.pk, one.name) for one in mailboxes if one.writes)


def _choices(rows: Iterable[Colleague | Team | Label]) -> tuple[Choice, ...]:
    return tuple(Choice(one.pk, str(one)) for one in rows)


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
    labels_on: tuple[Choice, ...]
    moved: bool
    home: str
    menus: Menus

    @property
    def held(self) -> bool:
        """Whether it is somebody's or a team's."""
        return bool(self.who)

    @property
    def finished(self) -> bool:
        return self.finished_at is not None


def work_of(user: User, thread: Thread, people: Iterable[Colleague], mine: Iterable[MailboxCount]) -> ThreadWork:
    """For the page of a thread that is fetched with its mailbox, home, assignee and team.

    ``people`` work in its mailbox; the user's own mailboxes are ``mine``.
    """
    labels = list(_LABELS_OF(thread.mailbox_id, thread.pk))
    return ThreadWork(
        pk=thread.pk,
        who=", ".join(str(one) for one in (thread.assignee, thread.team) if one),
        mine=thread.assignee_id == user.pk,
        finished_at=thread.finished_at,
        labels_on=_choices(one for one in labels if one.on),
        moved=thread.home_id != thread.mailbox_id,
        home=str(thread.home),
        menus=_menus_here(user, thread.mailbox, people, _choices(labels), mine),
    )
