"""Files that are no proper message: set aside with a reason the operator sees, bytes kept, the next one unharmed."""

from __future__ import annotations

import base64
import json
import logging
import resource
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from correspondence.exchange import worker
from correspondence.exchange.worker import run_once
from correspondence.files import read_document
from correspondence.letters.carecommunication.write import write
from correspondence.letters.envelope import vans
from correspondence.letters.letter import Attachment as File
from correspondence.models import Delivery, Message, RawDelivery
from correspondence.states import RawState
from tests.correspondence.outside import NOBODY, answers, come, in_envelope, letter_to, resources, tree_of

MEGABYTE = 1_000_000


def no_message(letter) -> bytes:
    return b'{"hello": "world"}'


def half_json(letter) -> bytes:
    return write(letter)[:-400]


def half_xml(letter) -> bytes:
    return write(letter, syntax="xml")[:-400]


def half_envelope(letter) -> bytes:
    return in_envelope(letter)[:-400]


def envelope_with_half_a_message(letter) -> bytes:
    fields = {"envelope_id": "3f0d1c52-6a0e-4a5d-9a55-5d0b7a0c1f01", "message_id": letter.message_header_id}
    fields |= {"sender_gln": letter.sender.gln, "receiver_gln": letter.receiver.gln}
    fields |= {"sent": "2025-03-03T14:05:00+01:00", "category": "discharge"}
    return vans.write(vans.for_care_communication(write(letter)[:-400], **fields))


def rubbish(letter) -> bytes:
    return bytes(range(256)) * 64


def nothing(letter) -> bytes:
    return b""


def utf_16(letter) -> bytes:
    return write(letter).decode().encode("utf-16")


def a_bomb(letter) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Bundle>&b;</Bundle>'


def very_deep(letter) -> bytes:
    return b"[" * 100_000


def a_zip(letter) -> bytes:
    return b"PK\x03\x04" + b"\0" * 100


UNREADABLE = [
    no_message,
    half_json,
    half_xml,
    half_envelope,
    envelope_with_half_a_message,
    rubbish,
    nothing,
    utf_16,
    a_bomb,
    very_deep,
    a_zip,
]


@pytest.fixture
def inbox(own_folders) -> Path:
    folder = Path(settings.EXCHANGE_DIR) / "in"
    folder.mkdir(parents=True)
    return folder


def operator_page(cast, client, query: str = "") -> str:
    client.force_login(cast.ivan)
    return client.get(reverse("deliveries") + query).content.decode()


@pytest.mark.parametrize("broken", UNREADABLE, ids=lambda one: one.__name__)
def test_it_is_set_aside_with_a_reason_and_its_bytes(cast, client, inbox, broken):
    letter = letter_to(cast.social_psychiatry)
    data = broken(letter)
    (inbox / "a-broken.xml").write_bytes(data)
    (inbox / "b-good.json").write_bytes(write(letter_to(cast.social_psychiatry)))
    run_once()
    raw, good = RawDelivery.objects.order_by("name")
    assert (raw.state, raw.code) == (RawState.REJECTED, "")
    assert raw.issues
    assert read_document(raw.stored_as) == data
    assert good.state == RawState.ACCEPTED
    assert [one.response_to for one in answers()] == [good.message_header_id]
    page = operator_page(cast, client)
    assert "a-broken.xml" in page
    assert raw.issues[0]["text"] in page
    assert not list(inbox.iterdir())


def test_an_envelope_for_a_location_number_that_is_not_ours(cast, client):
    raw = come(in_envelope(letter_to(cast.social_psychiatry, receiver=NOBODY)))
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert [one.code for one in answers()] == ["fatal-error"]
    assert raw.issues[0]["text"] in operator_page(cast, client)


@pytest.mark.parametrize("name", ["MCM:XDIS91", "Brev om Bruno Test Elmer"])
def test_an_envelope_with_a_letter_of_the_old_kind_is_set_aside_as_that(cast, client, name):
    data = '<?xml version="1.0" encoding="ISO-8859-1"?><Emessage><Letter>Ærø</Letter></Emessage>'.encode("iso-8859-1")
    envelope = vans.read(in_envelope(letter_to(cast.social_psychiatry)))
    raw = come(vans.write(replace(envelope, data=data, declared_size=len(data), format="XML", name=name)))
    assert (raw.state, raw.code) == (RawState.REJECTED, "")
    (issue,) = raw.issues
    assert issue["code"] == "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE"
    assert ("XDIS91" in issue["text"], "Bruno" in issue["text"]) == ("XDIS91" in name, False)
    assert issue["text"] in operator_page(cast, client)


def test_two_citizens(cast, client):
    tree = tree_of(letter_to(cast.social_psychiatry))
    (patient,) = resources(tree, "Patient")
    tree["entry"].append({"fullUrl": "https://example.org/Patient/2", "resource": {**patient, "id": "2"}})
    raw = come(tree)
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    page = operator_page(cast, client)
    assert raw.issues[0]["text"] in page
    assert "2509479989" not in page.replace("250947-9989", "2509479989")


