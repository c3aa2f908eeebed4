"""How a mailbox is doing, in numbers for its coordinators. Nothing about citizens; everything is added up in SQL.

An enquiry begins with the first message that awaits us and ends with our first answer (Message.waited_since); an
automatic answer ends none. Times are whole Danish working days: answered the same day is 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from correspondence.access import threads_for
from correspondence.models import Awaiting, Delivery, Direction, Mailbox, Message, Thread
from correspondence.states import DeliveryState
from portal import clock
from portal.models import User
from portal.workdays import workdays_between

PERIODS = (4, 12, 52)
OLDEST = 5
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Tally:
    """What came in and what was answered. ``times``: number of answers by working days they took."""

    received: int = 0
    answered: int = 0
    times: Counter[int] = field(default_factory=Counter)

    @property
    def median(self) -> int | None:
        return percentile(self.times, 50)

    @property
    def ninetieth(self) -> int | None:
        return percentile(self.times, 90)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A thread that has waited long for our answer."""

    pk: int
    other_sor_code: str
    other_name: str
    category: str
    since: datetime
    workdays: int


@dataclass(frozen=True, slots=True)
class Overview:
    """``weeks`` by their Monday, every one of the period, the oldest first; ``categories`` by code, the largest first.

    ``open``, ``awaiting`` and ``undelivered`` are as of now; ``failed`` counts messages of the period.
    """

    weeks: dict[date, Tally]
    categories: dict[str, Tally]
    whole: Tally
    open: int
    awaiting: int
    undelivered: int
    failed: int
    oldest: list[Waiting]


def overview(user: User, mailbox: Mailbox, weeks: int) -> Overview:
    """The last ``weeks`` weeks, the present one included, of the threads that the user may see in the mailbox."""
    first = monday(clock.now().date()) - (weeks - 1) * WEEK
    by_week = {first + number * WEEK: Tally() for number in range(weeks)}
    by_category: dict[str, Tally] = {}
    whole = Tally()
    for day, category, number, waited in _added_up(user, mailbox, first):
        for tally in (by_week[monday(day)], by_category.setdefault(category, Tally()), whole):
            if waited is None:
                tally.received += number
            else:
                tally.answered += number
                tally.times[waited] += number
    largest = sorted(by_category.items(), key=lambda one: (-one[1].received, one[0]))
    return Overview(by_week, dict(largest), whole, **_now(user, mailbox, first))


def _added_up(user: User, mailbox: Mailbox, first: date) -> Iterator[tuple[date, str, int, int | None]]:
    """(day, category, how many, working days they took; None: received), in one statement."""
    counted = Q(direction=Direction.RECEIVED) | Q(waited_since__isnull=False)
    messages = _of_period(user, mailbox, first).filter(counted, direction__in=(Direction.RECEIVED, Direction.SENT))
    days = messages.values_list(TruncDate("at"), TruncDate("waited_since"), "category")
    workdays = cache(workdays_between)
    for on, began, category, number in days.annotate(number=Count("*")).order_by():
        yield on, category, number, None if began is None else workdays(began, on)


def _of_period(user: User, mailbox: Mailbox, first: date) -> QuerySet[Message]:
    """A thread whose newest message is older has nothing in the period: the inbox's index leaves it out."""
    start = midnight(first)
    threads = threads_for(user).filter(mailbox=mailbox, latest_at__gte=start)
    return Message.objects.filter(thread__in=threads, at__gte=start, at__lte=clock.now())


def _now(user: User, mailbox: Mailbox, first: date) -> dict[str, Any]:
    unfinished = threads_for(user).filter(mailbox=mailbox, finished_at=None)
    counts = unfinished.aggregate(
        open=Count("pk", filter=Q(last_received_at__isnull=False)),
        awaiting=Count("pk", filter=Q(awaiting=Awaiting.US)),
        undelivered=Count("pk", filter=Q(has_failed_delivery=True)),
    )
    waiting = unfinished.filter(awaiting=Awaiting.US).select_related("other_party")
    oldest = waiting.order_by("awaiting_since", "pk")[:OLDEST]
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, created_at__gte=midnight(first))
    here = failed.filter(message__thread__in=threads_for(user).filter(mailbox=mailbox))
    return {**counts, "failed": here.count(), "oldest": [_waiting(one) for one in oldest]}


def _waiting(thread: Thread) -> Waiting:
    since = thread.awaiting_since or thread.latest_at
    return Waiting(
        pk=thread.pk,
        other_sor_code=thread.other_sor_code,
        other_name=str(thread.other_party),
        category=thread.category,
        since=since,
        workdays=workdays_between(timezone.localdate(since), clock.now().date()),
    )


def percentile(times: Counter[int], percent: int) -> int | None:
    """The nearest-rank percentile: the least number of days within which ``percent`` of a hundred were done."""
    left = -(-sum(times.values()) * percent // 100)
    for days in sorted(times):
        left -= times[days]
        if left <= 0:
            return days
    return None


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
