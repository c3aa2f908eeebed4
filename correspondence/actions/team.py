"""Coordinators make the teams and labels of their mailbox."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from correspondence.access import coordinates, writers_of
from correspondence.models import Label, Mailbox, Team
from portal import audit
from portal.models import User


class NameTaken(Exception):
    """The mailbox has one of this name already."""


def save_team(*, user: User, team: Team, members: Iterable[User]) -> Team:
    """Keep the team with these members; only who may write in the mailbox can be one.

    Raises PermissionDenied, NameTaken.
    """
    _demand_coordinator(user, team.mailbox)
    chosen = writers_of(team.mailbox).filter(pk__in=[one.pk for one in members])
    try:
        with transaction.atomic():
            team.save()
            team.members.set(chosen)
            audit.record(user, "team.save", team.mailbox, team=team.pk, members=sorted(one.pk for one in chosen))
    except IntegrityError:
        raise NameTaken from None
    return team


@transaction.atomic
def remove_team(*, user: User, team: Team) -> None:
    """Its threads are nobody's again unless somebody of it has taken them. Raises PermissionDenied."""
    _demand_coordinator(user, team.mailbox)
    audit.record(user, "team.remove", team.mailbox, team=team.pk)
    team.delete()


def save_label(*, user: User, label: Label) -> Label:
    """Raises PermissionDenied, NameTaken."""
    _demand_coordinator(user, label.mailbox)
    try:
        with transaction.atomic():
            label.save()
            audit.record(user, "label.save", label.mailbox, label=label.pk)
    except IntegrityError:
        raise NameTaken from None
    return label


@transaction.atomic
def remove_label(*, user: User, label: Label) -> None:
    """It comes off every thread. Raises PermissionDenied."""
    _demand_coordinator(user, label.mailbox)
    audit.record(user, "label.remove", label.mailbox, label=label.pk)
    label.delete()


def _demand_coordinator(user: User, mailbox: Mailbox) -> None:
    if not coordinates(user, mailbox):
        raise PermissionDenied("not a coordinator of this mailbox")