@pytest.mark.parametrize("data", [b"MZ\x90\x00 et program", b"<html><script>1</script>", b"PK\x03\x04", b""])
def test_an_attachment_of_no_permitted_kind(cast, client, data):
    tree = tree_of(letter_to(cast.social_psychiatry, attachments=(File("Fil", "application/pdf", b"%PDF-1.4"),)))
    payload = resources(tree, "Communication")[0]["payload"][1]
    payload["contentAttachment"]["data"] = base64.b64encode(data).decode()
    raw = come(tree)
    assert (raw.state, raw.code) == (RawState.REJECTED, "fatal-error")
    assert [one.code for one in answers()] == ["fatal-error"]
    assert raw.issues[0]["text"] in operator_page(cast, client)


def test_base64_that_cannot_be_decoded(cast):
    tree = tree_of(letter_to(cast.social_psychiatry, attachments=(File("Fil", "application/pdf", b"%PDF-1.4"),)))
    resources(tree, "Communication")[0]["payload"][1]["contentAttachment"]["data"] = "dette er ikke base64!"
    assert come(tree).code == "fatal-error"


def test_a_document_above_the_limit_is_not_even_opened(cast, client, settings, inbox):
    settings.MAX_DOCUMENT_BYTES = 2 * MEGABYTE
    with (inbox / "stor.json").open("wb") as file:
        file.truncate(3 * MEGABYTE)
    run_once()
    raw = RawDelivery.objects.get()
    assert (raw.state, raw.size) == (RawState.REJECTED, 3 * MEGABYTE)
    assert "3 MB" in raw.issues[0]["text"]
    assert raw.issues[0]["text"] in operator_page(cast, client)


def test_two_hundred_megabytes_take_no_memory(cast, inbox):
    with (inbox / "kæmpe.json").open("wb") as file:
        file.truncate(200 * MEGABYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run_once()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert RawDelivery.objects.get().state == RawState.REJECTED
    assert grown * 1024 < 50 * MEGABYTE


def test_a_valid_message_just_above_the_limit_is_refused(cast, settings):
    data = write(letter_to(cast.social_psychiatry))
    settings.MAX_DOCUMENT_BYTES = len(data) - 1
    assert come(data).state == RawState.REJECTED
    settings.MAX_DOCUMENT_BYTES = len(data)
    assert come(data).state == RawState.ACCEPTED


STRANGE = ["\x00", "\ud800", "\ufffe", "a" * 100_000, "\u202e", "𝕏", "\x1b[31m"]


@pytest.mark.parametrize("place", ["topic", "text", "name", "unit", "phone", "id", "reference"])
@pytest.mark.parametrize("strange", STRANGE, ids=lambda one: ascii(one[:3]))
def test_no_strange_text_anywhere_is_a_fault_of_ours(cast, place, strange):
    """A clear verdict either way: accepted, or refused with reasons; never ``failed``."""
    tree = tree_of(letter_to(cast.social_psychiatry))
    (communication,) = resources(tree, "Communication")
    (patient,) = resources(tree, "Patient")
    (provenance,) = resources(tree, "Provenance")
    match place:
        case "topic":
            communication["topic"]["text"] = strange
        case "text":
            communication["payload"][0]["contentString"] = strange
        case "name":
            patient["name"][0]["given"] = [strange]
        case "unit":
            resources(tree, "Organization")[0]["name"] = strange
        case "phone":
            contact = [one for one in communication["payload"][0]["extension"] if "valueContactPoint" in one]
            contact[0]["valueContactPoint"]["value"] = strange
        case "id":
            patient["identifier"][0]["value"] = strange
        case "reference":
            provenance["id"] = strange
    raw = come(json.dumps(tree).encode())
    assert raw.state in (RawState.ACCEPTED, RawState.REJECTED)
    assert raw.issues or raw.state == RawState.ACCEPTED


def test_a_file_that_cannot_be_stored_does_not_stop_the_others(cast, inbox, monkeypatch, caplog):
    """A full disk, a file of somebody else's: it stays where it lies and is tried again."""
    for name in ("a.json", "b.json"):
        (inbox / name).write_bytes(write(letter_to(cast.social_psychiatry)))
    store_file = worker.store_file

    def fails_for_a(incoming, **options):
        if incoming.name == "a.json":
            raise PermissionError(13, "Permission denied")
        return store_file(incoming, **options)

    monkeypatch.setattr(worker, "store_file", fails_for_a)
    with caplog.at_level(logging.WARNING):
        run_once()
    assert Message.objects.count() == 1
    assert [one.name for one in inbox.iterdir()] == ["a.json"]
    assert "a.json" in caplog.text


def test_unfinished_files_are_left_alone(cast, inbox):
    for name in (".hidden", "x.part", "y.tmp", "z.filepart"):
        (inbox / name).write_bytes(b"{")
    (inbox / "folder").mkdir()
    run_once()
    assert not RawDelivery.objects.exists()


def test_nothing_at_all_goes_out_for_what_has_no_sender(cast, inbox):
    for number, broken in enumerate(UNREADABLE):
        (inbox / f"{number}.xml").write_bytes(broken(letter_to(cast.social_psychiatry)))
    run_once()
    assert not Delivery.objects.exists()
