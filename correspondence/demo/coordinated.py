"""What the coordinator of the demo's social psychiatry has set up: a team, a label, rules, an automatic answer."""

from __future__ import annotations

from datetime import date

from correspondence.demo import places
from correspondence.models import AutoReply, Mailbox, RoutingRule
from portal.models import User

_CLOSED = (
    "Socialpsykiatrien holder lukket mellem jul og nytår. Vi læser jeres besked den første hverdag i januar.\n\n"
    "Haster det, så ring til døgnvagten på 10 20 10 11."
)


def set_up(mailboxes: dict[str, Mailbox], now: date) -> None:
    """For the mailboxes by SOR code, before anything is written to them. ``now`` is the day of loading."""
    box = mailboxes[places.SOCIAL_PSYCHIATRY]
    team, _ = box.teams.get_or_create(name="Udskrivningsteamet")
    team.members.set(User.objects.filter(username__in=("anna", "bo")))
    label, _ = box.labels.get_or_create(name="Medicin")
    rules = (
        {"name": "Udskrivelser til udskrivningsteamet", "category": "discharge", "team": team},
        {"name": "Medicin fra lægehuset", "category": "medicine", "sender_sor_code": places.SURGERY, "label": label},
        {
            "name": "Indlæggelser til Anna, mens Bo har ferie",
            "topic_contains": "indlæggelse",
            "assignee": User.objects.get(username="anna"),
            "is_active": False,
        },
    )
    for position, fields in enumerate(rules):
        RoutingRule.objects.create(mailbox=box, position=position, **fields)
    year = now.year
    AutoReply.objects.create(
        mailbox=box,
        text=_CLOSED,
        phone=box.phone,
        from_date=date(year, 12, 24),
        until_date=date(year + 1, 1, 1),
    )
