"""Keeping a list under a name: for oneself, or (coordinators) for everybody in the mailbox."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from correspondence.access import coordinates, mailboxes_for
from correspondence.models import Mailbox, SavedView
from correspondence.queries.lists import Wanted
from portal import audit
from portal.models import User


class NameTaken(Exception):
    """There is a list of this name already."""


def save_view(*, user: User, mailbox: Mailbox, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep the list with the address ``query`` as ``name``. Raises PermissionDenied, NameTaken."""
    if shared:
        _demand_coordinator(user, mailbox)
    elif not mailboxes_for(user).filter(pk=mailbox.pk).exists():
        raise PermissionDenied("not a member of this mailbox")
    view = SavedView(mailbox=mailbox, user=None if shared else user, name=name, query=Wanted.of_text(query).query)
    return _saved(user, view, "saved_view.add")


def rename_view(*, user: User, view: SavedView, name: str) -> SavedView:
    """Raises PermissionDenied, NameTaken."""
    _demand_owner(user, view)
    view.name = name
    return _saved(user, view, "saved_view.rename")


@transaction.atomic
def remove_view(*, user: User, view: SavedView) -> None:
    """Raises PermissionDenied."""
    _demand_owner(user, view)
    audit.record(user, "saved_view.remove", view.mailbox, view=view.pk)
    view.delete()


def _saved(user: User, view: SavedView, action: str) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
            audit.record(user, action, view.mailbox, view=view.pk)
    except IntegrityError:
        raise NameTaken from None
    return view


def _demand_owner(user: User, view: SavedView) -> None:
    if view.user_id is None:
        _demand_coordinator(user, view.mailbox)
    elif view.user_id != user.pk:
        raise PermissionDenied("another person's list")


def _demand_coordinator(user: User, mailbox: Mailbox) -> None:
    if not coordinates(user, mailbox):
        raise PermissionDenied("not a coordinator of this mailbox")
