"""Give a message that has just come to whom the mailbox's rules say."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils.translation import gettext

from correspondence.actions.assign import assign
from correspondence.actions.label import put_label
from correspondence.actions.move import move
from correspondence.models import Mailbox, Message, RoutingRule, RuleApplied, Thread, ThreadEvent, ThreadStep
from correspondence.queries.routing import facts_of, first_match, rules_of
from portal import clock

logger = logging.getLogger(__name__)


class Closed(Exception):
    """The mailbox that threads are to be moved to."""


def distribute(message: Message, mailbox: Mailbox) -> RoutingRule | None:
    """Apply the first rule of ``mailbox`` that ``message`` matches, once; the rule, None where none does.

    Only in the mailbox that the message was addressed to: what was moved on from there is not distributed again,
    neither by its rules nor by those of the other mailbox, so nothing goes round. Call inside the transaction that
    files the message. Raises IntegrityError when the rules have looked at it before.
    """
    if message.thread.mailbox_id != mailbox.pk:
        return None
    rules = [rule for rule in rules_of(mailbox) if rule.is_active]
    rule = first_match(rules, facts_of([message], rules)[0])
    RuleApplied.objects.create(message=message, rule=rule, at=clock.now())
    if rule:
        _note(message.thread, rule, done=_try_to_apply(rule, message))
    return rule


def _try_to_apply(rule: RoutingRule, message: Message) -> bool:
    """False when it can not be done, with nothing of it left. Nobody is asked and nothing is held up."""
    try:
        with transaction.atomic():
            apply(rule, message.thread)
    except Exception as error:
        logger.warning("rule %s not applied to message %s: %s", rule.pk, message.pk, type(error).__name__)
        return False
    return True


def apply(rule: RoutingRule, thread: Thread) -> None:
    """Label, then give or move. What somebody has already, stays with them: a rule takes nothing from anybody."""
    if rule.label:
        put_label(user=None, threads=[thread], label=rule.label)
    if thread.assignee_id or thread.team_id:
        return
    if rule.move_to:
        if not rule.move_to.is_open:
            raise Closed
        move(user=None, threads=[thread], mailbox=rule.move_to)
    elif rule.team or rule.assignee:
        assign(user=None, threads=[thread], assignee=rule.assignee, team=rule.team)


def _note(thread: Thread, rule: RoutingRule, *, done: bool) -> None:
    words = rule.name if done else gettext("%(rule)s: could not be done") % {"rule": rule.name}
    ThreadEvent.objects.create(thread=thread, kind=ThreadStep.ROUTED, detail=words, at=clock.now())
