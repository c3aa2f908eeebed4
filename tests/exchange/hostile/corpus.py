"""Broken and hostile documents, generated: each made from a valid message of its own, with what is to become of it.

TAKEN: it is a message all the same, answered ``ok``. REFUSED: it can be answered, with ``fatal-error``. SET_ASIDE:
there is nobody to answer, it waits with its reason. "" is any of these, never a fault of ours.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from correspondence.letters.carecommunication.write import write
from correspondence.letters.letter import Attachment, Letter
from tests.correspondence.outside import NOBODY, PDF, PNG, in_envelope, new_id, resources, tree_of

TAKEN, REFUSED, SET_ASIDE = "taken", "refused", "set aside"
DEEP = 100_000
FHIR = 'xmlns="http://hl7.org/fhir"'

Make = Callable[..., Letter]


@dataclass(frozen=True)
class Case:
    name: str
    data: bytes
    becomes: str


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


def numbers(make: Make) -> Iterator[Case]:
    """What readers of JSON understand in different ways."""

    def among(text: str) -> bytes:
        return write(make()).replace(b"{", b"{" + text.encode() + b",", 1)

    for text in ("9007199254740993", "-0", "1e400", "-1e-400", "1E+9999", "0.1000000000000000055511151231257827"):
        yield Case(f"number {text}", among(f'"surplus": {text}'), TAKEN)
    for text in (
        "NaN",
        "Infinity",
        "-Infinity",
        "01",
        "1.",
        ".5",
        "+1",
        "0x1",
        "1_0",
        "1" * 10_000,
        "tru",
        "None",
        "''",
    ):
        yield Case(f"no number {text[:10]}", among(f'"surplus": {text}'), SET_ASIDE)
    yield Case("two ids", among('"id": "other"'), SET_ASIDE)
    inside = write(make()).replace(b'"MessageHeader",', b'"MessageHeader","resourceType": "Bundle",', 1)
    yield Case("two names in a resource", inside, SET_ASIDE)
    yield Case("two names, one escaped", among('"\\u0069d": "other"'), SET_ASIDE)
    for escape in (r"\ud800", r"\udc00", r"\udfff\ud800", r"\u0000", r"\x41", r"\u12", "\x00", "\x1f", "\n"):
        text = write(make()).decode().replace("Bruno", f"Br{escape}uno", 1)
        yield Case(f"text with {escape!a}", text.encode(), SET_ASIDE)
        yield Case(f"name with {escape!a}", among(f'"a{escape}": 1'), SET_ASIDE)
    for reference in ("&#0;", "&#xD800;", "&#xFFFE;", "&#x110000;", "&#1;", "\x00", "\x01", "&", "<"):
        text = write(make(), syntax="xml").decode().replace("Bruno", f"Br{reference}uno", 1)
        yield Case(f"xml text with {reference!a}", text.encode(), SET_ASIDE)
    for mark in ("//", "/* */", "#"):
        yield Case(f"comment {mark}", write(make()).replace(b"{", f"{{{mark} x\n".encode(), 1), SET_ASIDE)
    yield Case("a comma too many", write(make()).rstrip()[:-1] + b",}", SET_ASIDE)


NO_ENTRIES: list[Any] = [None, {}, "x", 1, [None], [[]], ["x"], [{}], [{"resource": None}], [{"resource": []}]]
NO_TYPES: list[Any] = ["batch", "", None, [], 5]
NO_BUNDLES: list[Any] = ["Patient", "", None, 7, "Bundle\u0000"]
NO_TIMES: list[Any] = [5, None, {}, ["2025-01-01T00:00:00Z"], True]


def bundles(make: Make) -> Iterator[Case]:
    """Bundles of other shapes than a message has."""

    def changed(change: Callable[[dict[str, Any]], None]) -> bytes:
        tree = tree_of(make())
        change(tree)
        return json.dumps(tree).encode()

    def crowd(tree: dict[str, Any]) -> None:
        one = resources(tree, "Organization")[0]
        more = 1167 - len(tree["entry"])
        tree["entry"] += [
            {"fullUrl": f"https://example.org/Organization/{n}", "resource": {**one, "id": str(n)}} for n in range(more)
        ]

    def without(kind: str) -> Callable[[dict[str, Any]], None]:
        def change(tree: dict[str, Any]) -> None:
            tree["entry"] = [one for one in tree["entry"] if one["resource"]["resourceType"] != kind]

        return change

    def twice(kind: str) -> Callable[[dict[str, Any]], None]:
        def change(tree: dict[str, Any]) -> None:
            (first, *_) = resources(tree, kind)
            again = {"fullUrl": f"https://example.org/{kind}/2", "resource": {**first, "id": "2"}}
            tree["entry"].append(again)

        return change

    yield Case("1,167 entries", changed(crowd), TAKEN)
    yield Case("no entries", changed(lambda tree: tree.update(entry=[])), SET_ASIDE)
    for value in NO_ENTRIES:
        yield Case(f"entry is {value}", changed(partial(dict.update, entry=value)), SET_ASIDE)
    for kind in ("Patient", "Communication", "Provenance", "PractitionerRole", "Practitioner"):
        yield Case(f"without {kind}", changed(without(kind)), REFUSED)
    for kind in ("MessageHeader", "Organization"):
        yield Case(f"without {kind}", changed(without(kind)), SET_ASIDE)
    for kind in ("Patient", "Communication", "MessageHeader"):
        yield Case(f"two of {kind}", changed(twice(kind)), REFUSED)
    for kind in NO_TYPES:
        yield Case(f"type is {kind}", changed(partial(dict.update, type=kind)), REFUSED)
    yield Case("the header last", changed(lambda tree: tree["entry"].reverse()), REFUSED)
    for name in NO_BUNDLES:
        data = changed(partial(dict.update, resourceType=name))
        yield Case(f"resourceType is {name!r}", data, SET_ASIDE if name == "Bundle\u0000" else REFUSED)


def files(make: Make) -> Iterator[Case]:
    """Attachments that are not what they say."""

    def with_file(**fields: Any) -> bytes:
        tree = tree_of(make(attachments=(Attachment("Fil", "application/pdf", PDF),)))
        attachment = resources(tree, "Communication")[0]["payload"][1]["contentAttachment"]
        attachment.update(fields)
        return json.dumps({**tree}).encode()

    good = base64.b64encode(PDF).decode()
    rubbish = (
        "!",
        "====",
        "A",
        good + "=",
        good[:-1],
        good.replace("J", "-"),
        "data:,x",
        good + "\u00e6",
        "\ud83d\ude00",
    )
    for text in rubbish:
        yield Case(f"base64 {text[:8]!a}, {len(text)}", with_file(data=text), REFUSED)
    no_text: list[Any] = [7, [], {}, True, [good]]
    for value in no_text:
        yield Case(f"data is {value}"[:30], with_file(data=value), REFUSED)
    for data in (
        b"MZ\x90\x00",
        b"<html><script>1</script>",
        b"PK\x03\x04",
        b"<svg onload='x'/>",
        b"\x1aE\xdf\xa3",
        b"x",
    ):
        yield Case(f"bytes {data[:6]!r}", with_file(data=base64.b64encode(data).decode()), REFUSED)
    for mime in ("text/html", "video/mp4", "image/svg+xml", "", "x", "application/pdf; a=b", "a" * 10_000):
        yield Case(f"type {mime[:20]!r}", with_file(contentType=mime), REFUSED)
    yield Case("an image that says it is a PDF", with_file(data=base64.b64encode(PNG).decode()), TAKEN)
    for size in (0, -1, 2**53 + 1, 10**400):
        yield Case(f"size {str(size)[:20]}", with_file(size=size), TAKEN)
    yield Case("size in words", with_file(size="many"), REFUSED)
    yield Case("a wrong hash", with_file(hash="AAAA"), TAKEN)
    eleven = make(attachments=tuple(Attachment(f"Fil {n}", "application/pdf", PDF) for n in range(11)))
    yield Case("eleven files", write(eleven), TAKEN)


def dates(make: Make) -> Iterator[Case]:
    """Times outside every calendar, where the text, the message and the bundle say when."""
    good = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00")
    bad: tuple[str, ...] = (
        "9999-12-31T23:59:59-14:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "10000-01-01T00:00:00Z",
        "2025-02-30T00:00:00Z",
    )
    bad += ("2025-13-01T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T00:00:00", "2025-01-01", "2025", "i går", "")
    bad += ("2025-01-01T00:00:00+99:99", "2025-01-01T00:00:00Z\n", "２０２５-01-01T00:00:00Z", "1" * 10_000)
    for time in (*good, *bad):
        for place in ("text", "message", "bundle"):
            yield Case(f"{place} of {time[:30]!a}", _at(make, place, time), TAKEN if time in good else REFUSED)
    for value in NO_TIMES:
        for place in ("text", "message", "bundle"):
            yield Case(f"{place} of {value}", _at(make, place, value), REFUSED)


def _at(make: Make, place: str, time: Any) -> bytes:
    tree = tree_of(make())
    if place == "bundle":
        tree["timestamp"] = time
    elif place == "message":
        (provenance,) = resources(tree, "Provenance")
        provenance["occurredDateTime"] = time
    else:
        for one in resources(tree, "Communication")[0]["payload"][0]["extension"]:
            if "valueDateTime" in one:
                one["valueDateTime"] = time
    return json.dumps(tree).encode()


def long_ids(make: Make) -> Iterator[Case]:
    """Ten thousand characters where an id stands, and nothing, and what is none."""
    for text in ("x" * 10_000, "urn:uuid:" + "0" * 10_000, " ", "../../etc/passwd", "a\nb", "'; drop table x; --"):
        for place in ("bundle", "header", "thread", "segment", "patient", "sor", "gln", "name"):
            yield Case(f"{place} {text[:12]!a}", _named(make, place, text), "")


def _named(make: Make, place: str, text: str) -> bytes:
    letter = make()
    source = write(letter).decode()
    old = {
        "bundle": letter.bundle_id,
        "header": letter.message_header_id,
        "thread": letter.communication_identifier,
        "segment": letter.segments[0].identifier,
        "patient": letter.citizen.identifiers[0].value,
        "sor": letter.sender.sor_code,
        "gln": letter.sender.gln,
        "name": letter.sender.name,
    }[place]
    return source.replace(json.dumps(old)[1:-1], json.dumps(text)[1:-1]).encode()


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


def replace_data(envelope: bytes, data: bytes) -> bytes:
    """The envelope with other content, in base64 as it should be."""
    return with_data(envelope, base64.b64encode(data).decode())


def with_data(envelope: bytes, text: str) -> bytes:
    before, _, rest = envelope.partition(b"<Data>")
    _, end, after = rest.partition(b"</Data>")
    return before + b"<Data>" + text.encode() + end + after


WRONG: list[Any] = [None, [], {}, "x", 7, True, [None], {"reference": 5}, [[]]]


def mistyped(make: Make) -> Iterator[Case]:
    """Every element of every resource, once as something else than it is."""
    letter = make(attachments=(Attachment("Fil", "application/pdf", PDF),))
    number = 0
    for at, entry in enumerate(tree_of(letter)["entry"]):
        for name in entry["resource"]:
            number += 1
            wrong = WRONG[number % len(WRONG)]
            tree = tree_of(replace(make(attachments=(Attachment("Fil", "application/pdf", PDF),))))
            tree["entry"][at]["resource"][name] = wrong
            kind = entry["resource"]["resourceType"]
            yield Case(f"{kind}.{name} is {wrong}", json.dumps(tree).encode(), "")


FAMILIES = [truncated, encoded, nested, bombs, numbers, bundles, files, dates, long_ids, envelopes, mistyped]
