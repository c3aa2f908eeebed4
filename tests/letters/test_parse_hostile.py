"""Documents made to exhaust the reader end in a refusal, soon and in little memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from correspondence.letters.fhir.parse import parse
from correspondence.letters.issues import UnreadableDocument
from correspondence.letters.reading import read_document
from tests.letters import make

DEEP = 100_000

ROOT = "<Bundle xmlns='http://hl7.org/fhir'>"
BOMBS = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>{ROOT}&b;</Bundle>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>{ROOT}{"&a;" * 1000}</Bundle>',
    "external file": f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>{ROOT}&a;</Bundle>',
    "external address": f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">{ROOT}</Bundle>',
    "parameter entity": f'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>{ROOT}</Bundle>',
}
RESOURCES = "<resource><Bundle><entry>" * 60 + "</entry></Bundle></resource>" * 60
NESTED = {
    "json lists": b'{"a": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "json objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "json unfinished": b'{"a": ' + b"[" * DEEP,
    "json just too deep": b'{"a": ' + b"[" * 120 + b"]" * 120 + b"}",
    "xml elements": f"{ROOT}{'<a>' * DEEP}{'</a>' * DEEP}</Bundle>".encode(),
    "xml just too deep": f"{ROOT}{'<a>' * 120}{'</a>' * 120}</Bundle>".encode(),
    "xml extensions": f"{ROOT}{'<extension>' * 150}{'</extension>' * 150}</Bundle>".encode(),
    "xml resources": f"{ROOT}<entry>{RESOURCES}</entry></Bundle>".encode(),
}
MEGABYTE = 1 << 20


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        parse(data)
    return caught.value.issues[0].text


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS)
def test_a_doctype_is_refused_before_it_is_read(source):
    assert "DOCTYPE" in refused(source.encode())


@pytest.mark.parametrize("data", NESTED.values(), ids=NESTED)
def test_endless_nesting_is_refused_in_little_memory(data):
    tracemalloc.start()
    try:
        assert "indlejret" in refused(data)
        assert tracemalloc.get_traced_memory()[1] < len(data) * 4 + 20 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_deep_narrative_is_only_text():
    depth = 150
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{"<b>" * depth}x{"</b>" * depth}</div>'
    tree = make.minimal()
    make.the(tree, "Patient")["text"]["div"] = div
    assert parse(make.as_xml(tree))[1] == tree


def test_xinclude_and_schema_locations_fetch_nothing(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("<id value='stolen'/>")
    source = (
        f'<Bundle xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="http://hl7.org/fhir http://127.0.0.1:9/x.xsd">'
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}"/><id value="own"/></Bundle>'
    )
    assert parse(source.encode())[1] == {"resourceType": "Bundle", "id": "own"}


@pytest.mark.parametrize("write", [make.as_json, make.as_xml], ids=["json", "xml"])
def test_a_message_of_the_largest_size_is_read_without_many_copies(write):
    tree = make.full()
    size = 40 * MEGABYTE
    the_file = make.the(tree, "Communication")["payload"][3]["contentAttachment"]
    the_file["data"] = "JVBERi0x" + "A" * (size - 8)
    data = write(tree)
    del tree, the_file
    tracemalloc.start()
    try:
        reading = read_document(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reading.letter is not None
    attachment = reading.letter.segments[3].attachment
    assert attachment is not None
    assert len(attachment.data or b"") == size // 4 * 3
    assert peak < 2.2 * size  # the base64 and its bytes; the XML parser's own copy is not counted


ATTRIBUTES = " ".join(f"a{number}=''" for number in range(20_000))
CROWDS = {
    "resources": b'{"entry": [' + b'{"resource": {"resourceType": "Organization"}},' * 50_000 + b"{}]}",
    "names": b"{" + b",".join(b'"%d": ""' % number for number in range(200_000)) + b"}",
    "elements": f"{ROOT}{'<entry/>' * 200_000}</Bundle>".encode(),
    "attributes": f"{ROOT}<id {ATTRIBUTES}/></Bundle>".encode(),
    "element names": f"{ROOT}{''.join(f'<n{number}/>' for number in range(100_000))}</Bundle>".encode(),
}


@pytest.mark.parametrize("data", CROWDS.values(), ids=CROWDS)
def test_many_small_things_are_no_letter(data):
    assert read_document(data).letter is None


def test_many_faults_make_a_short_answer():
    tree = make.minimal()
    make.the(tree, "Communication")["payload"] *= 20_000
    reading = read_document(make.as_json(tree))
    assert {issue.rule for issue in reading.issues} == {"payload_identifiers_are_distinct"}
    assert len(reading.issues) == 50
