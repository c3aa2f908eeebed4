"""The whole surface: every address, tried by everybody (DESIGN.md section 5, hardening.md 23-31)."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.access import attachments_for, mailboxes_for, messages_for, threads_for
from correspondence.models import Membership, Message, Role, Thread
from correspondence.queries.inbox import inbox_page, mailbox_counts
from portal.models import AuditEvent
from tests.cast import mailbox, thread_in
from tests.correspondence.outside import PLAN, come, letter_to, reply_to
from tests.surface import ROUTES, Reach, contents, every_route, named, populate

CPR = re.compile(r"250947-?9989")
OUTSIDERS = ["erik", "ivan", "dorte", "freja"]
# What a GET may leave behind: the trail, how far somebody has read, and when their session was last used.
LEFT_BY_READING = {"portal.AuditEvent", "correspondence.ReadPosition", "sessions.Session"}


@pytest.fixture
def world(cast):
    return populate(cast)


def as_(client: Client, world, who: str) -> Client:
    client.force_login(getattr(world.cast, who))
    return client


def configuration_urls() -> list[str]:
    """Every page of the configuration site that can be addressed."""
    found = []
    for name, pattern in every_route():
        if name.startswith("configuration:"):
            wanted = {key: "correspondence" if key == "app_label" else "1" for key in pattern.pattern.regex.groupindex}
            for args in (wanted, {}):
                with suppress(NoReverseMatch):
                    found.append(reverse(name, kwargs=args))
                    break
    return found


def read(client: Client, url: str) -> None:
    """Ask for a page and read it to its end, as a browser does."""
    response = client.get(url)
    if response.streaming:
        b"".join(response)


# Nothing is forgotten


def test_every_route_is_in_the_table():
    here = {name for name, _ in every_route() if not name.startswith("configuration:")}
    assert here == set(ROUTES)


def test_the_configuration_site_has_addresses():
    assert len(configuration_urls()) > 20


# Who gets in


@pytest.mark.parametrize("name", sorted(set(ROUTES) - set(named(Reach.PUBLIC))))
def test_anonymous_is_sent_to_the_login(client, world, name):
    for method in (client.get, client.post, client.head):
        response = method(world.url(name))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_anonymous_is_sent_to_the_login_from_configuration_too(client, db):
    for url in configuration_urls():
        assert client.get(url, follow=True).redirect_chain[-1][0].startswith(reverse("account_login")), url


@pytest.mark.parametrize("name", named(Reach.PUBLIC))
def test_public_pages_show_nothing_of_anybody(client, world, name):
    page = client.get(world.url(name)).content.decode()
    assert "Bruno" not in page
    assert "Fjordby" not in page


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("name", named(Reach.MEMBERS))
def test_what_is_not_theirs_does_not_exist(client, world, name, who):
    as_(client, world, who)
    form = {"text": "x", "token": "0" * 32, "answers": "x"}
    for answered in (client.get, client.head, lambda url: client.post(url, form)):
        theirs, missing = answered(world.url(name)), answered(world.url(name, missing=True))
        assert theirs.status_code == missing.status_code
        assert theirs.status_code in (404, 405)
        assert theirs.content == missing.content
        assert dict(theirs.headers) == dict(missing.headers)
    assert client.get(world.url(name)).status_code in (404, 405)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_their_own_pages_tell_nothing_of_citizens(client, world, who):
    as_(client, world, who)
    for name in named(Reach.PERSONAL):
        page = client.get(world.url(name), follow=True).content.decode()
        assert "Bruno" not in page
        assert not CPR.search(page)


def assert_it_is_not_theirs(client, world, name, who):
    """A role's page does not exist for anybody without it, and they change nothing by trying."""
    as_(client, world, who)
    before = contents()
    for answered in (client.get, client.post):
        assert answered(world.url(name)).status_code in (404, 405)
    assert contents() == before


@pytest.mark.parametrize("who", ["anna", "erik", "dorte", "freja", "gorm"])
@pytest.mark.parametrize("name", named(Reach.OPERATOR))
def test_only_the_operator_operates(client, world, name, who):
    assert_it_is_not_theirs(client, world, name, who)


@pytest.mark.parametrize("who", ["anna", "erik", "ivan", "freja", "gorm"])
@pytest.mark.parametrize("name", named(Reach.SOR))
def test_only_the_sor_administrator_keeps_the_register(client, world, name, who):
    assert_it_is_not_theirs(client, world, name, who)


def test_the_sor_administrator_sees_no_citizens(client, world):
    as_(client, world, "dorte")
    for name in named(Reach.SOR):
        page = client.get(world.url(name)).content.decode()
        assert "Bruno" not in page
        assert not CPR.search(page)


@pytest.mark.parametrize("who", ["anna", "erik", "ivan", "dorte", "gorm"])
@pytest.mark.parametrize("name", named(Reach.AUDITOR))
def test_only_the_auditor_reads_the_trail(client, world, name, who):
    assert_it_is_not_theirs(client, world, name, who)


