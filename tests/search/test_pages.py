"""The search field, the page of what was found, and the citizen's page, as a caseworker meets them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from correspondence.exchange.retention import forget_expired
from correspondence.letters import letter as wire
from correspondence.models import CitizenIdentifier, Membership, SearchQuery, Thread
from correspondence.queries import citizen as citizen_queries
from correspondence.queries import found as found_queries
from portal import clock
from portal.models import AuditEvent
from tests.cast import BRUNO, PETER, thread_in
from tests.correspondence.outside import PLAN, come, letter_to
from tests.search.finding import arrived, path_of, search

CPR = re.compile(r"250947-?\s?9989")


@pytest.fixture
def anna(cast, client):
    client.force_login(cast.anna)
    return client


def shown(answer) -> list[int]:
    return [row.thread.pk for row in answer.context["rows"]]


# Where the words are, and where they are not


@pytest.mark.parametrize("text", ["250947-9989", "2509479989", "Bruno 250947 9989"])
def test_what_was_searched_for_is_in_no_address_log_line_or_event(cast, anna, caplog, text):
    caplog.set_level("DEBUG")
    thread = arrived(cast.social_psychiatry)
    posted = anna.post(reverse("search"), {"q": text})
    page = anna.get(posted["Location"])
    assert shown(page) == [thread.pk]
    assert "250947" not in posted["Location"]
    body = page.content.decode()
    addresses = re.findall(r'(?:href|action|src|hx-\w+)="([^"]*)"', body)
    (title,) = re.findall("<title>(.*?)</title>", body)
    events = [f"{one.action} {one.subject_id} {one.details}" for one in AuditEvent.objects.all()]
    for place in (*addresses, *events, title, caplog.text):
        assert "Bruno" not in place
        assert not CPR.search(place)


def test_a_page_of_hits_leaves_one_event(cast, anna):
    arrived(cast.social_psychiatry)
    before = AuditEvent.objects.count()
    search(anna, "bruno")
    search(anna, "250947-9989", mailbox=cast.social_psychiatry.pk)
    search(anna, "findes ikke")
    events = AuditEvent.objects.order_by("pk")[before:]
    boxes = [cast.social_psychiatry.pk]
    assert [(one.actor, one.action, one.details) for one in events] == [
        (cast.anna, "search", {"by": "words", "mailboxes": boxes, "hits": 1}),
        (cast.anna, "search", {"by": "number", "mailboxes": boxes, "hits": 1}),
        (cast.anna, "search", {"by": "words", "mailboxes": boxes, "hits": 0}),
    ]


def test_the_field_holds_the_words_on_the_page_of_hits_only(cast, anna):
    page = search(anna, 'bru "no" <b>')
    assert 'value="bru &quot;no&quot; &lt;b&gt;"' in page.content.decode()
    assert "bru &quot;no" not in anna.get(reverse("search")).content.decode()


def test_a_query_is_its_writers_own(cast, anna, client):
    address = anna.post(reverse("search"), {"q": "bruno"})["Location"]
    client.force_login(cast.bo)
    assert client.get(address).status_code == 404


def test_a_query_expires_and_is_removed(cast, anna):
    address = anna.post(reverse("search"), {"q": "bruno"})["Location"]
    assert anna.get(address).status_code == 200
    SearchQuery.objects.update(at=clock.now() - timedelta(hours=10))
    assert anna.get(address).status_code == 404
    forget_expired()
    assert not SearchQuery.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", "\x00"])
def test_nothing_written_leads_to_the_search_page(cast, anna, text):
    posted = anna.post(reverse("search"), {"q": text, "direction": "out"})
    assert posted["Location"] == f"{reverse('search')}?direction=out"
    assert not SearchQuery.objects.exists()


def test_a_long_text_is_cut(cast, anna):
    assert search(anna, "ord " * 500).status_code == 200
    assert len(SearchQuery.objects.get().text) <= 200


# What the page shows


def test_the_hit_is_marked_and_the_text_stays_text(cast, anna):
    text = 'Se <script>alert(1)</script> & "medicinen" <img src=x onerror=alert(1)> <mark>falsk</mark>'
    arrived(cast.social_psychiatry, text=text)
    body = search(anna, "medicin script").content.decode()
    assert (
        "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; &quot;<mark>medicinen</mark>&quot;"
        in body
    )
    assert "<script>alert" not in body
    assert "<img" not in body
    assert "&lt;mark&gt;falsk" in body


def test_the_passage_is_about_a_line_and_around_the_hit(cast, anna):
    arrived(cast.social_psychiatry, text="Indledning. " * 200 + "Her står kørestolen. " + "Slutning. " * 200)
    (row,) = search(anna, "kørestol").context["rows"]
    assert "<mark>kørestolen</mark>" in row.passage
    assert row.passage.startswith("… ")
    assert row.passage.endswith(" …")
    assert len(row.passage) < 400


def test_names_numbers_files_and_authors_are_marked_where_they_stand(cast, anna):
    arrived(cast.social_psychiatry, attachments=(PLAN,))
    body = search(anna, "bruno udskrivningsplan hanne sygehus udskrivelse").content.decode()
    for words in ("Bruno", "Udskrivningsplan", "Hanne", "Sygehus", "Udskrivelse"):
        assert f"<mark>{words}</mark>" in body
    assert "<mark>250947-9989</mark>" in search(anna, "2509479989").content.decode()


def test_nothing_found_says_what_to_try(cast, anna):
    body = search(anna, "findes ikke").content.decode()
    assert "stavningen" in body
    assert "CPR-nummer i fuld længde" in body
    assert "ciffer" in search(anna, "251248-9996").content.decode()


def test_filters_stand_in_the_address_and_stay(cast, anna):
    arrived(cast.social_psychiatry)
    box = cast.social_psychiatry.pk
    given = {"mailbox": box, "direction": "in", "state": "open", "category": "discharge", "since": "2020-01-01"}
    posted = anna.post(reverse("search"), {"q": "bruno", **given, "until": ""})
    for name, value in given.items():
        assert f"{name}={value}" in posted["Location"]
    assert "until" not in posted["Location"]
    page = anna.get(posted["Location"])
    assert len(shown(page)) == 1
    assert page.context["filters"].in_address() in posted["Location"]


@pytest.mark.parametrize(
    "address",
    [
        "mailbox=x",
        "mailbox=999999999",
        "state=x",
        "since=x",
        "since=9999-99-99",
        "since=0001-01-01",
        "until=0001-01-01",
        "until=9999-12-31",
        "before=x",
    ],
)
def test_a_filter_that_makes_no_sense_narrows_nothing_and_breaks_nothing(cast, anna, address):
    arrived(cast.social_psychiatry)
    posted = anna.post(reverse("search"), {"q": "bruno"})
    page = anna.get(f"{path_of(posted)}?{address}")
    assert page.status_code == 200
    assert len(shown(page)) == 1


def test_a_mailbox_of_others_cannot_be_chosen(cast, anna):
    mine, theirs = arrived(cast.social_psychiatry), arrived(cast.neighbour)
    posted = anna.post(reverse("search"), {"q": "bruno"})
    assert shown(anna.get(f"{path_of(posted)}?mailbox={cast.neighbour.pk}")) == [mine.pk]
    assert theirs.mailbox == cast.neighbour


def test_older_and_older_until_the_end(cast, anna, monkeypatch):
    monkeypatch.setattr(found_queries, "PAGE", 3)
    threads = [arrived(cast.social_psychiatry).pk for _ in range(7)]
    page, seen = search(anna, "bruno"), []
    path = page.request["PATH_INFO"]
    while True:
        seen.append(shown(page))
        if not page.context["next_url"]:
            break
        page = anna.get(path + page.context["next_url"])
    assert [len(one) for one in seen] == [3, 3, 1]
    assert [pk for one in seen for pk in one] == threads[::-1]


def test_the_queries_do_not_grow_with_the_hits(cast, anna):
    arrived(cast.social_psychiatry)
    address = anna.post(reverse("search"), {"q": "bruno"})["Location"]

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            anna.get(address)
        return len(captured)

    few = asked()
    for _ in range(9):
        come(letter_to(cast.social_psychiatry, attachments=(PLAN,)))
    assert asked() <= few + 1  # a page that is not the whole finds its walk through the index too


def test_a_user_without_mailboxes_has_no_field(cast, client):
    client.force_login(cast.dorte)
    assert 'id="search-text"' not in client.get(reverse("profile")).content.decode()
    assert client.get(reverse("search")).status_code == 200


# The citizen's page


def listed(client, thread: Thread) -> list[int]:
    answer = client.get(reverse("citizen", args=[thread.pk]))
    return [row.pk for row in answer.context["citizen"].rows]


def test_all_threads_about_the_citizen_across_mailboxes(cast, anna):
    Membership.objects.create(user=cast.anna, mailbox=cast.psychiatry)
    here, there = arrived(cast.social_psychiatry), arrived(cast.psychiatry)
    elsewhere, other = arrived(cast.neighbour), arrived(cast.social_psychiatry, citizen=PETER)
    assert listed(anna, here) == listed(anna, there) == [there.pk, here.pk]
    assert listed(anna, other) == [other.pk]
    assert anna.get(reverse("citizen", args=[elsewhere.pk])).status_code == 404


def test_any_shared_identifier_is_the_same_citizen_and_a_value_alone_is_not(cast, anna):
    first, second, third = (arrived(cast.social_psychiatry, citizen=PETER) for _ in range(3))
    CitizenIdentifier.objects.filter(thread=second).update(system="urn:oid:1.2.3.4")
    CitizenIdentifier.objects.create(thread=third, system=wire.CPR_SYSTEM, value="2512489996")
    assert listed(anna, first) == [third.pk, first.pk]
    assert listed(anna, second) == [second.pk]


def test_the_citizens_page_names_the_citizen_and_each_threads_place(cast, anna):
    thread = arrived(cast.social_psychiatry)
    Thread.objects.filter(pk=thread.pk).update(finished_at=clock.now(), has_failed_delivery=True)
    body = anna.get(reverse("citizen", args=[thread.pk])).content.decode()
    for words in ("Bruno Test Elmer", "250947-9989", "Sygehus Syd", "Fjordby Socialpsykiatri", "Udskrivelse fredag",
                  "Afsluttet", "Ikke leveret"):  # fmt: skip
        assert words in body
    (title,) = re.findall("<title>(.*?)</title>", body)
    assert "Bruno" not in title


def test_the_citizens_page_goes_on_page_by_page(cast, anna, monkeypatch):
    monkeypatch.setattr(citizen_queries, "PAGE", 2)
    threads = [arrived(cast.social_psychiatry).pk for _ in range(3)]
    address = reverse("citizen", args=[threads[0]])
    first = anna.get(address)
    second = anna.get(address + first.context["next_url"])
    rows = [*first.context["citizen"].rows, *second.context["citizen"].rows]
    assert [row.pk for row in rows] == threads[::-1]
    assert not second.context["next_url"]


def test_one_gets_there_from_the_thread_and_from_what_was_found(cast, anna):
    come(letter_to(cast.social_psychiatry, citizen=BRUNO))
    thread = thread_in(cast.social_psychiatry)
    link = f'href="{reverse("citizen", args=[thread.pk])}"'
    assert link in anna.get(reverse("thread", args=[thread.pk])).content.decode()
    assert link in search(anna, "bruno").content.decode()
