"""A note never leaves the house: nothing that writes documents knows of notes, and none of their words gets out."""

from __future__ import annotations

import ast
import base64
import json
import re
from functools import cache
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.actions.digest import send_digests
from correspondence.actions.forward import forward
from correspondence.actions.note import add_note
from correspondence.actions.tell import tell_undelivered
from correspondence.exchange.worker import run_once
from correspondence.models import Delivery, Note, RawDelivery
from portal.models import Digest, User
from tests.cast import answer, content, thread_in, write
from tests.project.source import imports, modules, within

# What composes, writes, sends, exports or tells; and the parts they are made of.
WRITERS = (
    "correspondence.letters",
    "correspondence.text",
    "correspondence.exchange.outbound",
    "correspondence.exchange.transports",
    "correspondence.files",
    "correspondence.actions.start",
    "correspondence.actions.reply",
    "correspondence.actions.forward",
    "correspondence.actions.send",
    "correspondence.actions.outbox",
    "correspondence.actions.resend",
    "correspondence.actions.acknowledge",
    "correspondence.actions.history",
    "correspondence.actions.content",
    "correspondence.actions.draft",
    "correspondence.actions.tell",
    "correspondence.queries.export",
    "correspondence.queries.thread",
    "correspondence.queries.writing",
    "correspondence.management.commands.export_thread",
)
# The tables, and the list of their names: defining is not reading.
TABLES = ("correspondence.models",)
WORDS = {"Note", "notes", "mentioned_in"}


@cache
def reached() -> frozenset[str]:
    """Every module of the house that a writer imports, and what those import."""
    known = modules()
    found, waiting = set(), [name for name in known if any(within(name, part) for part in WRITERS)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [one for one in imports(name) if one in known]
    return frozenset(found)


def names_in(module: str) -> set[str]:
    """Every name, attribute and keyword of a module's code, and the strings that could be field names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(modules()[module].read_text("utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) | ast.keyword(arg=str(name)):
                found |= {name.split("__")[0], name.rpartition(".")[2]}
            case ast.Constant(value=str(text)) if re.fullmatch(r"\w+", text):
                found.add(text.split("__")[0])
    return found


def test_every_writer_is_there():
    assert [part for part in WRITERS if not any(within(name, part) for name in modules())] == []
    assert len(reached()) > 60


def test_nothing_that_writes_knows_of_notes():
    knowing = {name: names_in(name) & WORDS for name in reached() if not any(within(name, part) for part in TABLES)}
    assert {name: words for name, words in knowing.items() if words} == {}
    assert "Note" in names_in("correspondence.actions.note")
    assert "notes" in names_in("correspondence.queries.notes")


def test_nothing_that_writes_reaches_what_handles_notes():
    handling = {name for name in modules() if "Note" in names_in(name)} - {"correspondence.models"}
    assert "correspondence.queries.notes" in handling
    assert handling & {name for name in reached() if not any(within(name, part) for part in TABLES)} == set()


@pytest.fixture
def conversation(cast, settings):
    """Cecilie has written; Anna reads; both can be written to by e-mail."""
    settings.EMAIL_HOST = "localhost"
    User.objects.update(email="nogen@example.org", digest=Digest.DAILY)
    write(cast)
    return thread_in(cast.social_psychiatry)


def everything_out() -> str:
    """All that has left or could: documents in and out, opened as far as they open, and e-mails."""
    found = [f"{one.subject}\n{one.body}" for one in mail.outbox]
    names = {
        *Delivery.objects.values_list("stored_as", flat=True),
        *RawDelivery.objects.values_list("stored_as", flat=True),
    }
    for name in names - {""}:
        with default_storage.open(name) as file:
            found.append(opened(file.read()))
    return "\n".join(found)


def opened(data: bytes) -> str:
    """A document's text, and after it whatever lies in it as base64, to any depth."""
    text = data.decode("utf-8", "replace")
    inside = [base64.b64decode(one[: len(one) // 4 * 4]) for one in re.findall(r"[A-Za-z0-9+/]{60,}", text)]
    return "\n".join([text, *map(opened, inside)])


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(around=st.text(alphabet="aæ<&\"'\n@*_|# ", max_size=30))
def test_none_of_its_words_gets_out(cast, conversation, around, capsys):
    secret = f"hemmelig{uuid4().hex}"
    add_note(user=cast.anna, thread=conversation, text=f"{around}{secret} @bo {around}")
    add_note(user=cast.anna, thread=conversation, text=f"{secret}\n{around}@gorm")
    message = answer(cast.anna, conversation)
    latest = conversation.messages.filter(direction="in").latest("occurred_at", "pk")
    forward(
        user=cast.anna,
        thread=conversation,
        answers=latest.message_header_id,
        receiver=cast.neighbour.organisation,
        content=content(cast.anna, "Til jer."),
        token=uuid4(),
    )
    run_once()
    tell_undelivered(message)
    User.objects.update(digest_sent_on=None)
    send_digests()
    call_command("export_thread", conversation.communication_identifier)
    out = everything_out() + capsys.readouterr().out
    assert "Til jer." in out
    assert "Har I tid" in out
    assert secret not in out
    assert secret in json.dumps(list(Note.objects.values_list("text", flat=True)))
