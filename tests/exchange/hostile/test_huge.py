"""The largest documents there are, and those made to grow, through a worker process whose memory is measured."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from correspondence.letters.carecommunication.write import write
from correspondence.letters.letter import Attachment
from tests.correspondence.outside import PDF, in_envelope, letter_to, resources, tree_of
from tests.exchange.hostile.cases import with_data
from tests.exchange.killing.pair import mailbox_of_a, one_portal

# The database that the portal's is a copy of.
pytestmark = pytest.mark.django_db
MEGABYTE = 1_000_000
MOST_MEMORY = 600 * MEGABYTE
ACCEPTED, REFUSED, SET_ASIDE = ["accepted", "ok"], ["rejected", "fatal-error"], ["rejected", ""]
FILLING = b"@@@@"


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), one_portal(tmp_path_factory.mktemp("huge")) as one:
        yield one


def make(**changes):
    return letter_to(mailbox_of_a(), **changes)


def with_file(size: int, *, syntax: str = "json", good: bool = True) -> Iterator[bytes]:
    """A message in pieces, whose file has about ``size`` characters of base64."""
    letter = make(attachments=(Attachment("Stor fil", "application/pdf", PDF),))
    before, _, after = write(letter, syntax=syntax).partition(base64.b64encode(PDF))
    yield before + b"JVBERi0x" + b"A" * (size // 4 * 4 - 8)
    yield after if good else b"A!" + after


def enveloped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    before, _, after = with_data(in_envelope(make()), FILLING.decode()).partition(FILLING)
    yield before + base64.b64encode(b"".join(pieces))
    yield after


def crowd(number: int) -> Iterator[bytes]:
    tree = tree_of(make())
    one = resources(tree, "Organization")[0]
    base = "https://example.org/Organization"
    entries = [
        json.dumps({"fullUrl": f"{base}/{at}", "resource": {**one, "id": str(at)}}).encode() for at in range(number)
    ]
    start, _, end = json.dumps({**tree, "entry": [*tree["entry"], "@@"]}).encode().partition(b'"@@"')
    yield start + b",".join(entries) + end


LIMIT = settings.MAX_DOCUMENT_BYTES
# Name of the file, its pieces, what becomes of it. In the order of their names, with something small between.
DOCUMENTS = {
    "a file of 99 MB, which makes the document 132 MB": (lambda: with_file(132 * MEGABYTE), SET_ASIDE),
    "json as large as it may be": (lambda: with_file(LIMIT - 100_000), ACCEPTED),
    "json as large as it may be, base64 broken at its end": (
        lambda: with_file(LIMIT - 100_000, good=False),
        REFUSED,
    ),
    "xml as large as it may be": (lambda: with_file(LIMIT - 100_000, syntax="xml"), ACCEPTED),
    "envelope as large as it may be": (lambda: enveloped(with_file(LIMIT * 3 // 4 - 100_000)), ACCEPTED),
    "json that ends in its file": (lambda: iter([next(with_file(LIMIT - 100_000))]), SET_ASIDE),
    "a crowd of 60,000": (lambda: crowd(60_000), ACCEPTED),
    "brackets, 20 MB of them": (lambda: iter([b'{"a":' + b"[" * 20 * MEGABYTE]), SET_ASIDE),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_worker_lives_in_little_memory_and_takes_the_next(portal, name):
    pieces, outcome = DOCUMENTS[name]
    inbox: Path = portal.exchange / "in"
    with (inbox / ".unfinished").open("wb") as file:
        for piece in pieces():
            file.write(piece)
    (inbox / ".unfinished").rename(inbox / name)
    (inbox / f"{name}, next").write_bytes(write(make()))
    code, memory = portal.measured()
    assert code == 0
    found = portal.ask("outcomes")
    assert (found[name], found[f"{name}, next"]) == (outcome, ACCEPTED)
    assert memory < MOST_MEMORY, f"{memory / MEGABYTE:.0f} MB"
    print(f"{name}: {memory / MEGABYTE:.0f} MB")
