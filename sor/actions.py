"""What the SOR administrator changes: only what SOR does not know. Everything is audited."""

from __future__ import annotations

from django.db import transaction

from portal.audit import record
from portal.models import User
from sor.models import Alias, Favourite, LocalUnit, NamedRecipient, Organisation, Team
from sor.search import refresh

MOST_ALIASES = 20


@transaction.atomic
def change_local(
    *, user: User, unit: Organisation, display_name: str, note: str, hidden: bool, aliases: list[str]
) -> list[str]:
    """Give a unit its local name, note and nicknames, or hide it from choosing. Returns what changed."""
    local, _ = LocalUnit.objects.get_or_create(organisation=unit)
    wanted = {"display_name": display_name, "note": note, "hidden": hidden}
    changed = [name for name, value in wanted.items() if getattr(local, name) != value]
    for name in changed:
        setattr(local, name, wanted[name])
    local.save()
    changed += ["aliases"] if _set_aliases(unit, aliases) else []
    if changed:
        refresh([unit.pk])
        record(user, "sor.local_changed", unit, fields=changed)
    return changed


def _set_aliases(unit: Organisation, aliases: list[str]) -> bool:
    before, after = set(unit.aliases.values_list("text", flat=True)), set(aliases)
    unit.aliases.filter(text__in=before - after).delete()
    Alias.objects.bulk_create(Alias(organisation=unit, text=text) for text in sorted(after - before))
    return before != after


@transaction.atomic
def add_team(*, user: User, unit: Organisation, name: str) -> Team:
    """Add a team, or take an earlier one of that name into use again."""
    team, _ = Team.objects.update_or_create(organisation=unit, name=name, defaults={"is_open": True})
    record(user, "sor.team_added", unit, team=team.pk)
    return team


@transaction.atomic
def set_team_open(*, user: User, team: Team, is_open: bool) -> None:
    team.is_open = is_open
    team.save(update_fields=["is_open"])
    record(user, "sor.team_opened" if is_open else "sor.team_closed", team.organisation, team=team.pk)


@transaction.atomic
def add_recipient(*, user: User, recipient: NamedRecipient) -> NamedRecipient:
    """Save a new named recipient."""
    recipient.save()
    record(user, "sor.recipient_added", recipient.organisation, recipient=recipient.pk)
    return recipient


@transaction.atomic
def set_recipient_open(*, user: User, recipient: NamedRecipient, is_open: bool) -> None:
    recipient.is_open = is_open
    recipient.save(update_fields=["is_open"])
    action = "sor.recipient_opened" if is_open else "sor.recipient_closed"
    record(user, action, recipient.organisation, recipient=recipient.pk)


@transaction.atomic
def set_favourite(*, user: User, unit: Organisation, wanted: bool) -> None:
    """A person's own choice: it changes what they see first, and is not audited."""
    if wanted:
        Favourite.objects.get_or_create(user=user, organisation=unit)
    else:
        Favourite.objects.filter(user=user, organisation=unit).delete()
