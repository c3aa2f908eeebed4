"""``manage.py demo``."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from correspondence.demo import load
from correspondence.demo.people import PASSWORD
from correspondence.models import Mailbox, Thread
from portal.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_play(monkeypatch):
    """One story is enough to see whether the demo is there."""
    monkeypatch.setattr(load, "STORIES", load.STORIES[:1])


def demo(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_logins_are_told():
    told = demo("--load")
    assert PASSWORD in told
    lines = [line.split() for line in told.splitlines()]
    assert ["Anna", "Lind", "anna", "caseworker", "Fjordby", "Socialpsykiatri"] in lines
    assert ["Freja", "Dahl", "freja", "auditor"] in lines


def test_a_second_time_keeps_what_is_there():
    demo("--load")
    User.objects.create(username="visitor")
    Thread.objects.all().update(topic="Rettet")
    assert "kept" in demo("--load")
    assert set(Thread.objects.values_list("topic", flat=True)) == {"Rettet"}


def test_it_does_not_move_in_with_other_people():
    User.objects.create(username="real")
    with pytest.raises(CommandError, match="users of its own"):
        demo("--load")
    assert not Mailbox.objects.exists()


def test_it_moves_in_when_told_so():
    User.objects.create(username="real")
    assert "anna" in demo("--load", "--force")


def test_it_loads_unless_told_otherwise():
    assert "anna" in demo()


def test_nothing_of_it_stays_when_it_stops_half_way(monkeypatch):
    monkeypatch.setattr(load, "play", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        demo("--load")
    assert not User.objects.exists()


def test_a_database_elsewhere_is_not_reset(settings):
    demo("--load")
    with pytest.raises(CommandError, match="not the demo's own"):
        demo("--reset")
    assert Mailbox.objects.exists()


def test_people_of_another_database_are_not_removed(monkeypatch):
    monkeypatch.setattr(load, "is_embedded", lambda: True)
    User.objects.create(username="real")
    with pytest.raises(CommandError, match="not the demo's own"):
        demo("--reset", "--load")
    assert User.objects.get().username == "real"


@pytest.mark.django_db(transaction=True)
def test_a_reset_starts_over(monkeypatch, settings):
    monkeypatch.setattr(load, "is_embedded", lambda: True)
    demo("--load")
    before = set(Thread.objects.values_list("communication_identifier", flat=True))
    exchanged = Path(settings.EXCHANGE_DIR) / "out" / "old.xml"
    exchanged.parent.mkdir(parents=True, exist_ok=True)
    exchanged.touch()
    stored = {one for one in (settings.DATA_DIR / "files").rglob("*") if one.is_file()}
    demo("--reset", "--load")
    after = set(Thread.objects.values_list("communication_identifier", flat=True))
    assert len(before) == len(after)
    assert before.isdisjoint(after)
    assert not exchanged.exists()
    kept = {one for one in stored if one.exists()}
    assert all("attachments" in one.parts for one in kept)
