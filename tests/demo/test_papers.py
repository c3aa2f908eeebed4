"""The demo's files are real ones."""

import re
import struct
import zlib

import pytest

from correspondence.demo import papers
from correspondence.demo.pdf import make_pdf
from correspondence.demo.png import make_png
from correspondence.letters.file_types import attachment_type

FILES = [one for one in vars(papers).values() if isinstance(one, papers.Attachment)]


@pytest.mark.parametrize("paper", FILES, ids=lambda one: one.title)
def test_each_file_is_of_its_type_and_small(paper):
    assert attachment_type(paper.data) == paper.content_type
    assert 500 < len(paper.data) < 20_000


def test_danish_text_can_be_found_in_a_pdf():
    assert "Æblegrød på Ærø (små) – sådan".encode("cp1252") in make_pdf(
        "Opskrift", "Æblegrød på Ærø (små) – sådan"
    ).replace(b"\\(", b"(").replace(b"\\)", b")")


def test_the_table_of_a_pdf_points_at_its_objects():
    document = make_pdf("Prøve", "\n".join(f"Linje {one}" for one in range(100)))
    table = int(document.rpartition(b"startxref\n")[2].split()[0])
    places = [int(one[:10]) for one in document[table:].splitlines() if one.endswith(b" n ")]
    assert document[table:].startswith(b"xref\n")
    for number, place in enumerate(places, 1):
        assert document[place:].startswith(f"{number} 0 obj\n".encode())


def test_a_long_text_takes_more_pages():
    document = make_pdf("Prøve", "\n".join(f"Linje {one}" for one in range(100)))
    assert document.count(b"/Type /Page ") == 3
    assert b"side 3 af 3" in document


def test_the_streams_of_a_pdf_are_as_long_as_they_say():
    for length, content in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", make_pdf("A", "b\nc"), re.S):
        assert len(content) == int(length)


def test_a_png_holds_every_row_of_its_picture():
    document = make_png([1, 12, 0])
    position, chunks = 8, {}
    while position < len(document):
        (length,) = struct.unpack(">I", document[position : position + 4])
        kind, data = document[position + 4 : position + 8], document[position + 8 : position + 8 + length]
        assert struct.unpack(">I", document[position + 8 + length :][:4]) == (zlib.crc32(kind + data),)
        chunks[kind] = data
        position += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    assert len(zlib.decompress(chunks[b"IDAT"])) == height * (1 + 3 * width)
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
