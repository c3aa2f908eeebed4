"""A resent document differs from the first one in its Bundle.id and its times, and in nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from correspondence.letters.carecommunication.renew import renew
from correspondence.letters.carecommunication.write import write
from correspondence.letters.letter import Attachment
from tests.letters.samples import first, forward, reply

NEW_ID = "7d0a5f4e-7c5f-4b6e-9a63-0d8a4c1f2b11"
NEW_TIME = "2025-03-04T15:40:00+01:00"
TRAPS = (
    '"target":[{"reference":"MessageHeader/1"}],"occurredDateTime":"x"',
    '<Bundle xmlns="http://hl7.org/fhir"><id value="1"/><Provenance>',
    '{"resourceType":"MessageHeader","id":"1"',
)


def renewed(letter):
    """The letter as somebody else would write it anew."""
    current = replace(letter.current, occurred=NEW_TIME, recorded=NEW_TIME)
    history = tuple(current if entry == letter.current else entry for entry in letter.history)
    return replace(letter, bundle_id=NEW_ID, timestamp=NEW_TIME, history=history)


@pytest.mark.parametrize("syntax", ["json", "xml"])
@pytest.mark.parametrize("letter", [first(), reply(), forward(), reply(text="\n".join(TRAPS))])
def test_only_the_bundle_id_and_the_times_change(letter, syntax):
    made = renew(write(letter, syntax=syntax), syntax=syntax, bundle_id=NEW_ID, timestamp=NEW_TIME)
    assert made == write(renewed(letter), syntax=syntax)


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_renewing_twice_is_renewing_once(syntax):
    document = write(reply(), syntax=syntax)
    twice = document
    for number in "12":
        at = f"2025-03-05T10:0{number}:00Z"
        twice = renew(twice, syntax=syntax, bundle_id=f"{NEW_ID[:-1]}{number}", timestamp=at)
    assert twice == renew(document, syntax=syntax, bundle_id=f"{NEW_ID[:-1]}2", timestamp="2025-03-05T10:02:00Z")


@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_a_large_attachment_stays_to_the_byte(syntax):
    letter = first(attachments=(Attachment("Plan", "application/pdf", b"%PDF-1.4\n" + bytes(range(256)) * 20_000),))
    made = renew(write(letter, syntax=syntax), syntax=syntax, bundle_id=NEW_ID, timestamp=NEW_TIME)
    assert made == write(renewed(letter), syntax=syntax)


@pytest.mark.parametrize("data", [b"", b"{}", b"<Bundle/>", b'{"resourceType":"Bundle","id":"1"}'])
@pytest.mark.parametrize("syntax", ["json", "xml"])
def test_what_we_have_not_written_is_not_touched(data, syntax):
    with pytest.raises(ValueError, match="own writing"):
        renew(data, syntax=syntax, bundle_id=NEW_ID, timestamp=NEW_TIME)
