"""A query whose SQL is built once answers like one that is built each time, whatever the values."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread as Work

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.compiled import Compiled, Insertion
from portal.models import AuditEvent, User

PEOPLE = Compiled(lambda name: User.objects.filter(Q(username=name) | Q(first_name=name)).order_by("pk"))


@pytest.fixture
def people(db: None) -> list[User]:
    names = ("anna", "bo", "æblegrød", "%s", "'; DROP TABLE x; --", "\x011\x01")
    return [User.objects.create_user(f"user{at}", first_name=name) for at, name in enumerate(names)]


def test_each_value_finds_its_own(people: list[User]) -> None:
    assert [list(PEOPLE(one.first_name)) for one in people] == [[one] for one in people]
    assert list(PEOPLE("nobody")) == []


def test_numbers_days_and_moments(people: list[User]) -> None:
    now = clock.now()
    for days, one in enumerate(people):
        AuditEvent.objects.create(actor=one, action="test", at=now - timedelta(days=days))
    of = Compiled(
        lambda who, since: AuditEvent.objects.filter(actor=who, at__gte=since).values_list("actor", flat=True)
    )
    assert list(of(people[2].pk, now - timedelta(days=2))) == [people[2].pk]
    assert list(of(people[2].pk, now - timedelta(days=1))) == []
    on = Compiled(lambda day: AuditEvent.objects.filter(at__date=day))
    assert [one.actor for one in on(now.date() - timedelta(days=1))] == [people[1]]


def test_another_shape_is_another_query(people: list[User]) -> None:
    def first(name: str, fields: tuple[str, ...]) -> QuerySet[User, tuple]:
        return User.objects.filter(first_name=name).values_list(*fields)

    compiled = Compiled(first)
    for fields in (("username",), ("username", "first_name"), ("username",)):
        assert list(compiled("bo", fields=fields)) == [("user1", "bo")[: len(fields)]]


def test_what_belongs_to_the_rows_comes_along(people: list[User]) -> None:
    AuditEvent.objects.create(actor=people[0], action="test")
    events = Compiled(lambda who: AuditEvent.objects.filter(actor=who).select_related("actor"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [one.actor.first_name for one in events(people[0].pk)] == ["anna"]
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        found = events(people[0].pk)
        assert (len(found), bool(found), list(found)) == (1, True, [*found])
    assert len(asked) == 1


def test_a_number_that_no_column_holds_finds_nothing(people: list[User]) -> None:
    keys = Compiled(lambda key: User.objects.filter(pk=key))
    assert list(keys(people[0].pk)) == [people[0]]
    for number in (10**18, 2**63, 10**40, -(2**70)):
        assert list(keys(number)) == []


def test_it_is_not_narrowed_further(people: list[User]) -> None:
    for step in (lambda q: q.filter(pk=1), lambda q: q.count(), lambda q: q.order_by("pk"), lambda q: q[:1]):
        with pytest.raises(TypeError, match="read as it is"):
            step(PEOPLE("bo"))


def test_a_value_that_is_not_compared_is_a_mistake(db: None) -> None:
    with pytest.raises(ValueError, match="compared"):
        Compiled(lambda name: User.objects.all())("bo")
    with pytest.raises(TypeError, match="shape"):
        Compiled(lambda name: User.objects.filter(is_active=name))(True)


@pytest.mark.django_db(transaction=True)
def test_every_thread_has_its_own_connection() -> None:
    anna = User.objects.create_user("anna", first_name="anna")
    assert list(PEOPLE("anna")) == [anna]
    found: list[list[User]] = []

    def ask() -> None:
        try:
            found.append(list(PEOPLE("anna")))
        finally:
            connection.close()

    work = [Work(target=ask) for _ in range(4)]
    for one in work:
        one.start()
    for one in work:
        one.join()
    assert found == [[anna]] * 4


def test_a_row_is_written_as_django_writes_it(people: list[User]) -> None:
    written = {"actor": people[0], "action": "test", "subject_id": "'; --", "details": {"æ": [1, None, "%s"]}}
    AuditEvent.objects.create(**written, at=clock.now())
    Insertion(AuditEvent)(AuditEvent(**written, at=AuditEvent.objects.get().at))
    ours, theirs = AuditEvent.objects.order_by("-pk").values(*(one.name for one in AuditEvent._meta.fields[1:]))
    assert ours == theirs
    with CaptureQueriesContext(connection) as asked:
        Insertion(AuditEvent)(AuditEvent(action="test"))
    assert len(asked) == 1
    assert AuditEvent.objects.latest("pk").details == {}


def test_a_row_that_is_there_becomes_what_the_rule_says(people: list[User]) -> None:
    rule = "ON CONFLICT (username) DO UPDATE SET first_name = excluded.first_name"
    write = Insertion(User, rule)
    write(User(username="new", first_name="Ny"))
    write(User(username="user1", first_name="Bodil", last_name="not taken over"))
    names = User.objects.filter(username__in=("new", "user1")).order_by("username")
    assert list(names.values_list("username", "first_name", "last_name")) == [("new", "Ny", ""), ("user1", "Bodil", "")]
    with pytest.raises(IntegrityError):
        Insertion(User)(User(username="new"))


def test_a_row_that_brings_its_own_key_is_refused() -> None:
    with pytest.raises(TypeError, match="own key"):
        Insertion(Session)
