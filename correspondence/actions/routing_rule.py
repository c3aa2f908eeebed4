"""Changing a mailbox's rules. Coordinators only: a rule gives work to people and threads to other mailboxes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from correspondence.access import demand_coordinator
from correspondence.models import Mailbox, RoutingRule
from portal import audit
from portal.models import User


@transaction.atomic
def save_rule(*, user: User, rule: RoutingRule) -> RoutingRule:
    """Keep a new rule, as the last one, or a changed one where it stands. Raises PermissionDenied.

    Threads go only to mailboxes that the user coordinates as well: nobody else's desk is filled by a rule.
    """
    demand_coordinator(user, rule.mailbox)
    if rule.move_to:
        demand_coordinator(user, rule.move_to)
    if rule.pk is None:
        last = rule.mailbox.routing_rules.aggregate(last=Max("position"))["last"]
        rule.position = 0 if last is None else last + 1
    rule.save()
    audit.record(user, "routing_rule.save", rule.mailbox, rule=rule.pk, active=rule.is_active)
    return rule


@transaction.atomic
def switch_rule(*, user: User, rule: RoutingRule, on: bool) -> None:
    """Put a rule in or out of force. Raises PermissionDenied."""
    demand_coordinator(user, rule.mailbox)
    RoutingRule.objects.filter(pk=rule.pk).update(is_active=on)
    audit.record(user, "routing_rule.switch", rule.mailbox, rule=rule.pk, active=on)


@transaction.atomic
def shift_rule(*, user: User, rule: RoutingRule, up: bool) -> None:
    """Have a rule tried one place earlier or later; at the end of the row nothing moves. Raises PermissionDenied."""
    demand_coordinator(user, rule.mailbox)
    Mailbox.objects.select_for_update().get(pk=rule.mailbox_id)  # two coordinators at once: one after the other
    row = list(rule.mailbox.routing_rules.all())
    at = row.index(rule)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(row):
        return
    row.insert(to, row.pop(at))
    for position, one in enumerate(row):
        one.position = position
    RoutingRule.objects.bulk_update(row, ["position"])
    audit.record(user, "routing_rule.shift", rule.mailbox, rule=rule.pk, to=to)


@transaction.atomic
def remove_rule(*, user: User, rule: RoutingRule) -> None:
    """Raises PermissionDenied."""
    demand_coordinator(user, rule.mailbox)
    audit.record(user, "routing_rule.remove", rule.mailbox, rule=rule.pk)
    RoutingRule.objects.filter(pk=rule.pk).delete()
