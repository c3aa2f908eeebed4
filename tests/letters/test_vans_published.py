"""The published schema and envelopes as judges of ours."""

from functools import cache

import pytest
from lxml import etree

from correspondence.letters.acknowledgement.write import write as write_acknowledgement
from correspondence.letters.carecommunication.write import write
from correspondence.letters.envelope import vans
from tests.letters.samples import acknowledgement, first
from tests.letters.test_vans import DOCUMENT, ENVELOPE_ID, envelope
from tests.shared import SHARED, needs_shared, shared_files

pytestmark = needs_shared
FOLDER = "medcom/transport/vansenvelope"


@cache
def schema():
    return etree.XMLSchema(etree.parse(str(SHARED / FOLDER / "vansenvelope-1.0.4.xsd")))


def assert_valid(data):
    schema().assertValid(etree.fromstring(data))


@pytest.mark.parametrize("path", shared_files(f"{FOLDER}/*.xml"), ids=lambda path: path.name)
def test_published_envelopes_are_read_and_written_again_validly(path):
    data = path.read_bytes()
    assert vans.is_envelope(data)
    read = vans.read(data)
    written = vans.write(read)
    assert_valid(written)
    again = vans.read(written)
    assert (again.data, again.receipt, again.name, again.message_id) == (
        read.data,
        read.receipt,
        read.name,
        read.message_id,
    )


@pytest.mark.parametrize("path", shared_files(f"{FOLDER}/composed-envelope-*.xml"), ids=lambda path: path.name)
def test_the_declared_size_of_whole_published_envelopes_is_right(path):
    read = vans.read(path.read_bytes())
    assert read.declared_size == len(read.data)


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_our_envelopes_are_valid_by_the_schema(syntax):
    assert_valid(vans.write(envelope(write(first(), syntax=syntax), syntax=syntax)))
    made = vans.for_acknowledgement(
        write_acknowledgement(acknowledgement(), syntax=syntax),
        sender_gln="5790009900023",
        receiver_gln="5790009900016",
        envelope_id=ENVELOPE_ID,
        message_id=acknowledgement().message_header_id,
        sent=acknowledgement().timestamp,
        code="ok",
        syntax=syntax,
    )
    assert_valid(vans.write(made))


@pytest.mark.parametrize("kind", list(vans.ReceiptKind))
def test_our_receipts_are_valid_by_the_schema(kind):
    made = vans.receipt_for(
        vans.read(DOCUMENT.encode()), kind, envelope_id=ENVELOPE_ID, sent="2025-03-03T14:05:00Z", error_text="Fejl"
    )
    assert_valid(vans.write(made))
