"""How fast pages are, asked for through every middleware and template, as a logged-in caseworker."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from time import perf_counter, process_time
from urllib.parse import urlencode

from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.actions.assign import assign
from correspondence.actions.search import remember_query
from correspondence.actions.take_back import take_back
from correspondence.bench.figures import Result, count, milliseconds, number
from correspondence.bench.invented import CATEGORIES, MIDDLE_NAME, NUMBERS, Inventor
from correspondence.bench.lifelike import Lifelike, lifelike
from correspondence.bench.load import under_load
from correspondence.bench.names import COMMON_NAME
from correspondence.bench.options import Options
from correspondence.bench.seeded import seeded
from correspondence.bench.vocabulary import COMMON, RARE
from correspondence.models import CitizenIdentifier, Thread
from correspondence.queries.found import Filters, found_page
from correspondence.queries.inbox import inbox_page, mailbox_counts
from correspondence.queries.lists import INBOX, TEAM, VIEWS, Wanted, listed
from correspondence.queries.overview import PERIODS
from correspondence.search.asked import asked
from correspondence.search.index import rebuild
from portal.memory import settle, tidy

WARM_UP = 20
PAGES_DOWN = 10
# Pages whose statements and bytes are counted; the clock does not run meanwhile.
COUNTED = 20
BULK, BULKS = 500, 10
RATE = 60
# What a morning is made of: every open list asks for news, threads are opened, few page far down.
SHARES = {"anything new": 40, "first page": 12, "any": 20}


def inbox(options: Options) -> list[Result]:
    """The first page, a page far down, and the question "anything new" that every open inbox asks each 10 seconds."""
    scene = lifelike(Inventor(options.seed), options.messages)
    measure = _measuring("inbox", scene, options)
    return [measure(case, addresses) for case, addresses in _lists(scene).items()]


def thread(options: Options) -> list[Result]:
    """Threads drawn at random, short and long as they come, and the longest one."""
    inventor = Inventor(options.seed)
    scene = lifelike(inventor, options.messages)
    measure = _measuring("thread", scene, options)
    return [measure(case, addresses) for case, addresses in _threads(scene, inventor, options.requests).items()]


def search(options: Options) -> list[Result]:
    """What people search for: words that few or nearly all messages have, names, numbers, what is not there."""
    inventor = Inventor(options.seed)
    scene = seeded() or lifelike(inventor, options.messages)
    measure = _measuring("search", scene, options)
    return [measure(case, addresses) for case, addresses in _searches(scene).items()]


def run(options: Options) -> list[Result]:
    """Every page one by one on an idle computer, then all of them together under load."""
    inventor = Inventor(options.seed)
    scene = seeded() or lifelike(inventor, options.messages)
    cases = {**_lists(scene), **_views(scene), **_threads(scene, inventor, options.requests), **_searches(scene)}
    measure = _measuring("pages", scene, options)
    idle = [measure(case, addresses) for case, addresses in cases.items()]
    return [
        *idle,
        *_counters(scene, options),
        *_bulk(scene),
        *under_load(scene.user, cases, SHARES, rate=RATE, seconds=options.load_seconds),
    ]


def _lists(scene: Lifelike) -> dict[str, Sequence[str]]:
    here, cursor = reverse("mailbox", args=[scene.largest.pk]), ""
    first = inbox_page(scene.user, scene.largest)
    news = urlencode({"since": first.newest, "state": first.mark})
    for _ in range(PAGES_DOWN - 1):
        cursor = inbox_page(scene.user, scene.largest, before=cursor).older or cursor
    return {
        "first page": [here],
        f"page {PAGES_DOWN}": [f"{here}?before={cursor}"],
        "anything new": [f"{reverse('mailbox-news', args=[scene.largest.pk])}?{news}"],
    }


def _views(scene: Lifelike) -> dict[str, Sequence[str]]:
    """Every list beside the inbox, a category, and all mailboxes together."""
    here, everywhere = reverse("mailbox", args=[scene.largest.pk]), reverse("mailboxes")
    lists = {name: Wanted(name) for name in VIEWS if name not in (INBOX, TEAM)}
    lists["category"] = Wanted(category=CATEGORIES[0])
    return {
        **{f"list {name}": [f"{here}?{wanted.query}"] for name, wanted in lists.items()},
        "list of all mailboxes": [everywhere],
        "awaiting us in all": [f"{everywhere}?{lists['awaiting-us'].query}"],
    }


def _threads(scene: Lifelike, inventor: Inventor, drawn: int) -> dict[str, Sequence[str]]:
    keys = list(Thread.objects.filter(mailbox=scene.largest).order_by("pk").values_list("pk", flat=True))
    return {
        "any": [reverse("thread", args=[pk]) for pk in inventor.random.choices(keys, k=drawn)],
        "longest": [reverse("thread", args=[_longest(scene)])],
    }


def _searches(scene: Lifelike) -> dict[str, Sequence[str]]:
    """Each in all mailboxes of the reader; filters where they make a common word rare."""
    for _ in rebuild(everything=False):
        pass
    numbers = CitizenIdentifier.objects.filter(thread__mailbox=scene.largest).exclude(value__in=NUMBERS)
    citizen = Thread.objects.filter(mailbox=scene.largest).order_by("pk").values_list("citizen_name", flat=True)[0]
    return {
        "search rare word": [_search(scene, RARE)],
        "search common word": [_search(scene, COMMON)],
        "search common word, page 2": [_second(scene, COMMON)],
        "search two words": [_search(scene, "medicinplan bostøtte")],
        "search beginning": [_search(scene, "medic")],
        "search undelivered": [f"{_search(scene, COMMON)}?state=undelivered"],
        "search name": [_search(scene, " ".join(word for word in citizen.split() if word != MIDDLE_NAME))],
        "search common name": [_search(scene, COMMON_NAME)],
        "search CPR": [_search(scene, numbers.order_by("pk").values_list("value", flat=True)[0])],
        "search CPR of many threads": [_search(scene, NUMBERS[0])],
        "search no hit": [_search(scene, "kvantemekanik")],
    }


def _search(scene: Lifelike, text: str) -> str:
    return reverse("search-results", args=[remember_query(user=scene.user, text=text).pk])


def _second(scene: Lifelike, text: str) -> str:
    return f"{_search(scene, text)}?before={found_page(scene.user, asked(text), Filters()).older}"


def _counters(scene: Lifelike, options: Options) -> list[Result]:
    """The numbers beside the reader's mailboxes, which every page asks for."""
    times = []
    for _ in range(options.requests):
        start = perf_counter()
        mailbox_counts(scene.user)
        times.append(perf_counter() - start)
    return [Result("pages", "counters", (count("requests", len(times), "requests"), *milliseconds(times, 50, 95, 99)))]