def test_the_auditor_sees_no_citizens(client, world):
    for name in [name for name, route in ROUTES.items() if route.audited]:
        read(as_(client, world, "anna"), world.url(name))
    page = as_(client, world, "freja").get(reverse("trail")).content.decode()
    assert "Anna Vestergaard" in page
    assert "Bruno" not in page
    assert not CPR.search(page)


def test_the_operator_sees_states_and_no_citizens(client, world):
    page = as_(client, world, "ivan").get(reverse("deliveries")).content.decode()
    assert "Sygehus Syd" in page
    for secret in ("Bruno", "Elmer", "Udskrivelse fredag", "Har I en plads"):
        assert secret not in page
    assert not CPR.search(page)


@pytest.mark.parametrize("who", ["anna", "erik", "dorte", "freja", "gorm"])
def test_only_the_operator_configures(client, world, who):
    as_(client, world, who)
    for url in configuration_urls():
        assert client.get(url).status_code == 404, url
        assert client.post(url).status_code == 404, url


def test_configuration_shows_no_citizens(client, world):
    as_(client, world, "ivan")
    for url in configuration_urls():
        page = client.get(url).content.decode()
        assert "Bruno" not in page, url
        assert not CPR.search(page), url


def test_a_reader_sends_nothing(client, world):
    Membership.objects.filter(user=world.cast.bo).update(role=Role.READER)
    before = Message.objects.count()
    response = as_(client, world, "bo").post(world.url("reply"), {"text": "Hej", "answers": "x", "token": "0" * 32})
    assert response.status_code == 403
    assert Message.objects.count() == before


@pytest.mark.parametrize("name", named(Reach.MEMBERS))
def test_who_has_left_the_mailbox_is_out_at_once(client, world, name):
    as_(client, world, "anna")
    assert client.get(world.url(name)).status_code in (200, 204, 302, 403, 404, 405)
    Membership.objects.filter(user=world.cast.anna).delete()
    assert client.get(world.url(name)).status_code in (404, 405)
    assert client.post(world.url(name), {"text": "Hej"}).status_code in (404, 405)


def test_a_locked_user_is_out_at_once(client, world):
    as_(client, world, "anna")
    type(world.cast.anna).objects.filter(pk=world.cast.anna.pk).update(is_active=False)
    assert client.get(world.url("thread"))["Location"].startswith(reverse("account_login"))


# What a request does


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.get])
@pytest.mark.parametrize("who", ["anna", "ivan", "dorte", "freja"])
def test_get_never_writes(client, world, name, who):
    as_(client, world, who)
    for method in (client.get, client.head):
        before = contents()
        method(world.url(name))
        changed = {label for label, rows in contents().items() if rows != before[label]}
        assert changed <= LEFT_BY_READING


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if not route.get])
def test_what_only_acts_is_not_done_by_following_a_link(client, world, name):
    assert as_(client, world, "ivan").get(world.url(name)).status_code in (302, 405)


@pytest.mark.parametrize("who", ["anna", "ivan"])
def test_a_form_of_another_site_does_nothing(world, who):
    client = as_(Client(enforce_csrf_checks=True), world, who)
    before = contents()
    for name in ROUTES:
        assert client.post(world.url(name), {"text": "Hej"}).status_code in (403, 405)
    assert contents() == before


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.get])
def test_every_reading_leaves_exactly_one_event(client, world, name):
    as_(client, world, "anna")
    before = AuditEvent.objects.count()
    read(client, world.url(name))
    found = list(AuditEvent.objects.order_by("pk").values_list("action", "actor")[before:])
    expected = ROUTES[name].audited
    assert found == ([(expected, world.cast.anna.pk)] if expected else [])


def test_a_reply_form_that_comes_back_is_a_reading_too(client, world):
    as_(client, world, "anna")
    before = AuditEvent.objects.count()
    assert client.post(world.url("reply"), {"text": ""}).status_code == 422
    assert [one.action for one in AuditEvent.objects.order_by("pk")[before:]] == ["thread.read"]


