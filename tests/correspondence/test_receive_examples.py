"""MedCom's own example messages: every one is accepted, and its page shows what the standard lists (section 7)."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from correspondence.letters.letter import Author, moment
from correspondence.letters.reading import read_document
from correspondence.letters.terminology import category_label, job_title_label
from correspondence.models import Mailbox, Membership, Thread
from correspondence.words import priority_words
from portal.moments import moment_words
from portal.templatetags.shown import identifier
from tests.cast import person
from tests.shared import needs_shared, shared_files

EXAMPLES = shared_files("medcom/examples/receive/*") + shared_files("medcom/examples/send/*")
pytestmark = needs_shared


def receive(*paths) -> list[dict]:
    out = StringIO()
    call_command("receive", *map(str, paths), "--json", "--create-mailboxes", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.name.partition("-")[2][:16])
def example(request, db, client, opened={}):  # noqa: B006 - each example is opened once for all tests
    """(letter, the page of its thread) of one file taken into an empty portal."""
    if request.param not in opened:
        opened[request.param] = _open(request.param, client)
    return opened[request.param]


def _open(path, client):
    (line,) = receive(path)
    assert (line["outcome"], line["code"]) == ("accepted", "ok"), line
    user = person("receiver", "Rikke", "Dam")
    Membership.objects.create(user=user, mailbox=Mailbox.objects.get())
    client.force_login(user)
    page = client.get(reverse("thread", args=[Thread.objects.get().pk])).content.decode()
    return read_document(path.read_bytes()).letter, page


def assert_shown(page: str, *texts: str) -> None:
    missing = [text for text in texts if text and escape(text) not in page]
    assert not missing


def test_it_shows_the_citizen_with_every_identifier(example):
    letter, page = example
    assert_shown(page, letter.citizen.name, *(identifier(one.value) for one in letter.citizen.identifiers))


def test_it_shows_what_it_is_about(example):
    letter, page = example
    episode = letter.episode_of_care
    assert_shown(page, category_label(letter.category, "da"), letter.topic, priority_words(letter.priority))
    assert_shown(page, *(one.value for one in episode.identifiers) if episode else [])


def test_it_shows_every_line_with_its_signature(example):
    letter, page = example
    for segment in letter.segments:
        author = segment.author or Author()
        title = author.job_text or job_title_label(author.job_system, author.job_code)
        assert_shown(page, *(segment.text or "").splitlines(), author.name, title, segment.phone)
        if segment.text:
            assert_shown(page, moment_words(moment(segment.written)))
        if segment.assigner:
            assert_shown(page, segment.assigner.name)


def test_it_shows_the_parties(example):
    letter, page = example
    for unit in (letter.sender, letter.receiver):
        assert_shown(page, unit.name, unit.sor_code, unit.gln)
    for party in (letter.specific_sender, letter.specific_recipient):
        assert_shown(page, party.name if party else "")


def test_it_shows_every_attachment(example):
    letter, page = example
    for segment in letter.segments:
        if file := segment.attachment:
            created = moment_words(moment(file.creation)) if "T" in file.creation else ""
            assert_shown(page, file.title, created)
            assert f'href="{escape(file.url)}"' in page or not file.url
    files = [one.attachment for one in letter.segments if one.attachment]
    assert page.count("/hent/") == len([file for file in files if file.data is not None])
    assert page.count("attachment__missing") == len([file for file in files if file.data is None and not file.url])


def test_all_together_in_one_portal(db, client):
    lines = receive(*EXAMPLES)
    assert {line["outcome"] for line in lines} <= {"accepted", "duplicate"}
    again = receive(*EXAMPLES)
    assert {line["outcome"] for line in again} == {"duplicate"}
    assert [line["code"] for line in again] == ["ok"] * len(EXAMPLES)
