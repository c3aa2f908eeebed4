"""A search finds what the user may open and what is asked for: all of that, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.access import threads_for
from correspondence.actions.move import move
from correspondence.models import Direction, Membership, Message, Role, SearchRow, Thread
from correspondence.queries import found as found_queries
from correspondence.queries.found import Filters, found_page
from correspondence.search import find
from correspondence.search.asked import asked
from portal import clock
from tests.cast import BRUNO, PETER, answer, mailbox
from tests.correspondence.outside import HOSPITAL, PRACTICE
from tests.search.finding import arrived, found, search

WORDS = ["medicin", "bolig", "kørsel", "ærinde", "økonomi", "åben"]
CATEGORIES = ["discharge", "nursing"]


@dataclass
class Town:
    cast: object
    boxes: list
    threads: list[Thread]
    messages: list[Written]


@pytest.fixture
def town(cast) -> Town:
    """Four mailboxes, threads with few words in many mixtures, some answered, moved, finished or undelivered."""
    random = Random(6)
    boxes = [cast.social_psychiatry, cast.psychiatry, cast.neighbour, mailbox(7401, "Fjordby Hjemmepleje")]
    threads = []
    for _ in range(22):
        threads.append(
            arrived(
                random.choice(boxes),
                text=" ".join(random.sample(WORDS, 3)),
                topic=random.choice(WORDS),
                citizen=random.choice([BRUNO, PETER]),
                sender=random.choice([HOSPITAL, PRACTICE]),
                category=random.choice(CATEGORIES),
            )
        )
    for thread in random.sample(threads, 9):
        Membership.objects.get_or_create(user=cast.anna, mailbox=thread.mailbox, defaults={"role": Role.CASEWORKER})
        answer(cast.anna, thread, text=" ".join(random.sample(WORDS, 2)), topic="", category=random.choice(CATEGORIES))
    for number, thread in enumerate(random.sample(threads, 9)):
        past = clock.now() - timedelta(days=number)
        SearchRow.objects.filter(thread=thread).update(at=past)
        Thread.objects.filter(pk=thread.pk).update(finished_at=past if number % 2 else None)
        Thread.objects.filter(pk=thread.pk).update(has_failed_delivery=number % 3 == 0)
    move(user=None, threads=random.sample(threads, 6), mailbox=boxes[3])
    Membership.objects.all().delete()
    return Town(cast, boxes, threads, everything())


@dataclass
class Written:
    """A message as a person who has it in hand knows it."""

    pk: int
    thread: Thread
    at: datetime
    sent: bool
    category: str
    words: list[str]
    numbers: list[str]

    def says(self, word: str) -> bool:
        return word in self.numbers or any(one.startswith(word) for one in self.words)


def everything() -> list[Written]:
    at = dict(SearchRow.objects.values_list("message", "at"))
    return [_written(one, at[one.pk]) for one in Message.objects.select_related("thread")]


def _written(message: Message, at: datetime) -> Written:
    thread = message.thread
    said = [message.topic, thread.citizen_name, message.organisation.name, message.receiver.name]
    said += [text for one in message.segments.all() for text in (one.text, one.author_name, one.organisation.name)]
    return Written(
        pk=message.pk,
        thread=thread,
        at=at,
        sent=message.direction == Direction.SENT,
        category=message.category,
        words=" ".join(said).lower().split(),
        numbers=[one.value.lower() for one in thread.citizen_identifiers.all()],
    )


def expected(messages: list[Written], boxes: set[int], words: list[str], filters: Filters) -> list[int]:
    """By looking at everything: the threads in the order of their newest hit."""
    hits = []
    for message in messages:
        thread, day = message.thread, message.at.astimezone(clock.now().tzinfo).date()
        states = {"open": thread.finished_at is None, "undelivered": thread.has_failed_delivery}
        fits = (
            thread.mailbox_id in boxes
            and all(message.says(word) for word in words)
            and filters.mailbox in (None, thread.mailbox_id)
            and filters.category in ("", message.category)
            and filters.direction in ("", "out" if message.sent else "in")
            and (not filters.since or day >= filters.since)
            and (not filters.until or day <= filters.until)
            and {"": True, "finished": not states["open"], **states}[filters.state]
        )
        if fits:
            hits.append((message.at, message.pk, thread.pk))
    return list(dict.fromkeys(thread for _, _, thread in sorted(hits, reverse=True)))


def days_back(number: int | None) -> date | None:
    return None if number is None else clock.now().date() - timedelta(days=number)


asking = st.lists(
    st.sampled_from([*WORDS, "medi", "bol", "bruno", "hans", "sygehus", "lægehuset", "2509479989", "findesikke"]),
    min_size=1,
    max_size=2,
)
limits = st.fixed_dictionaries(
    {
        "mailbox": st.sampled_from([None, None, 0, 1, 2, 3]),
        "category": st.sampled_from(["", "", *CATEGORIES]),
        "direction": st.sampled_from(["", "", "in", "out"]),
        "state": st.sampled_from(["", "", "open", "finished", "undelivered"]),
        "since": st.sampled_from([None, None, 7, 3]),
        "until": st.sampled_from([None, None, 1, 2]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.sets(st.integers(0, 3)),
    words=asking,
    narrowed=limits,
    walked=st.sampled_from([1, 4, 1000]),
    together=st.sampled_from([1, 50]),
)
def test_found_is_what_may_be_opened_and_fits(town, places, words, narrowed, walked, together):
    user = town.cast.anna
    Membership.objects.all().delete()
    for place in places:
        Membership.objects.create(user=user, mailbox=town.boxes[place], role=Role.READER)
    box, since, until = narrowed["mailbox"], days_back(narrowed["since"]), days_back(narrowed["until"])
    filters = Filters(
        **{**narrowed, "mailbox": None if box is None else town.boxes[box].pk, "since": since, "until": until}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_READ", walked)
        patch.setattr(find, "_TOGETHER", together)
        patch.setattr(found_queries, "PAGE", 2)
        listed, before = [], ""
        while True:
            page = found_page(user, asked(" ".join(words)), filters, before=before)
            listed += [row.thread.pk for row in page.rows]
            if not (before := page.older):
                break
    boxes = {town.boxes[place].pk for place in places}
    assert listed == expected(town.messages, boxes, words, filters)
    assert set(listed) <= set(threads_for(user).values_list("pk", flat=True))


def test_every_thread_found_opens_and_no_other_is_found(town):
    for place in (0, 3):
        Membership.objects.create(user=town.cast.bo, mailbox=town.boxes[place], role=Role.READER)
    client = Client()
    client.force_login(town.cast.bo)
    listed = {row.thread.pk for text in WORDS for row in search(client, text).context["rows"]}
    openable = {one.pk for one in town.threads if client.get(reverse("thread", args=[one.pk])).status_code == 200}
    assert listed == openable
    assert openable


def test_who_leaves_a_mailbox_finds_nothing_there_from_then_on(cast):
    thread = arrived(cast.social_psychiatry)
    assert found(cast.anna, "bruno") == [thread.pk]
    Membership.objects.filter(user=cast.anna).delete()
    assert found(cast.anna, "bruno") == []


def test_an_index_that_lags_behind_shows_nothing_of_another_mailbox(cast):
    """A thread that was moved past the actions, by hand in the database."""
    thread = arrived(cast.social_psychiatry)
    Thread.objects.filter(pk=thread.pk).update(mailbox=cast.neighbour)
    assert found(cast.anna, "bruno") == []
