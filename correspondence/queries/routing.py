"""A mailbox's rules: which of them a message matches, and what they would do with the latest ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.access import messages_for, threads_for, writers_of
from correspondence.models import Direction, Mailbox, Message, RoutingRule, RuleApplied, Thread
from correspondence.queries.thread import party_words
from correspondence.words import category_words
from portal.models import User
from sor.queries import ancestors_by_sor_code, names_by_sor_code

TRIED = 200
_OUTCOMES = ("team", "assignee", "label", "move_to__organisation")


def rules_of(mailbox: Mailbox) -> list[RoutingRule]:
    """All rules in the order they are tried, with what they name."""
    return list(mailbox.routing_rules.select_related(*_OUTCOMES))


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at. ``senders`` are the SOR codes of the unit that wrote and of those above it."""

    category: str
    topic: str
    senders: Collection[str]
    recipient: str


def facts_of(messages: Sequence[Message], rules: Iterable[RoutingRule]) -> list[Facts]:
    """The facts of each message. The register is asked once, and only when a rule wants to know who wrote."""
    codes = {one.organisation.sor_code for one in messages}
    above = ancestors_by_sor_code(codes) if any(rule.sender_sor_code for rule in rules) else {}
    return [
        Facts(
            category=one.category.lower(),
            topic=one.topic.casefold(),
            senders={one.organisation.sor_code, *above.get(one.organisation.sor_code, ())},
            recipient=party_words(one.specific_recipient).casefold(),
        )
        for one in messages
    ]


def first_match(rules: Iterable[RoutingRule], facts: Facts) -> RoutingRule | None:
    """The first rule in force, with something left to do, of which every condition that is filled in holds."""
    return next((rule for rule in rules if rule.is_active and _does(rule) and _matches(rule, facts)), None)


def _does(rule: RoutingRule) -> bool:
    return any((rule.team_id, rule.assignee_id, rule.label_id, rule.move_to_id))


def _matches(rule: RoutingRule, facts: Facts) -> bool:
    return (
        rule.category.lower() in ("", facts.category)
        and rule.topic_contains.casefold() in facts.topic
        and (not rule.sender_sor_code or rule.sender_sor_code in facts.senders)
        and rule.recipient_contains.casefold() in facts.recipient
    )


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as its list shows it. ``trouble`` says why it can not do what it should, "" when it can."""

    pk: int
    number: int
    name: str
    is_active: bool
    conditions: list[tuple[str, str]]
    outcomes: list[tuple[str, str]]
    applied: int
    trouble: str


def rule_rows(mailbox: Mailbox) -> list[RuleRow]:
    rules = rules_of(mailbox)
    names = names_by_sor_code({rule.sender_sor_code for rule in rules if rule.sender_sor_code})
    applied = dict(
        RuleApplied.objects.filter(rule__mailbox=mailbox).values_list("rule").annotate(Count("pk")).order_by()
    )
    writers = set(writers_of(mailbox).values_list("pk", flat=True))
    return [
        RuleRow(
            pk=rule.pk,
            number=number,
            name=rule.name,
            is_active=rule.is_active,
            conditions=conditions(rule, names),
            outcomes=outcomes(rule),
            applied=applied.get(rule.pk, 0),
            trouble=_trouble(rule, writers),
        )
        for number, rule in enumerate(rules, 1)
    ]


def conditions(rule: RoutingRule, names: dict[str, str]) -> list[tuple[str, str]]:
    """(what it looks at, what that must be) of every condition that is filled in."""
    sender = names.get(rule.sender_sor_code, rule.sender_sor_code)
    every = [
        (_("Category"), category_words(rule.category) if rule.category else ""),
        (_("Topic contains"), rule.topic_contains),
        (_("Sender"), sender),
        (_("Specific recipient contains"), rule.recipient_contains),
    ]
    return [(what, value) for what, value in every if value]


def outcomes(rule: RoutingRule) -> list[tuple[str, str]]:
    """(what is done, with whom or what)."""
    every = [
        (_("Team"), rule.team),
        (_("Colleague"), rule.assignee),
        (_("Label"), rule.label),
        (_("Moved to"), rule.move_to),
    ]
    return [(what, str(value)) for what, value in every if value]


def _trouble(rule: RoutingRule, writers: Collection[int]) -> str:
    if rule.move_to and not rule.move_to.is_open:
        return _("%(mailbox)s is closed: nothing is moved there.") % {"mailbox": rule.move_to}
    if rule.assignee_id and rule.assignee_id not in writers:
        return _("%(name)s does not work in this mailbox any more: nothing is given to them.") % {"name": rule.assignee}
    if not _does(rule):
        return _("What it should do has been deleted: it is passed over.")
    return ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One message of the trial: what rules saw of it, and which would have taken it ("" for none)."""

    url: str
    at: datetime
    sender: str
    category: str
    topic: str
    recipient: str
    rule: str
    outcomes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trial:
    """``counts`` has every rule in force with how many messages it would have taken."""

    rows: list[Tried]
    counts: list[tuple[str, int]]

    @property
    def untouched(self) -> int:
        return len(self.rows) - sum(number for _name, number in self.counts)


def trial(user: User, mailbox: Mailbox, rules: Sequence[RoutingRule]) -> Trial:
    """What ``rules`` would do with the latest messages to the mailbox, of those the user may see. Changes nothing."""
    messages = _latest(user, mailbox)
    names = names_by_sor_code({one.organisation.sor_code for one in messages})
    found = [first_match(rules, facts) for facts in facts_of(messages, rules)]
    rows = [_tried(message, rule, names) for message, rule in zip(messages, found, strict=True)]
    return Trial(rows, [(rule.name, found.count(rule)) for rule in rules if rule.is_active])


def _latest(user: User, mailbox: Mailbox) -> list[Message]:
    """The newest messages lie in the threads in which something came latest: no more are looked through."""
    threads = threads_for(user).filter(home=mailbox, last_received_at__isnull=False)
    newest = threads.order_by("-last_received_at", "-pk").values("pk")[:TRIED]
    messages = messages_for(user).filter(thread__in=list(newest.values_list("pk", flat=True)))
    received = messages.filter(direction=Direction.RECEIVED).select_related("organisation", "thread")
    return list(received.order_by("-at", "-pk")[:TRIED])


def _tried(message: Message, rule: RoutingRule | None, names: dict[str, str]) -> Tried:
    return Tried(
        url=reverse("thread", args=[message.thread_id]),
        at=message.at or message.occurred_at,
        sender=names.get(message.organisation.sor_code) or str(message.organisation),
        category=category_words(message.category),
        topic=message.topic,
        recipient=party_words(message.specific_recipient),
        rule=rule.name if rule else "",
        outcomes=outcomes(rule) if rule else [],
    )


def known_senders(mailbox: Mailbox) -> list[tuple[str, str]]:
    """(SOR code, name) of who has written to the mailbox lately, by name: what a rule's sender is chosen from."""
    latest = (
        Thread.objects.filter(mailbox=mailbox).order_by("-latest_at", "-pk").values_list("other_sor_code", flat=True)
    )
    codes = set(latest[:500])
    names = names_by_sor_code(codes)
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda one: one[1].casefold())
