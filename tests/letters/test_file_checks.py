"""Files that are made to do harm: a script however it is hidden, floods of pixels and parts, two types at once."""

from __future__ import annotations

import struct
import zlib

import pytest

from correspondence.letters import file_checks, pdf_checks
from correspondence.letters.file_checks import Fault, Unfit, checked_type
from tests.writing.pages import GIF, JPEG, PDF, TIFF, png

SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"


def pdf(inside: bytes) -> bytes:
    return PDF.replace(b"endobj\n", b"endobj\n" + inside + b"\n")


def packed(objects: bytes, head: bytes = b"<< /Type /ObjStm /N 1 /Filter /FlateDecode >>") -> bytes:
    return pdf(head + b"\nstream\r\n" + zlib.compress(objects) + b"\r\nendstream")


def fault_of(data: bytes) -> str:
    with pytest.raises(Unfit) as unfit:
        checked_type(data)
    return unfit.value.fault


@pytest.mark.parametrize(
    "data",
    [
        pdf(SCRIPT),
        pdf(b"<</S/JavaScript/JS 5 0 R>>"),
        pdf(b"<< /S /J#61vaScript /JS (1) >>"),
        pdf(b"<< /S /#4A#61#76#61#53#63#72#69#70#74 /JS (1) >>"),
        pdf(b"<< /Names << /JavaScript 3 0 R >> >>"),
        pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        pdf(b"<< /S /Rendition /JS (1) >>"),
        packed(SCRIPT),
        packed(SCRIPT, b"<< /Filter /FlateDecode /DecodeParms << /Predictor 1 >> /Type /Obj#53tm >>"),
        packed(b"x" * 5000) + packed(b"y" + SCRIPT),
        pdf(b"% a comment that looks like a stream\n" + SCRIPT + b"\nendstream"),
    ],
)
def test_a_script_in_a_pdf_is_found_wherever_it_hides(data: bytes) -> None:
    assert fault_of(data) == Fault.ACTIVE


@pytest.mark.parametrize(
    "data",
    [
        # Three letters come up by chance in every fifth scanned document of some megabytes.
        pdf(b"<< /Length 9 >>\nstream\n\x93/JS\x81 \x00/JS(\nendstream"),
        pdf(b"(/Launched /JavaScripted /Renditions /Encryption)"),
        packed(b"<< /Type /Page >>"),
        pdf(b"<< /Type /ObjStm /Filter /LZWDecode >>\nstream\n\x80\x0b\x60\nendstream"),
        pdf(b"/ObjStm " * 50 + b"stream without an end"),
    ],
)
def test_an_honest_pdf_is_not_mistaken_for_one(data: bytes) -> None:
    assert checked_type(data) == "application/pdf"


@pytest.mark.parametrize("entry", [b"/Encrypt 5 0 R", b"/Encrypt<</Filter/Standard>>", b"/#45ncrypt 5 0 R"])
def test_a_locked_pdf(entry: bytes) -> None:
    assert fault_of(PDF.replace(b"/Type /Catalog", entry)) == Fault.ENCRYPTED


MOST_PARTS, MOST_UNPACKED = 500, 100_000  # many times more in earnest


@pytest.mark.parametrize(
    "data",
    [
        packed(b"\0" * (MOST_UNPACKED + 1)),
        pdf((b"/ObjStm stream " + zlib.compress(b"\0" * (MOST_UNPACKED // 40)) + b" endstream ") * 50),
        pdf(b"/ObjStm " * (MOST_PARTS + 1)),
        png()[:33] + (struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))) * (MOST_PARTS + 1),
        GIF[:-1] + b"!\xf9\0" * MOST_PARTS + b";",
        GIF[:-3] + b"\1a" * MOST_PARTS + GIF[-3:],
        b"\xff\xd8" + b"\xff" * (MOST_PARTS + 10) + JPEG[3:],
        b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0) + struct.pack("<I", 8),
        b"II*\0" + struct.pack("<I", 8) + b"\xff\xff" + b"\0" * 100,
    ],
    ids="unpacked many-unpacked many-packed png-chunks gif-empty gif-blocks jpeg-fill tiff-loop tiff-count".split(),
)
def test_a_flood_of_parts_is_not_read_to_its_end(data: bytes, monkeypatch) -> None:
    monkeypatch.setattr(file_checks, "MOST_PARTS", MOST_PARTS)
    monkeypatch.setattr(pdf_checks, "MOST_PACKED", MOST_PARTS)
    monkeypatch.setattr(pdf_checks, "MOST_UNPACKED", MOST_UNPACKED)
    assert fault_of(data) == Fault.DAMAGED


def gif_with_a_frame_of(width: int, height: int) -> bytes:
    return GIF.replace(b"\x2c\0\0\0\0\1\0\1\0", b"\x2c\0\0\0\0" + struct.pack("<HH", width, height))


def tiff_of_two_pages(width: int) -> bytes:
    sides = struct.pack("<HHII", 0x100, 4, 1, width) + struct.pack("<HHII", 0x101, 4, 1, width)
    return TIFF[:-4] + struct.pack("<I", len(TIFF)) + struct.pack("<H", 2) + sides + struct.pack("<I", 0)


def big_tiff(width: int) -> bytes:
    sides = struct.pack("<HHQII", 0x100, 4, 1, width, 0) + struct.pack("<HHQII", 0x101, 4, 1, width, 0)
    return b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 2) + sides + struct.pack("<Q", 0)


@pytest.mark.parametrize("make", [lambda side: gif_with_a_frame_of(side, side), tiff_of_two_pages, big_tiff])
def test_pixels_are_counted_in_every_picture_of_a_file(make) -> None:
    assert checked_type(make(9_000)).startswith("image/")
    assert fault_of(make(60_000)) == Fault.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<html><script>alert(1)</script>" + PDF, ""),
        (b"<?php system('x'); ?>\n" + PDF, ""),
        (b"PK\x03\x04" + PDF, "application/pdf"),
        (GIF + b"<script>alert(1)</script>", "image/gif"),
        (png() + b"PK\x03\x04<html><script>alert(1)</script>", "image/png"),
        (JPEG + b"<?php system('x'); ?>", "image/jpeg"),
        (b"GIF89a=1;alert(1)//", ""),
        (b"BM=1;alert(1)//" + b" " * 60, ""),
        (b"\xff\xd8<svg onload=alert(1)>", ""),
        (b"MZ\x90\x00" + b"\0" * 100, ""),
    ],
)
def test_what_is_two_things_at_once_is_one_or_none(data: bytes, kind: str) -> None:
    """What is let through is served as that type only, sandboxed and without guessing (test_attachments)."""
    if kind:
        assert checked_type(data) == kind
    else:
        assert fault_of(data) in (Fault.TYPE, Fault.DAMAGED)
