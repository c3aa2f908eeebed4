"""What stands beside the lists: the views of one mailbox, or of all of somebody's, with how much is in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse

from correspondence.access import WRITERS, drafts_for
from correspondence.models import Membership, Role, SavedView, Team, Thread
from correspondence.queries.lists import COUNT_CAP, INBOX, TEAM, VIEWS, Capped, Wanted, held_by
from portal.compiled import Compiled
from portal.models import User

# The bulk of a day's work first; what is kept or went wrong after it.
_WORK = (INBOX, "mine", "unassigned", "awaiting-us", "awaiting-them")
_KEPT = ("sent", "undelivered", "finished")


@dataclass(frozen=True, slots=True)
class ViewLink:
    """``count`` is capped at 100; None where the number says nothing. ``alarm``: somebody should look."""

    url: str
    label: str
    query: str
    count: int | None = None
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """What somebody finds and can do in one mailbox; ``mailbox`` None: in all of theirs together."""

    mailbox: int | None
    writes: bool
    coordinates: bool
    drafts: int
    work: tuple[ViewLink, ...]
    kept: tuple[ViewLink, ...]
    teams: tuple[ViewLink, ...] = ()
    saved: tuple[ViewLink, ...] = ()


def own_desk(user: User, mailbox: int | None, *, everything: bool = False) -> OwnDesk | None:
    """Of the mailbox of the page shown, or of all the user's; None on a page of no mailbox.

    All counters come in one query.
    """
    if mailbox is None and not everything:
        return None
    places = _counted(user, mailbox)
    if not places:
        return None
    roles = {one.role for one in places}
    here = reverse("mailbox", args=[mailbox]) if mailbox else reverse("mailboxes")
    links = {name: _link(here, Wanted(name), _sum(places, name)) for name in (*_WORK, *_KEPT)}
    return OwnDesk(
        mailbox=mailbox,
        writes=not roles.isdisjoint(WRITERS),
        coordinates=Role.COORDINATOR in roles and mailbox is not None,
        drafts=_sum(places, "drafts"),
        work=tuple(links[name] for name in _WORK),
        kept=tuple(links[name] for name in _KEPT),
        teams=tuple(_teams(mailbox, here)) if mailbox else (),
        saved=tuple(_saved(user, mailbox, here)) if mailbox else (),
    )


def view_counts(user: User, mailbox: int) -> dict[str, int]:
    """How many threads each counted view of the mailbox holds, capped at 100."""
    places = _counted(user, mailbox)
    return {name: _sum(places, name) for name, view in VIEWS.items() if view.counted and name != TEAM}


def _counted(user: User, mailbox: int | None) -> list[Membership]:
    return list(_PLACES(user.pk, mailbox) if mailbox else _PLACES(user.pk))


def _places(user: int, mailbox: int | None = None) -> QuerySet[Membership]:
    person = User(pk=user)
    counters: dict[str, Any] = {
        _column(name): Capped(held_by(person, Wanted(name)).filter(mailbox=OuterRef("mailbox")))
        for name, view in VIEWS.items()
        if view.counted and name != TEAM
    }
    drafts = Capped(drafts_for(person).filter(mailbox=OuterRef("mailbox")))
    places = Membership.objects.filter(user=user).annotate(count_drafts=drafts, **counters)
    return places.filter(mailbox=mailbox) if mailbox else places


_PLACES = Compiled(_places)


def _column(name: str) -> str:
    return f"count_{name.replace('-', '_')}"


def _sum(places: list[Membership], name: str) -> int:
    return min(COUNT_CAP, sum(getattr(one, _column(name), 0) for one in places))


def _link(here: str, wanted: Wanted, count: int) -> ViewLink:
    view = wanted.view
    shown = count if view.counted else None
    return ViewLink(
        _address(here, wanted.query), str(view.label), wanted.query, shown, alarm=view.name == "undelivered"
    )


def _address(here: str, query: str) -> str:
    return f"{here}?{query}" if query else here


def _teams(mailbox: int, here: str) -> list[ViewLink]:
    queries = {team: Wanted(TEAM, team=team.pk).query for team in _TEAMS(mailbox)}
    return [ViewLink(_address(here, query), one.name, query, one.threads_here) for one, query in queries.items()]


def _teams_counted(mailbox: int) -> QuerySet[Team]:
    theirs = Thread.objects.filter(mailbox=OuterRef("mailbox"), team=OuterRef("pk"), finished_at=None)
    theirs = theirs.order_by(*VIEWS[TEAM].ordering)
    return Team.objects.filter(mailbox=mailbox).annotate(threads_here=Capped(theirs))


_TEAMS = Compiled(_teams_counted)


def _saved(user: User, mailbox: int, here: str) -> list[ViewLink]:
    return [ViewLink(_address(here, one.query), one.name, one.query) for one in _SAVED(user.pk, mailbox)]


_SAVED = Compiled(lambda user, mailbox: SavedView.objects.filter(Q(user=user) | Q(user=None), mailbox=mailbox))
