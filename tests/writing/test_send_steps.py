"""The technical send steps of carecommunication.md section 8, through the real pages, in JSON and in XML.

The other steps (S1 to S3 with their alternatives) stand in test_new, test_reply and test_forward.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from lxml import etree

from correspondence.exchange.worker import run_once
from correspondence.files import read_document
from correspondence.letters import letter as wire
from correspondence.letters.envelope import vans
from correspondence.models import Mailbox, Message
from correspondence.models.mailbox import Syntax
from sor.numbers import gln_with_check_digit
from tests.cast import BRUNO, thread_in, unit
from tests.correspondence.outside import HANNE, PLAN, come, letter_to
from tests.letters.witnesses import as_tree, assert_conforms
from tests.shared import SHARED, needs_shared
from tests.writing.pages import PDF, Page, delivery, document, new_page, open_page
from tests.writing.test_reply import EPISODE

pytestmark = needs_shared

TEXT = "Kære **kollega**.\n\n| Dag | Tid |\n| --- | --- |\n| Mandag | 10 |\n\n- Ring\n- Skriv <snart> & godt"
PLAIN = "Kære kollega.\n\nDag     Tid\n------  ---\nMandag  10\n\n- Ring\n- Skriv <snart> & godt"
BOTH = wire.Citizen((wire.Identifier(wire.X_ECPR_SYSTEM, "0703921VJ5"), *BRUNO.identifiers), ("Bruno",), "Elmer")


@pytest.fixture(params=[Syntax.JSON, Syntax.XML])
def letter(cast, request):
    """What the hospital wrote: two numbers, an episode of care, a file, a person who writes."""
    Mailbox.objects.update(syntax=request.param)
    letter = letter_to(
        cast.social_psychiatry, citizen=BOTH, attachments=(PLAN,), specific_sender=HANNE, episode_of_care=EPISODE
    )
    come(letter)
    return letter


@pytest.fixture(params=["new", "reply", "forward"])
def page(request, cast, client, letter) -> Page:
    """Each kind of message with formatted text and a file of its own, ready to be sent."""
    receiver = unit(7391, "Sygehus Vest", gln=gln_with_check_digit("579000997391")).sor_code
    if request.param == "new":
        page = new_page(client, cast.anna, cast.social_psychiatry, receiver=receiver)
    else:
        page = open_page(client, cast.anna, reverse(request.param, args=[thread_in(cast.social_psychiatry).pk]))
        page.fill(**({"receiver": receiver} if request.param == "forward" else {}))
    return page.fill(text=TEXT.replace("\n", "\r\n")).attach(("Vores plan.pdf", PDF))


def test_every_kind_satisfies_every_witness_and_says_what_was_written(page):
    sent = page.send()
    assert_conforms(document())
    text, file = sent.new_segments
    assert (text.text, text.author.name, text.phone) == (PLAIN, "Anna Vestergaard", "38683868")
    assert "<table" in text.formatted
    assert (file.attachment.title, file.attachment.data, file.attachment.content_type) == (
        "Vores plan",
        PDF,
        "application/pdf",
    )
    assert text.written == sent.current.occurred
    assert set(sent.current.segments) == {one.identifier for one in sent.new_segments}


def test_what_was_received_goes_along_as_it_came(page, letter):
    sent = page.send()
    if sent.current.activity == "new-message":
        assert len(sent.history) == 1
        return
    old = {one.identifier: one for one in sent.segments if one not in sent.new_segments}
    for before in letter.new_segments:
        after = old[before.identifier]
        assert (after.text, after.written, after.phone) == (before.text, before.written, before.phone)
    carried = [one.attachment for one in old.values() if one.attachment]
    assert [one.data for one in carried] == [PLAN.data if sent.current.activity == "forward-message" else None]
    assert [one.title for one in carried] == [PLAN.title]
    assert {one.value for one in sent.citizen.identifiers} == {"0703921VJ5", "2509479989"}
    assert sent.episode_of_care == letter.episode_of_care
    assert [one.message_header_id for one in sent.history if one != sent.current] == [letter.message_header_id]
    assert sent.current.answers == letter.message_header_id
    stays = sent.communication_identifier == letter.communication_identifier
    assert stays == (sent.current.activity == "reply-message")


def test_the_narrative_shows_the_formatted_text_and_no_content_of_files(page):
    page.send()
    tree = as_tree(document())
    shown = next(one["resource"] for one in tree["entry"] if one["resource"]["resourceType"] == "Communication")
    div = etree.fromstring(shown["text"]["div"])
    assert [cell.text for cell in div.iter("{*}td")][-2:] == ["Mandag", "10"]
    assert not {"script", "form", "iframe", "object"} & {etree.QName(one).localname for one in div.iter()}


def test_it_leaves_in_an_envelope_by_the_schema(page):
    page.send()
    queued = delivery()
    run_once()
    schema = etree.XMLSchema(file=str(SHARED / "medcom/transport/vansenvelope/vansenvelope-1.0.4.xsd"))
    raw = {vans.read(data).message_id: data for data in (path.read_bytes() for path in outgoing())}
    schema.assertValid(etree.fromstring(raw[queued.message_header_id]))
    envelope = vans.read(raw[queued.message_header_id])
    assert envelope.data == read_document(queued.stored_as)
    assert (envelope.sender_gln, envelope.receiver_gln) == (queued.sender_gln, queued.receiver_gln)
    assert envelope.name == f"MCM:FDIS91#{queued.message.category}"


def outgoing() -> list[Path]:
    return list(Path(settings.EXCHANGE_DIR, "out").iterdir())


BROKEN = (
    {"category": "other", "topic": ""},
    {"category": "findes-ikke"},
    {"text": " \r\n"},
    {"phone": ""},
    {"phone": "ring til mig"},
    {"author_family": ""},
    {"job_title": "", "job_title_text": ""},
)


def test_an_invalid_message_never_leaves_and_loses_nothing(page):
    whole = dict(page.form)
    for broken in BROKEN:
        page.form = dict(whole)
        page.press("send", **broken)
        assert page.response.status_code == 422, broken
        assert [one.file.title for one in page.response.context["files"]] == ["Vores plan"]
        assert "text" in broken or "kollega" in page.form["text"]
    assert not Message.objects.filter(direction="out").exists()
