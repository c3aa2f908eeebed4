"""What waits for a mailbox, by receiver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet

from correspondence.models import Route, Unrouted
from correspondence.states import RawState
from sor.queries import names_by_sor_code

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """Documents to one receiver. ``sender`` is one of those who wrote."""

    sor_code: str
    gln: str
    name: str
    sender: str
    count: int
    since: datetime


def waiting() -> list[Waiting]:
    """The longest waiting first."""
    groups = (
        _waiting()
        .values("receiver_sor_code", "receiver_gln")
        .annotate(count=Count("pk"), oldest=Min("since"), name=Max("receiver_name"), sender=Max("sender_name"))
    )
    found = list(groups.order_by("oldest")[:MOST])
    names = names_by_sor_code({one["receiver_sor_code"] for one in found})
    return [
        Waiting(
            one["receiver_sor_code"],
            one["receiver_gln"],
            names.get(one["receiver_sor_code"]) or one["name"],
            one["sender"],
            one["count"],
            one["oldest"],
        )
        for one in found
    ]


def waiting_count() -> int:
    """How many documents wait, for the register's menu: nobody answers their senders before they are sent on."""
    return _waiting().count()


def _waiting() -> QuerySet[Unrouted]:
    return Unrouted.objects.filter(raw__state=RawState.UNROUTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where messages to one receiver go for good."""

    sor_code: str
    gln: str
    name: str
    mailbox: str


def standing() -> list[Standing]:
    """What has been said for good, by unit name."""
    routes = list(Route.objects.select_related("mailbox__organisation")[:MOST])
    names = names_by_sor_code({one.sor_code for one in routes})
    found = [Standing(one.sor_code, one.gln, names.get(one.sor_code, ""), str(one.mailbox)) for one in routes]
    return sorted(found, key=lambda one: (one.name, one.sor_code, one.gln))
