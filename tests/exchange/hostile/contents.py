"""Whole documents of the corpus with something wrong inside: numbers, entries, files, times, ids, types."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from correspondence.letters.carecommunication.write import write
from correspondence.letters.letter import Attachment
from tests.correspondence.outside import PDF, PNG, resources, tree_of
from tests.exchange.hostile.cases import REFUSED, SET_ASIDE, TAKEN, Case, Make


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
