"""VANSEnvelope 1.0.4: what we wrap, what we open, and what we refuse to open."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from correspondence.letters.envelope import vans
from correspondence.letters.issues import UnreadableDocument

ENVELOPE_ID = "3f0d1c52-6a0e-4a5d-9a55-5d0b7a0c1f01"
MESSAGE_ID = "42cb9200-f421-4d08-8391-7d51a2503cb4"


def envelope(data=b'{"resourceType":"Bundle"}', **changes):
    return vans.for_care_communication(
        data,
        **{
            "sender_gln": "5790009900016",
            "receiver_gln": "5790009900023",
            "envelope_id": ENVELOPE_ID,
            "message_id": MESSAGE_ID,
            "sent": "2025-03-03T14:05:00+01:00",
            "category": "Discharge",
            **changes,
        },
    )


DOCUMENT = vans.write(envelope()).decode()


def refused(document):
    with pytest.raises(UnreadableDocument) as caught:
        vans.read(document if isinstance(document, bytes) else document.encode())
    return caught.value.issues[0]


def test_a_care_communication_is_labelled_with_its_category():
    made = envelope(syntax="xml")
    assert (made.format, made.name, made.version) == ("HL7", "MCM:FDIS91#discharge", "5.0")
    assert made.mime == "application/fhir+xml"


def test_an_acknowledgement_is_labelled_with_its_code():
    made = vans.for_acknowledgement(
        b"{}",
        sender_gln="5790009900023",
        receiver_gln="5790009900016",
        envelope_id=ENVELOPE_ID,
        message_id=MESSAGE_ID,
        sent="2025-03-03T14:05:00+01:00",
        code="fatal-error",
    )
    assert (made.name, made.version, made.mime) == ("MCM:FCTL#fatal-error", "2.0.0", "application/fhir+json")


@given(st.binary(max_size=200))
def test_any_content_reads_back_the_same(data):
    made = envelope(data)
    assert vans.read(vans.write(made)) == replace(made, declared_size=len(data))


def test_the_content_is_base64_in_one_line():
    document = vans.write(envelope(b"x" * 1000))
    assert b"<Data>" + b64encode(b"x" * 1000) + b"</Data>" in document
    assert b"<SizeInBytes>1000</SizeInBytes>" in document


@pytest.mark.parametrize(
    "wrong",
    [
        {"envelope_id": "no uuid"},
        {"message_id": ""},
        {"sent": "i dag"},
        {"sent": "2025-02-30T14:05:00+01:00"},
        {"sender_gln": ""},
        {"receiver_gln": "1" * 19},
        {"category": "x" * 300},
    ],
)
def test_a_value_the_schema_would_not_take_is_refused_before_sending(wrong):
    with pytest.raises(ValueError):  # noqa: PT011
        vans.write(envelope(**wrong))


def test_too_large_is_refused_before_sending(monkeypatch):
    monkeypatch.setattr(vans, "MAX_BYTES", 2000)
    with pytest.raises(vans.EnvelopeTooLarge):
        vans.write(envelope(b"x" * 1500))


@pytest.mark.parametrize("kind", list(vans.ReceiptKind))
def test_a_receipt_goes_back_with_the_originals_information_unchanged(kind):
    received = vans.read(DOCUMENT.encode())
    made = vans.receipt_for(received, kind, envelope_id=MESSAGE_ID, sent=received.sent, error_text="Ukendt " * 100)
    read = vans.read(vans.write(made))
    assert (read.sender_gln, read.receiver_gln) == (received.receiver_gln, received.sender_gln)
    assert read.receipt.kind is kind
    assert read.receipt.original == received.meta
    assert read.receipt.original_envelope_id == received.envelope_id
    assert len(read.receipt.error_text) == (0 if kind is vans.ReceiptKind.POSITIVE else 512)


def test_a_receipt_of_our_own_envelope_needs_no_reading():
    made = vans.receipt_for(envelope(), vans.ReceiptKind.POSITIVE, envelope_id=MESSAGE_ID, sent=envelope().sent)
    assert vans.read(vans.write(made)).receipt.original == vans.read(DOCUMENT.encode()).meta


def test_a_refusal_without_a_reason_is_not_sent():
    made = vans.receipt_for(envelope(), vans.ReceiptKind.NEGATIVE, envelope_id=MESSAGE_ID, sent=envelope().sent)
    with pytest.raises(ValueError, match="Description"):
        vans.write(made)


def test_tags_of_others_and_processing_are_read():
    document = DOCUMENT.replace("<Document>", PROCESSING + "<Document>").replace(
        "</Transport>", '<ServiceTag name="MCM:STATISTIC">manual</ServiceTag></Transport>'
    )
    meta = vans.read(document.encode()).meta
    assert meta.processing == ("KMD", "x")
    assert meta.tags[1] == ("MCM:STATISTIC", "manual")


PROCESSING = (
    "<Processing><ProviderIdentifier>KMD</ProviderIdentifier><ServiceIdentifier>x</ServiceIdentifier></Processing>"
)


@pytest.mark.parametrize(
    "start",
    ["", "\ufeff", "<?xml version='1.0' encoding='iso-8859-1'?>", "<!-- a > b --><?pi x?>\n\t<!-- VANSEnvelope -->"],
)
def test_an_envelope_is_recognised_by_its_root(start):
    bare = DOCUMENT.partition("?>")[2].strip()
    document = (start + bare).encode()
    assert vans.is_envelope(document)
    assert vans.read(document).message_id == MESSAGE_ID


def test_a_prefix_on_the_namespace_is_fine():
    document = f'<v:VANSEnvelope xmlns:v="{vans.NAMESPACE}">'.encode()
    assert vans.is_envelope(document)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"<Bundle xmlns='http://hl7.org/fhir'/>",
        b"<Bundle xmlns='http://hl7.org/fhir'><VANSEnvelope xmlns='urn:oio:medcom:vans-envelope:1.0.4'/></Bundle>",
        b"<VANSEnvelope/>",
        b"<!-- " * 100_000,
        b"\x00" * 1000,
    ],
)
def test_other_documents_are_no_envelopes(data):
    assert not vans.is_envelope(data)


def test_a_time_without_zone_is_danish_time():
    assert replace(envelope(), sent="2025-07-01T14:00:00").sent_at().utcoffset() == timedelta(hours=2)
    assert replace(envelope(), sent="2025-07-01T14:00:00Z").sent_at().utcoffset() == timedelta(0)


def test_damage_in_transport_says_whose_envelope_it_was():
    with pytest.raises(vans.DamagedEnvelope) as caught:
        vans.read(DOCUMENT.replace("<Data>", "<Data>*").encode())
    assert caught.value.issues[0].code == "MSG_Damaged_durin_transport"
    assert caught.value.envelope.sender_gln == "5790009900016"
    assert caught.value.envelope.message_id == MESSAGE_ID
    assert caught.value.envelope.data == b""


@pytest.mark.parametrize("broken", ["<Data>e", "<Data>eyJ=", "<Data>æ"])
def test_half_base64_is_damage(broken):
    assert refused(DOCUMENT.replace("<Data>", broken)).code == "MSG_Damaged_durin_transport"


def test_base64_may_have_line_breaks_and_the_declared_size_may_be_wrong():
    document = DOCUMENT.replace("<Data>", "<Data>\n  ").replace("</Data>", "\r\n</Data>")
    read = vans.read(document.replace("<SizeInBytes>25<", "<SizeInBytes>7<").encode())
    assert read.data == envelope().data
    assert read.declared_size == 7


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "attack",
    [
        DOCUMENT.replace("?>", "?>" + DOCTYPE),
        DOCUMENT.replace("?>", "?>" + DOCTYPE).replace("5790009900016", "&b;"),
        DOCUMENT.replace("?>", "?>" + DOCTYPE).encode("utf-16"),
        DOCUMENT.replace("UTF-8", "UTF-16").encode("utf-16-le"),
        DOCUMENT.replace("UTF-8", "UTF-7").replace("?>", "?>+ADwAIQ-DOCTYPE x>"),
        DOCUMENT.replace("5790009900016", "&nbsp;"),
    ],
)
def test_entities_and_odd_encodings_never_reach_the_parser_or_fail_in_it(attack):
    assert refused(attack).code in ("MSG_BAD_FORMAT", "MSG_BAD_SYNTAX")


@pytest.mark.parametrize("data", [b"", b"<", b"\xff\xfe", b"<VANSEnvelope>", DOCUMENT.encode()[:300], b"{}"])
def test_what_is_no_xml_is_unreadable(data):
    refused(data)


def test_another_version_of_the_envelope_is_said_to_be_one():
    document = DOCUMENT.replace("vans-envelope:1.0.4", "vans-envelope:9.9.9")
    assert vans.is_envelope(document.encode())
    assert refused(document).code == "MSG_WRONG_NS"


def test_more_than_100_mb_is_not_parsed():
    assert refused(b" " * 100_000_001).code == "MSG_Element_To_Long"


@pytest.mark.parametrize("missing", ["SenderID", "EnvelopeIdentifier", "SentDateTime", "Format", "Name", "SizeInBytes"])
def test_a_missing_element_is_named(missing):
    root = etree.fromstring(DOCUMENT.encode())
    (element,) = root.iter(f"{{{vans.NAMESPACE}}}{missing}")
    element.getparent().remove(element)
    assert missing in refused(etree.tostring(root)).text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('EndPointType="EAN"', 'EndPointType="GLN"'),
        (' EndPointType="EAN"', ""),
        ("<Document>", "<Document x='1'>"),
        ("<Name>", "<Name x='1'>"),
        ("<Document>", "tekst<Document>"),
        ("<Format>HL7", "<Format>FHIR"),
        ("<Format>HL7</Format>", ""),
        (f"<Identifier>{MESSAGE_ID}", "<Identifier>x"),
        ("<SizeInBytes>25", "<SizeInBytes>2147483648"),
        ("<SizeInBytes>25", "<SizeInBytes>mange"),
        ("<Type>reliable", "<Type>måske"),
        ("<TransformMessage>false", "<TransformMessage>nej"),
        (' name="MCM:MIME"', ""),
        ("<Version>5.0</Version>", "<Version></Version>"),
        ("<Version>5.0</Version>", "<Version>5.0</Version><Version>5.0</Version>"),
        ("<Name>", "<Name><b/>"),
        ("</Message>", "</Message><Message/>"),
        ("</Transport>", '<ServiceTag name="n">v</ServiceTag>' * 5 + "</Transport>"),
        ("5790009900016", " "),
        ("+01:00</SentDateTime>", "+0100</SentDateTime>"),
    ],
)
def test_the_structure_is_as_strict_as_the_schema(old, new):
    assert old in DOCUMENT
    assert refused(DOCUMENT.replace(old, new, 1)).path.startswith("VANSEnvelope")


def test_no_fault_repeats_what_somebody_wrote():
    assert "2509479989" not in refused(DOCUMENT.replace("<Format>HL7", "<Format>2509479989")).text
