"""The commands an operator and a certification run use: what they print, and how they end."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from correspondence.actions import receive as receiving
from correspondence.letters.carecommunication.write import write
from correspondence.models import Delivery, Mailbox, Message, RawDelivery
from portal.models import AuditEvent
from tests.cast import answer, thread_in
from tests.cast import write as cecilie_writes
from tests.correspondence.outside import (
    NOBODY,
    PLAN,
    PRACTICE,
    acknowledge_for,
    again,
    come,
    in_envelope,
    invalid,
    letter_to,
    reply_to,
)

KEYS = {"file", "outcome", "code", "issues", "communication_identifier", "message_header_id", "kind"}


@pytest.fixture
def file(tmp_path):
    """Lay a document down as a file; returns its path."""

    def lay(document, name: str = "besked.json") -> Path:
        path = tmp_path / name
        path.write_bytes(document if isinstance(document, bytes) else write(document))
        return path

    return lay


def run(command: str, *arguments) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def lines(command: str, *arguments) -> list[dict]:
    return [json.loads(line) for line in run(command, *arguments, "--json").splitlines()]


# receive


def test_receive_says_one_object_a_line(cast, file):
    letter = letter_to(cast.social_psychiatry)
    path = file(letter)
    (line,) = lines("receive", path)
    assert line == {
        "file": str(path),
        "outcome": "accepted",
        "code": "ok",
        "issues": [],
        "communication_identifier": letter.communication_identifier,
        "message_header_id": letter.message_header_id,
        "kind": "CareCommunication",
    }


def test_receive_tells_every_outcome(cast, file):
    letter = letter_to(cast.social_psychiatry)
    come(letter_to(cast.social_psychiatry))
    delivery = answer(cast.anna, thread_in(cast.social_psychiatry)).delivery
    paths = [
        file(letter, "1.json"),
        file(again(letter), "2.json"),
        file(invalid(letter_to(cast.social_psychiatry)), "3.json"),
        file(b"rubbish", "4.json"),
        file(acknowledge_for(delivery), "5.json"),
        file(letter_to(cast.social_psychiatry, receiver=NOBODY), "6.json"),
        file(in_envelope(letter_to(cast.social_psychiatry)), "7.xml"),
    ]
    found = lines("receive", *paths)
    assert [(line["outcome"], line["code"]) for line in found] == [
        ("accepted", "ok"),
        ("duplicate", "ok"),
        ("rejected", "fatal-error"),
        ("rejected", None),
        ("matched", None),
        ("rejected", "fatal-error"),
        ("accepted", "ok"),
    ]
    assert all(set(line) == KEYS for line in found)
    assert [line["file"] for line in found] == [str(path) for path in paths]
    assert [line["kind"] for line in found][3:5] == [None, "Acknowledgement"]
    for issue in (issue for line in found for issue in line["issues"]):
        assert set(issue) >= {"severity", "code", "path", "text"}


def test_receive_tells_a_fault_of_ours(cast, file, monkeypatch):
    monkeypatch.setattr(receiving, "file_letter", lambda *_: 1 / 0)
    (line,) = lines("receive", file(letter_to(cast.social_psychiatry)))
    assert line["outcome"] == "failed"


def test_receive_does_not_tell_an_impostor_which_thread_it_met(cast, file):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    stranger = letter_to(cast.social_psychiatry, sender=PRACTICE)
    entry = replace(stranger.history[0], message_header_id=letter.message_header_id)
    forged = replace(stranger, message_header_id=letter.message_header_id, history=(entry,))
    (line,) = lines("receive", file(forged))
    assert (line["outcome"], line["communication_identifier"]) == ("rejected", None)


def test_receive_without_json_is_for_reading(cast, file):
    good, bad = file(letter_to(cast.social_psychiatry), "a.json"), file(b"x", "b.json")
    printed = run("receive", good, bad).splitlines()
    assert printed[0] == f"{good}: accepted (ok)"
    assert printed[1].startswith(f"{bad}: rejected (-): ")


def test_receive_makes_mailboxes_only_when_told_to(cast, file):
    path = file(letter_to(cast.social_psychiatry, receiver=NOBODY))
    before = Mailbox.objects.count()
    run("receive", path)
    assert Mailbox.objects.count() == before
    run("receive", file(letter_to(cast.social_psychiatry, receiver=NOBODY), "2.json"), "--create-mailboxes")
    assert Mailbox.objects.count() == before + 1


def test_receive_leaves_the_file_where_it_is(cast, file):
    path = file(letter_to(cast.social_psychiatry))
    run("receive", path)
    assert path.exists()


def test_a_file_that_is_not_there_is_said_and_the_others_are_taken(cast, file, tmp_path):
    path = file(letter_to(cast.social_psychiatry))
    with pytest.raises(CommandError) as raised:
        run("receive", tmp_path / "ingen.json", path)
    assert "1 of 2" in str(raised.value)
    assert Message.objects.count() == 1


def test_a_file_that_is_not_there_has_its_object_too(cast, tmp_path, capsys):
    with pytest.raises(CommandError):
        call_command("receive", str(tmp_path / "ingen.json"), "--json")
    line = json.loads(capsys.readouterr().out)
    assert (line["outcome"], line["code"], line["kind"]) == ("failed", None, None)
    assert [one["code"] for one in line["issues"]] == ["MSG_NO_EXIST"]


# validate


def test_validate_says_valid_and_stores_nothing(cast, file):
    path = file(letter_to(cast.social_psychiatry))
    (line,) = lines("validate", path)
    assert line == {"file": str(path), "valid": True, "kind": "CareCommunication", "issues": []}
    assert not any(model.objects.exists() for model in (Message, RawDelivery, Delivery))
    assert not (Path(settings.DATA_DIR) / "files").exists()


def test_validate_ends_with_one_when_something_is_wrong(cast, file):
    good, bad = file(letter_to(cast.social_psychiatry), "a.json"), file(invalid(letter_to(cast.social_psychiatry)))
    out = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("validate", str(good), str(bad), "--json", stdout=out)
    assert raised.value.returncode == 1
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["valid"] for line in found] == [True, False]
    assert found[1]["issues"][0]["code"] == "MSG_PARAM_INVALID"


@pytest.mark.parametrize("broken", [b"", b"rubbish", b"<VANSEnvelope"])
def test_validate_of_no_message(db, file, broken):
    with pytest.raises(CommandError):
        run("validate", file(broken))


def test_validate_opens_an_envelope(cast, file):
    (line,) = lines("validate", file(in_envelope(letter_to(cast.social_psychiatry))))
    assert line["valid"]


# export_thread


def test_export_gives_a_line_for_each_mailbox(cast):
    come(letter_to(cast.social_psychiatry, attachments=(PLAN,)))
    thread = thread_in(cast.social_psychiatry)
    answer(cast.anna, thread)
    (line,) = [json.loads(one) for one in run("export_thread", thread.communication_identifier).splitlines()]
    assert line["mailbox"] == cast.social_psychiatry.organisation.sor_code
    assert [one["kind"] for one in line["messages"]] == ["new-message", "reply-message"]
    assert [one["direction"] for one in line["messages"]] == ["in", "out"]
    assert [bool(one["attachment"]) for one in line["segments"]] == [False, True, False]
    assert line["segments"][0]["text"] == "Bruno udskrives fredag.\nHar I en plads?"
    assert line["citizen"]["identifiers"] == [{"system": "urn:oid:1.2.208.176.1.2", "value": "2509479989"}]


def test_export_of_two_mailboxes_or_one(cast):
    identifier = cecilie_writes(cast).thread.communication_identifier
    assert len(run("export_thread", identifier).splitlines()) == 2
    one = run("export_thread", identifier, "--mailbox", cast.psychiatry.organisation.sor_code)
    assert json.loads(one)["mailbox"] == cast.psychiatry.organisation.sor_code


def test_export_takes_the_bare_uuid_in_capitals_too(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    bare = letter.communication_identifier.removeprefix("urn:uuid:")
    assert run("export_thread", bare.upper()) == run("export_thread", letter.communication_identifier)


def test_export_leaves_an_event(cast):
    come(letter_to(cast.social_psychiatry))
    run("export_thread", thread_in(cast.social_psychiatry).communication_identifier)
    assert AuditEvent.objects.filter(action="thread.exported", actor=None).count() == 1


def test_export_of_nothing_is_an_error(db):
    with pytest.raises(CommandError):
        run("export_thread", "urn:uuid:00000000-0000-4000-8000-000000000000")


# exchange


def test_exchange_once_says_what_it_did(cast):
    folder = Path(settings.EXCHANGE_DIR) / "in"
    folder.mkdir(parents=True)
    first = letter_to(cast.social_psychiatry)
    (folder / "1.xml").write_bytes(in_envelope(first))
    (folder / "2.xml").write_bytes(in_envelope(reply_to(first)))
    assert run("exchange", "--once") == "fetched 2, processed 2, sent 2\n"
    assert len(list((Path(settings.EXCHANGE_DIR) / "out").iterdir())) == 2
    assert run("exchange", "--once") == "fetched 0, processed 0, sent 0\n"
