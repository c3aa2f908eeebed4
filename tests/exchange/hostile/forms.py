"""Broken documents of the corpus: cut short, in other encodings, nested, with entities, in broken envelopes."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator

from correspondence.letters.carecommunication.write import write
from tests.correspondence.outside import NOBODY, PDF, in_envelope, new_id, tree_of
from tests.exchange.hostile.cases import REFUSED, SET_ASIDE, TAKEN, Case, Make, replace_data, with_data

DEEP = 100_000
FHIR = 'xmlns="http://hl7.org/fhir"'


def truncated(make: Make) -> Iterator[Case]:
    """Cut once at every kind of place: before each structural character at each depth, in each tag of XML."""
    source, xml, envelope = write(make()), write(make(), syntax="xml"), in_envelope(make())
    depth, seen = 0, set()
    for at, sign in enumerate(source.decode("latin-1")):
        if sign in "{}[]:,":
            depth += (sign in "{[") - (sign in "}]")
            if (sign, depth) not in seen and at:
                seen.add((sign, depth))
                yield Case(f"json cut before {sign} at depth {depth}", source[:at], SET_ASIDE)
    for syntax, data in (("xml", xml), ("envelope", envelope)):
        for place in _first_of_each_tag(data):
            yield Case(f"{syntax} cut at {data[place : place + 20]!r}", data[:place], SET_ASIDE)
    for share in range(1, 10):
        inner = replace_data(in_envelope(make()), source[: len(source) * share // 10])
        yield Case(f"envelope with {share} tenths of a message", inner, SET_ASIDE)
        text = base64.b64encode(write(make()))[: 100 * share + 1].decode()
        yield Case(f"envelope with broken base64, {share}", with_data(in_envelope(make()), text), SET_ASIDE)


def _first_of_each_tag(data: bytes) -> list[int]:
    places: dict[bytes, int] = {}
    for found in re.finditer(rb"</?[A-Za-z]+", data):
        places.setdefault(found[0], found.end())
    return [place for place in places.values() if place > 60]


def every_cut(make: Make) -> Iterator[bytes]:
    """All of them, at every structural character there is. Too many for the database."""
    for data in (write(make()), write(make(), syntax="xml"), in_envelope(make())):
        end = len(data.rstrip())
        for found in re.finditer(rb"[{}\[\]:,<>\"=]", data):
            if 0 < found.start() < end - 1:
                yield data[: found.start()]


ENCODINGS = "utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be utf-7 cp500 cp037 latin-1 cp1252".split()


def encoded(make: Make) -> Iterator[Case]:
    """Everything but UTF-8, with and without a byte order mark; compressed; packed twice."""
    for encoding in ENCODINGS:
        text = write(make(text="Æbler på træet", topic="Blåbær")).decode()
        yield Case(f"json in {encoding}", text.encode(encoding), SET_ASIDE)
        xml = write(make(text="Æbler på træet"), syntax="xml").decode()
        # UTF-7 is ASCII to everybody else: a message with strange words in strange places.
        yield Case(f"xml in {encoding}", xml.encode(encoding), REFUSED if encoding == "utf-7" else SET_ASIDE)
        yield Case(f"envelope in {encoding}", in_envelope(make()).decode().encode(encoding), _of_envelope(encoding))
    mark = b"\xef\xbb\xbf"
    for syntax in ("json", "xml"):
        data = write(make(), syntax=syntax)
        yield Case(f"{syntax} with a byte order mark", mark + data, TAKEN)
        yield Case(f"{syntax} with two byte order marks", mark + mark + write(make(), syntax=syntax), SET_ASIDE)
        yield Case(f"{syntax} after spaces", b" \r\n\t" + write(make()), TAKEN)
        yield Case(f"{syntax} before rubbish", write(make(), syntax=syntax) + b"\x00\xff", SET_ASIDE)
        yield Case(f"{syntax} twice", write(make(), syntax=syntax) * 2, SET_ASIDE)
        yield Case(f"{syntax} in gzip", gzip.compress(write(make(), syntax=syntax)), SET_ASIDE)
        yield Case(f"{syntax} in base64", base64.b64encode(write(make(), syntax=syntax)), SET_ASIDE)
        yield Case(f"{syntax} as a text in JSON", json.dumps(write(make(), syntax=syntax).decode()).encode(), SET_ASIDE)
        yield Case(f"{syntax} with one byte of Latin-1", data.replace(b"Bruno", b"Br\xe6no", 1), SET_ASIDE)
    for word in (b"UTF-16", b"latin-1", b"x-unknown", b"EBCDIC-CP-US"):
        declared = b'<?xml version="1.0" encoding="%s"?>' % word + _bare(write(make(), syntax="xml"))
        yield Case(f"xml that says it is {word.decode()}", declared, SET_ASIDE)
    yield Case("envelope with a byte order mark", mark + in_envelope(make()), TAKEN)


def _of_envelope(encoding: str) -> str:
    """ASCII is the same in some of them."""
    return TAKEN if encoding in ("latin-1", "cp1252") else SET_ASIDE


def _bare(xml: bytes) -> bytes:
    return re.sub(rb"^<\?xml[^>]*\?>\s*", b"", xml)


def nested(make: Make) -> Iterator[Case]:
    """Depth without end, in each syntax and in the envelope."""
    tags = b"<a>" * DEEP
    shapes = {
        "json lists": b'{"a":' + b"[" * DEEP + b"]" * DEEP + b"}",
        "json objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "json lists unfinished": b"[" * DEEP,
        "json objects unfinished": b'{"a":' * DEEP,
        "xml elements": f"<Bundle {FHIR}>".encode() + tags + b"</a>" * DEEP + b"</Bundle>",
        "xml elements unfinished": f"<Bundle {FHIR}>".encode() + tags,
    }
    for name, data in shapes.items():
        yield Case(name, data, SET_ASIDE)
        yield Case(f"envelope with {name}", replace_data(in_envelope(make()), data), SET_ASIDE)
    deep = in_envelope(make()).replace(b"<Data>", b"<Data>" + tags)
    yield Case("envelope with elements in its content", deep, SET_ASIDE)
    tree = tree_of(make())
    tree["surplus"] = json.loads("[" * 90 + "]" * 90)
    yield Case("json with a deep surplus element", json.dumps(tree).encode(), TAKEN)


def bombs(make: Make) -> Iterator[Case]:
    """Entities and documents that would be fetched or grow."""
    start = "<!DOCTYPE x ["
    types = {
        "billion laughs": start + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)) + "]>",
        "quadratic": f'{start}<!ENTITY a "{"a" * 50_000}">]>',
        "external file": f'{start}<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        "external address": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "public address": '<!DOCTYPE x PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">',
        "parameter entity": f'{start}<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
        "empty doctype": "<!DOCTYPE Bundle>",
        "doctype after a comment": "<!-- x --><!DOCTYPE Bundle>",
        "doctype after many comments": "<!-- x -->" * 10_000 + "<!DOCTYPE Bundle>",
    }
    for name, doctype in types.items():
        xml = doctype.encode() + _bare(write(make(), syntax="xml")).replace(b"Bruno", b"&a;", 1)
        yield Case(f"xml: {name}", xml, SET_ASIDE)
        yield Case(f"envelope: {name}", doctype.encode() + _bare(in_envelope(make())), SET_ASIDE)
        yield Case(f"in an envelope: {name}", replace_data(in_envelope(make()), xml), SET_ASIDE)
    entity = write(make(), syntax="xml").replace(b"Bruno", b"&a;", 1)
    yield Case("xml with an entity nobody declares", entity, SET_ASIDE)
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/></Bundle>'
    yield Case("xml with an inclusion", write(make(), syntax="xml").replace(b"</Bundle>", include), TAKEN)
    style = b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + _bare(write(make(), syntax="xml"))
    yield Case("xml with a style sheet", style, TAKEN)


def envelopes(make: Make) -> Iterator[Case]:
    """Envelopes that are broken themselves, or hold something else."""

    def changed(old: str, new: str) -> bytes:
        data = in_envelope(make()).decode()
        found = re.sub(old, lambda _: new, data, count=1, flags=re.DOTALL)
        assert found != data, old
        return found.encode()

    inner = in_envelope(make())
    yield Case("envelope in an envelope", replace_data(in_envelope(make()), inner), SET_ASIDE)
    ten = inner
    for _ in range(10):
        ten = replace_data(in_envelope(make()), ten)
    yield Case("envelope in ten envelopes", ten, SET_ASIDE)
    for name, data in {"nothing": b"", "a PDF": PDF, "a zero": b"\0", "a list": b"[]", "spaces": b"   "}.items():
        yield Case(f"envelope with {name}", replace_data(in_envelope(make()), data), SET_ASIDE)
    for text in ("!", "=", "AAA", "A===", "æ", "&lt;", "<b/>", "AA AA=A"):
        yield Case(f"envelope with data {text}", with_data(in_envelope(make()), text), SET_ASIDE)
    for size in ("0", "1", "2147483647", "-1"):
        yield Case(f"envelope of size {size}", changed(r"(?<=<SizeInBytes>)\d+", size), TAKEN)
    for size in ("2147483648", "1e3", "x", "", "9" * 10_000):
        yield Case(f"envelope of size {size[:12]}", changed(r"(?<=<SizeInBytes>)\d+", size), SET_ASIDE)
    yield Case("envelope that says XML of JSON", changed("fhir[+]json", "fhir+xml"), TAKEN)
    yield Case("envelope that says another type", changed("application/fhir[+]json", "video/mp4"), TAKEN)
    yield Case("envelope of another version", changed("vans-envelope:1.0.4", "vans-envelope:9.9.9"), SET_ASIDE)
    for identifier in ("x", "", "0" * 10_000, "{" + new_id() + "}", new_id()[:-1]):
        data = changed("(?<=<EnvelopeIdentifier>)[^<]+", identifier)
        yield Case(f"envelope named {identifier[:8]!r}", data, SET_ASIDE)
    for time in ("0000-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "2025-02-30T00:00:00Z", "x", "", "2025"):
        yield Case(f"envelope sent {time!r}", changed("(?<=<SentDateTime>)[^<]+", time), SET_ASIDE)
    yield Case("envelope to nobody of ours", in_envelope(make(), receiver_gln=NOBODY.gln), REFUSED)
    yield Case("envelope of another category", changed("#discharge", "#training"), TAKEN)
    yield Case("envelope with another format", changed("HL7", "EDIFACT"), TAKEN)
    yield Case("envelope with two messages", changed("<Message>.*</Message>", _twice(inner)), SET_ASIDE)
    yield Case("envelope with neither", changed("<Message>.*</Message>", ""), SET_ASIDE)
    yield Case("envelope without a sender", changed("<SenderID.*?</SenderID>", ""), SET_ASIDE)


def _twice(envelope: bytes) -> str:
    found = re.search(rb"<Message>.*</Message>", envelope, re.DOTALL)
    assert found
    return found[0].decode() * 2