@pytest.mark.parametrize("who", ["", "anna", "erik", "ivan"])
def test_nothing_is_kept_by_browsers_and_proxies(client, world, who):
    if who:
        as_(client, world, who)
    for url in [world.url(name, missing=missing) for name in ROUTES for missing in (False, True)]:
        for response in (client.get(url), client.post(url)):
            assert "no-store" in response["Cache-Control"]
            assert response["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in response["Content-Security-Policy"]


def test_the_citizens_number_is_in_no_address_log_line_or_event(client, world, caplog):
    caplog.set_level("DEBUG")
    seen = []
    for who in ("anna", "ivan"):
        as_(client, world, who)
        for name in ROUTES:
            for response in (client.get(world.url(name)), client.post(world.url(name))):
                seen.append(response.get("Location", ""))
                if not response.streaming:
                    seen += re.findall(r'(?:href|action|src|hx-\w+)="([^"]*)"', response.content.decode())
        client.get("/findes-ikke/")
    events = [f"{one.action} {one.subject_id} {one.details}" for one in AuditEvent.objects.all()]
    for text in (*seen, *events, caplog.text):
        assert not CPR.search(text)


@pytest.mark.parametrize("key", ["9" * 30, "-1", "0", "1e3", "%00", "1'--"])
def test_a_made_up_key_is_a_page_not_found(client, cast, key):
    client.force_login(cast.anna)
    for place in ("postkasse/{}/", "postkasse/{}/nyt/", "samtale/{}/", "bilag/{}/", "bilag/{}/hent/"):
        assert client.get(f"/{place.format(key)}").status_code == 404


CURSORS = ["", "x", "1.x", ".", "1.", "-1.-1", "9" * 40 + ".1", "1." + "9" * 40, "²", "1.²", "\x00", "1.1\x00", "nan.1"]


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_damaged_place_in_a_list_shows_the_list(client, world, cursor):
    box = world.url("mailbox")
    as_(client, world, "anna")
    assert client.get(box, {"before": cursor}).status_code == 200
    assert client.get(f"{box}nyt/", {"since": cursor}).status_code in (200, 204)
    as_(client, world, "ivan")
    for side in ("in", "out"):
        assert client.get(reverse("deliveries"), {side: cursor}).status_code == 200


# How much a page asks


def queries(client: Client, url: str) -> int:
    client.get(url)  # the first visit may leave a read position
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def test_queries_do_not_grow_with_the_inbox(client, world):
    as_(client, world, "anna")
    urls = [world.url(name) for name in ("mailbox", "mailbox-news", "mailboxes", "mailboxes-news", "inbox")]
    few = [queries(client, url) for url in urls]
    for _ in range(29):
        come(letter_to(world.cast.social_psychiatry))
    assert [queries(client, url) for url in urls] == few


def test_queries_do_not_grow_with_the_thread(client, cast):
    first = letter_to(cast.social_psychiatry, attachments=(PLAN,))
    come(first)
    client.force_login(cast.anna)
    url = reverse("thread", args=[thread_in(cast.social_psychiatry).pk])
    few = queries(client, url)
    letters = [first]
    for minute in range(30):
        letters.append(reply_to(*letters, attachments=(PLAN,), written=f"2025-03-04T10:{minute:02}:00+01:00"))
        come(letters[-1])
    assert queries(client, url) == few


def test_queries_do_not_grow_with_the_deliveries(client, world):
    as_(client, world, "ivan")
    few = queries(client, reverse("deliveries"))
    for _ in range(29):
        come(letter_to(world.cast.social_psychiatry))
        come(b"{}")
    assert queries(client, reverse("deliveries")) == few


def test_queries_do_not_grow_with_the_mailboxes(client, world):
    as_(client, world, "anna")
    few = queries(client, world.url("mailbox"))
    for serial in range(7500, 7515):
        Membership.objects.create(user=world.cast.anna, mailbox=mailbox(serial, f"Postkasse {serial}"))
    assert queries(client, world.url("mailbox")) == few


# What is listed is what can be opened


@pytest.fixture
def crowd(cast):
    """Two threads in each of three mailboxes; nobody is a member of anything."""
    boxes = [cast.social_psychiatry, cast.psychiatry, cast.neighbour]
    for box in boxes:
        for _ in range(2):
            come(letter_to(box, attachments=(PLAN,)))
    Membership.objects.all().delete()
    return cast, boxes


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=st.tuples(*[st.sampled_from(["", *Role.values])] * 3), who=st.sampled_from(["anna", "ivan", "freja"]))
def test_what_is_listed_is_what_can_be_opened(crowd, roles, who):
    cast, boxes = crowd
    user = getattr(cast, who)
    Membership.objects.filter(user=user).delete()
    for box, role in zip(boxes, roles, strict=True):
        if role:
            Membership.objects.create(user=user, mailbox=box, role=role)
    client = Client()
    client.force_login(user)
    listed = {row.url for box in mailboxes_for(user) for row in inbox_page(user, box).rows}
    every = {one.pk: reverse("thread", args=[one.pk]) for one in Thread.objects.all()}
    openable = {url for url in every.values() if client.get(url).status_code == 200}
    assert listed == openable == {every[one.pk] for one in threads_for(user)}
    assert len(openable) == 2 * len([role for role in roles if role])
    assert {one.pk for one in mailbox_counts(user)} == {one.pk for one in mailboxes_for(user)}
    assert {one.thread_id for one in messages_for(user)} == {one.segment.thread_id for one in attachments_for(user)}


def test_unread_counts_say_what_the_list_shows(cast, client):
    for _ in range(3):
        come(letter_to(cast.social_psychiatry))
    client.force_login(cast.anna)
    client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk]))
    unread = [row for row in inbox_page(cast.anna, cast.social_psychiatry).rows if row.unread]
    assert [one.unread for one in mailbox_counts(cast.anna)] == [len(unread)] == [2]
