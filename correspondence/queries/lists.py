"""Which threads a list holds: a view (inbox, mine, awaits us …), narrowed by team, category, label and assignee.

Lists, counters and bulk steps all start here, so that a counter says what the list shows. A list is an address that
can be bookmarked; it names no citizen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from correspondence.access import threads_for
from correspondence.models import Awaiting, ReadPosition, Thread
from portal.models import User

# Counting stops at the cap: 99+ is all the screen says, and a full count costs a hundred times more.
COUNT_CAP = 100
INBOX, TEAM = "inbox", "team"


@dataclass(frozen=True, slots=True)
class View:
    """``order`` is the column it is sorted by, newest first unless ``ascending``; ``empty`` what is said of an empty
    one. Each has its own partial index on Thread."""

    name: str
    label: str | Promise
    empty: tuple[str | Promise, str | Promise]
    order: str = "latest_at"
    ascending: bool = False
    counted: bool = True

    @property
    def ordering(self) -> tuple[str, str]:
        return (self.order, "pk") if self.ascending else (f"-{self.order}", "-pk")


VIEWS = {
    one.name: one
    for one in (
        View(
            INBOX,
            _("Inbox"),
            (_("Nothing here yet"), _("Messages to this mailbox appear here by themselves, the newest first.")),
        ),
        View(
            "mine", _("Mine"), (_("Nothing is assigned to you"), _("Threads that you take or are given appear here."))
        ),
        View(
            "unassigned",
            _("Not assigned"),
            (_("Everything is assigned"), _("Open threads that nobody has taken yet appear here.")),
        ),
        View(
            TEAM,
            _("Team"),
            (_("The team has no open threads"), _("Threads that are given to the team appear here.")),
        ),
        View(
            "awaiting-us",
            _("Awaits an answer from us"),
            (_("Nobody waits for us"), _("Open threads with a message that we have not answered, the oldest first.")),
            order="awaiting_since",
            ascending=True,
        ),
        View(
            "awaiting-them",
            _("Awaits an answer from them"),
            (_("We wait for nobody"), _("Open threads in which the other party is to write next, the oldest first.")),
            order="awaiting_since",
            ascending=True,
        ),
        View(
            "sent",
            _("Sent"),
            (_("Nothing has been sent"), _("Threads in which this mailbox has written appear here.")),
            order="last_sent_at",
            counted=False,
        ),
        View(
            "undelivered",
            _("Not delivered"),
            (
                _("Nothing is undelivered"),
                _("Messages that did not reach their receiver appear here until somebody has dealt with them."),
            ),
        ),
        View(
            "finished",
            _("Finished"),
            (_("Nothing is finished"), _("Finished threads are kept here. They open again when something new comes.")),
            order="finished_at",
            counted=False,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list somebody asks for."""

    show: str = INBOX
    team: int | None = None
    category: str = ""
    label: int | None = None
    assignee: int | None = None

    @classmethod
    def of(cls, query: QueryDict) -> Wanted:
        """From the address. What is damaged or unknown is as if it were not there."""
        show, team = query.get("show", INBOX), _key(query, "team")
        if show not in VIEWS or (show == TEAM) is not (team is not None):
            show, team = INBOX, None
        category = query.get("category", "")[:60].replace("\0", "")
        return cls(show, team, category, _key(query, "label"), _key(query, "assignee"))

    @classmethod
    def of_text(cls, query: str) -> Wanted:
        return cls.of(QueryDict(query))

    @property
    def view(self) -> View:
        return VIEWS[self.show]

    @property
    def query(self) -> str:
        """The query string of its address, the same for the same list; "" for the inbox."""
        parts = {
            "show": "" if self.show == INBOX else self.show,
            "team": self.team,
            "category": self.category,
            "label": self.label,
            "assignee": self.assignee,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def plain(self) -> bool:
        """A view as it is, with no filter."""
        return self == Wanted(self.show)

    def without(self, name: str) -> Wanted:
        """The same list without one of its filters."""
        return replace(self, **{name: "" if name == "category" else None})  # type: ignore[arg-type]


def _key(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 18 else None


def listed(user: User, wanted: Wanted) -> QuerySet[Thread]:
    """The user's threads of the list, in its order, over all their mailboxes: filter by one of them."""
    threads = threads_for(user).filter(in_view(user, wanted))
    if wanted.category:
        threads = threads.filter(category=wanted.category)
    if wanted.label:
        threads = threads.filter(labels=wanted.label)
    if wanted.assignee:
        threads = threads.filter(assignee=wanted.assignee)
    return threads.order_by(*wanted.view.ordering)


def in_view(user: User, wanted: Wanted) -> Q:
    """The condition of the view alone, as its partial index has it."""
    still_open = Q(finished_at=None)
    received = still_open & Q(last_received_at__isnull=False)
    conditions: dict[str, Q] = {
        INBOX: received,
        "mine": still_open & Q(assignee=user.pk),
        "unassigned": received & Q(assignee=None, team=None),
        TEAM: still_open & Q(team=wanted.team),
        "awaiting-us": still_open & Q(awaiting=Awaiting.US),
        "awaiting-them": still_open & Q(awaiting=Awaiting.THEM),
        "sent": Q(last_sent_at__isnull=False),
        "undelivered": Q(has_failed_delivery=True),
        "finished": Q(finished_at__isnull=False),
    }
    return conditions[wanted.show]


def held_by(user: User, wanted: Wanted) -> QuerySet[Thread]:
    """What the view holds in any mailbox, for counters: they ask for the user's own mailboxes themselves."""
    return Thread.objects.filter(in_view(user, wanted)).order_by(*wanted.view.ordering)


def unread_of(user: User) -> QuerySet[Thread]:
    """Open threads in which something came that the user has not read; in any mailbox."""
    place = ReadPosition.objects.filter(thread=OuterRef("pk"), user=user).values("message")
    threads = held_by(user, Wanted()).alias(place=Coalesce(Subquery(place), Value(0)))
    return threads.filter(latest_received__gt=F("place"))


class Capped(Subquery):
    """How many rows a queryset has, counted no further than :data:`COUNT_CAP`.

    In the list's own order: without it a database that expects many rows reads the table from its beginning instead of
    the mailbox's index, and reads all of it where the mailbox has none.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.values(one=Value(1))[:COUNT_CAP])
