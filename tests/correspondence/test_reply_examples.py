"""Replies to MedCom's send examples, judged by section 3 of carecommunication.md to the letter."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from correspondence.files import read_document as stored_bytes
from correspondence.letters.letter import Organisation, Segment, moment
from correspondence.letters.reading import read_document
from correspondence.models import Delivery, Mailbox, Membership, Thread
from correspondence.models.mailbox import Syntax
from tests.cast import person
from tests.correspondence.outside import sent_letter
from tests.letters.witnesses import as_tree, assert_conforms
from tests.shared import needs_shared, shared_files

EXAMPLES = shared_files("medcom/examples/send/*") + shared_files("medcom/examples/receive/*")
pytestmark = needs_shared


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.name.partition("-")[2][:16])
def answered(request, db, client, replies={}):  # noqa: B006 - each example is answered once for all tests
    """(the example, our reply to it as its receiver reads it, the bytes of the reply)."""
    if request.param not in replies:
        replies[request.param] = _answer(request.param, client)
    return replies[request.param]


def _answer(path, client):
    call_command("receive", str(path), "--create-mailboxes", stdout=StringIO())
    original = read_document(path.read_bytes()).letter
    box = Mailbox.objects.get()
    Mailbox.objects.update(syntax=Syntax.XML if path.suffix == ".xml" else Syntax.JSON)
    client.force_login(user := person("rikke", "Rikke", "Dam"))
    Membership.objects.create(user=user, mailbox=box)
    thread = Thread.objects.get()
    form = client.get(reverse("thread", args=[thread.pk])).context["form"]
    written = {**form.initial, "text": "Tak for beskeden.\nVi vender tilbage."}
    assert client.post(reverse("reply", args=[thread.pk]), written).status_code == 302
    delivery = Delivery.objects.get(message__isnull=False)
    return original, sent_letter(delivery), stored_bytes(delivery.stored_as)


def test_it_stays_in_the_thread_with_parties_swapped(answered):
    original, reply, _ = answered
    assert reply.communication_identifier == original.communication_identifier
    assert numbers(reply.sender) == numbers(original.receiver)
    assert numbers(reply.receiver) == numbers(original.sender)


def test_it_returns_every_identifier_of_the_citizen(answered):
    original, reply, _ = answered
    assert reply.citizen.identifiers == original.citizen.identifiers
    assert (reply.citizen.given, reply.citizen.family) == (original.citizen.given, original.citizen.family)


def test_it_carries_every_earlier_provenance_unchanged_and_adds_one(answered):
    original, reply, _ = answered
    new, *carried = sorted(reply.history, key=lambda one: one.message_header_id != reply.message_header_id)
    assert {plain(one) for one in carried} == {plain(one) for one in original.history}
    assert (new.activity, new.answers) == ("reply-message", original.message_header_id)
    assert new.segments == tuple(one.identifier for one in new_segments(original, reply))


def test_it_carries_every_text_unchanged(answered):
    original, reply, _ = answered
    carried = {one.identifier: one for one in reply.segments}
    for segment in original.segments:
        if segment.text is not None:
            assert content(carried[segment.identifier]) == content(segment)


def test_it_carries_attachments_without_their_bytes(answered):
    original, reply, data = answered
    carried = {one.identifier: one for one in reply.segments}
    for segment in original.segments:
        if segment.attachment is not None:
            bare = replace(segment, attachment=replace(segment.attachment, data=None))
            assert content(carried[segment.identifier]) == content(bare)
    assert '"data":' not in str(as_tree(data)).replace("'", '"')


def test_it_carries_the_episode_of_care(answered):
    original, reply, _ = answered
    before, after = original.episode_of_care, reply.episode_of_care
    assert (before and before.identifiers) == (after and after.identifiers)


def test_its_own_ids_and_times_are_new(answered):
    original, reply, _ = answered
    assert reply.bundle_id != original.bundle_id
    assert reply.message_header_id not in {one.message_header_id for one in original.history}
    (segment,) = new_segments(original, reply)
    assert segment.text == "Tak for beskeden.\nVi vender tilbage."
    assert reply.current is not None
    assert moment(segment.written) == moment(reply.current.occurred) == moment(reply.current.recorded)
    assert moment(reply.timestamp) > moment(original.timestamp)


def test_it_goes_to_the_one_who_wrote(answered):
    original, reply, _ = answered
    wrote, goes_to = original.specific_sender, reply.specific_recipient
    assert (wrote and wrote.name) == (goes_to and goes_to.name)


def test_independent_witnesses_accept_it(answered):
    assert_conforms(answered[2])


def numbers(unit: Organisation) -> tuple[str, str]:
    return unit.sor_code, unit.gln


def new_segments(original, reply) -> list[Segment]:
    known = {one.identifier for one in original.segments}
    return [one for one in reply.segments if one.identifier not in known]


def plain(entry):
    """A Provenance as it is compared: its unit by its numbers."""
    return replace(entry, organisation=entry.organisation and numbers(entry.organisation))


def content(segment: Segment):
    """A segment as it is compared: resource ids may be new, and names of units refreshed."""
    author = segment.author
    signed = author and (author.given, author.family, author.job_system, author.job_code, author.job_text)
    unit = author and author.organisation and numbers(author.organisation)
    assigner = segment.assigner and numbers(segment.assigner)
    return segment.text, segment.attachment, segment.written, segment.phone, signed, unit, assigner