def _bulk(scene: Lifelike) -> list[Result]:
    """BULK threads of the inbox given to a colleague at once, and taken back."""
    keys = list(listed(scene.user, Wanted()).filter(mailbox=scene.largest).values_list("pk", flat=True)[:BULK])
    times: dict[str, list[float]] = {"given": [], "taken back": []}
    for _ in range(BULKS):
        start = perf_counter()
        done = assign(user=scene.user, threads=Thread.objects.filter(pk__in=keys), assignee=scene.user)
        given = perf_counter()
        if done.undo:
            take_back(user=scene.user, token=done.undo)
        times["given"].append(given - start)
        times["taken back"].append(perf_counter() - given)
    return [
        Result("pages", f"bulk {case}", (count("threads", len(keys), "threads"), *milliseconds(found, 50, 95, 99)))
        for case, found in times.items()
    ]


def overview(options: Options) -> list[Result]:
    """The coordinators' overview of the largest mailbox, over four weeks and over a year."""
    scene = lifelike(Inventor(options.seed), options.messages)
    measure, here = _measuring("overview", scene, options), reverse("overview", args=[scene.largest.pk])
    return [measure(f"{weeks} weeks", [f"{here}?uger={weeks}"]) for weeks in PERIODS]


def _longest(scene: Lifelike) -> int:
    sql = "SELECT thread_id FROM correspondence_segment GROUP BY thread_id ORDER BY COUNT(*) DESC, thread_id LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _measuring(benchmark: str, scene: Lifelike, options: Options) -> Callable[[str, Sequence[str]], Result]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(scene.user)

    def measure(case: str, addresses: Sequence[str]) -> Result:
        asked = [addresses[at % len(addresses)] for at in range(options.requests)]
        queries, size, zipped = _counted(client, asked[:COUNTED])
        for address in asked[:WARM_UP]:
            _get(client, address)
        settle()  # as the web server has done
        processor = process_time()
        times = [_seconds(client, address) for address in asked]
        processor = process_time() - processor
        figures = (
            count("requests", len(asked), "requests"),
            *milliseconds(times, 50, 95, 99),
            number("cpu_ms", processor / len(asked) * 1000, "ms processor time"),
            count("queries", queries, "statements"),
            count("bytes", size, "bytes"),
            count("gzip_bytes", zipped, "gzipped"),
        )
        return Result(benchmark, case, figures)

    return measure


def _seconds(client: Client, address: str) -> float:
    start = perf_counter()
    _get(client, address)
    seconds = perf_counter() - start
    tidy()  # as the web server does when it has answered
    return seconds


def _get(client: Client, address: str) -> bytes:
    response = client.get(address)
    if response.status_code not in (200, 204):
        raise CommandError(f"{address} answered {response.status_code}: the figures mean nothing.")
    return response.content


def _counted(client: Client, addresses: Sequence[str]) -> tuple[int, int, int]:
    """The most statements, bytes and gzipped bytes of any of these pages."""
    found = []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            body = _get(client, address)
        found.append((len(captured), len(body), len(gzip.compress(body)) if body else 0))
    queries, sizes, zipped = zip(*found, strict=True)
    return max(queries), max(sizes), max(zipped)
