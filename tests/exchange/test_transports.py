"""The contract of every transport, each against a real other side on this machine (folders, TLS, SSH)."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from correspondence.exchange.transports import TransportDown
from correspondence.exchange.worker import run_once
from correspondence.models import RawDelivery
from portal import clock
from tests.correspondence.outside import in_envelope, letter_to, new_id
from tests.exchange.sent import START
from tests.gateways.sides import POLLED, SIDES, fetch_all

ID = "0b5a4f0e-8a57-4a52-9d6c-0f3f1f0a7c11"


@pytest.fixture
def side(request, settings, tmp_path, cast):
    one = SIDES[request.param](settings, tmp_path)
    yield one
    one.close()


@pytest.fixture
def envelope(cast):
    """As large as one with a picture in it."""
    return in_envelope(letter_to(cast.social_psychiatry, text="Bruno udskrives fredag. " * 40_000), envelope_id=ID)


every = pytest.mark.parametrize("side", SIDES, indirect=True)
polled = pytest.mark.parametrize("side", POLLED, indirect=True)


@every
def test_what_is_sent_arrives_whole_and_once(side, envelope):
    side.transport.send(ID, envelope)
    assert side.taken() == [envelope]
    assert side.rubbish() == []


@every
def test_the_same_envelope_twice_is_one(side, envelope):
    side.transport.send(ID, envelope)
    side.transport.send(ID, envelope)
    assert side.taken() == [envelope]
    assert side.rubbish() == []


@every
def test_another_envelope_is_another_one(side, cast):
    sent = []
    for _ in range(3):
        identity = new_id()
        sent.append(in_envelope(letter_to(cast.social_psychiatry), envelope_id=identity))
        side.transport.send(identity, sent[-1])
    assert sorted(side.taken()) == sorted(sent)


@every
def test_while_it_is_down_nothing_arrives_and_afterwards_everything(side, envelope):
    side.go_down()
    with pytest.raises(TransportDown):
        side.transport.send(ID, envelope)
    side.come_up()
    assert side.taken() == []
    side.transport.send(ID, envelope)
    assert side.taken() == [envelope]


@pytest.mark.parametrize("side", sorted(set(SIDES) - {"loopback"}), indirect=True)
def test_it_comes_back_after_a_connection_that_broke(side, envelope):
    side.transport.send(ID, envelope)
    side.go_down()
    side.come_up()
    side.transport.send(new_id(), b"<another/>")
    assert sorted(side.taken()) == sorted([envelope, b"<another/>"])


@pytest.mark.parametrize("side", ["https", "loopback"], indirect=True)
def test_what_is_brought_to_us_needs_no_fetching(side):
    assert list(side.transport.poll()) == []


@polled
def test_what_has_come_is_fetched_whole_in_the_order_of_names(side, envelope):
    documents = {"b.xml": envelope, "a.json": b"{}", "c": b""}
    for name, data in documents.items():
        (side.inbox / name).write_bytes(data)
    assert fetch_all(side.transport, clock.now()) == [b"{}", envelope, b""]
    assert list(side.inbox.iterdir()) == []


@polled
def test_it_is_taken_away_only_when_it_is_done(side):
    (side.inbox / "a.json").write_bytes(b"{}")
    (first,) = side.transport.poll()
    assert [one.name for one in side.inbox.iterdir()] == ["a.json"]
    (again,) = side.transport.poll()
    again.done()
    assert list(side.inbox.iterdir()) == []
    first.done()  # another worker was faster


@polled
@pytest.mark.parametrize("name", [".a.xml.part", "a.xml.part", "a.tmp", "a.filepart", ".hidden"])
def test_what_is_not_finished_is_left_alone(side, name):
    (side.inbox / name).write_bytes(b"half")
    assert list(side.transport.poll()) == []
    (side.inbox / name).rename(side.inbox / "a.xml")
    assert len(list(side.transport.poll())) == 1


@polled
def test_only_files_are_documents(side, tmp_path):
    (side.inbox / "folder").mkdir()
    (tmp_path / "secret").write_bytes(b"not for you")
    os.symlink(tmp_path / "secret", side.inbox / "link.xml")
    assert list(side.transport.poll()) == []


@polled
def test_a_file_that_still_grows_waits(side, monkeypatch):
    """Somebody copies instead of renaming: it changes between the two looks."""
    (side.inbox / "a.xml").write_bytes(b"half")
    module = type(side.transport).__module__
    monkeypatch.setattr(f"{module}.time.sleep", lambda _: (side.inbox / "a.xml").write_bytes(b"half and more"))
    assert list(side.transport.poll()) == []
    monkeypatch.undo()
    assert fetch_all(side.transport, clock.now()) == [b"half and more"]


@polled
def test_one_file_that_can_not_be_had_does_not_stop_the_others(side, cast, monkeypatch):
    for name in ("a.json", "b.json", "c.json"):
        (side.inbox / name).write_bytes(b"{}")
    forbid(monkeypatch, "open", side.inbox / "b.json")
    run_once(now=START)
    assert [one.name for one in side.inbox.iterdir()] == ["b.json"]
    assert sorted(RawDelivery.objects.values_list("name", flat=True)) == ["a.json", "c.json"]
    monkeypatch.undo()
    run_once(now=START)
    assert list(side.inbox.iterdir()) == []


@polled
def test_a_file_that_can_not_be_removed_is_stored_once(side, cast, monkeypatch):
    (side.inbox / "a.json").write_bytes(b"{}")
    forbid(monkeypatch, "unlink", side.inbox / "a.json")
    for _ in range(3):
        run_once(now=START)
    assert RawDelivery.objects.count() == 1
    monkeypatch.undo()
    run_once(now=START)
    assert list(side.inbox.iterdir()) == []
    (side.inbox / "a.json").write_bytes(b"{ }")
    run_once(now=START)
    assert RawDelivery.objects.count() == 2


def forbid(monkeypatch, what, path):
    """As if the file belonged to somebody else: tests may run as a user that may do everything."""
    for owner, name in ((Path, what), (os, what)):
        real = getattr(owner, name)

        def refused(target, *arguments, _real=real, **options):
            if str(target) == str(path):
                raise PermissionError(errno.EACCES, "Permission denied")
            return _real(target, *arguments, **options)

        monkeypatch.setattr(owner, name, refused)


@polled
def test_while_it_is_down_there_is_nothing_to_fetch_and_it_says_so(side):
    (side.inbox / "a.json").write_bytes(b"{}")
    side.go_down()
    with pytest.raises(TransportDown):
        list(side.transport.poll())
    side.come_up()
    assert fetch_all(side.transport, clock.now()) == [b"{}"]
