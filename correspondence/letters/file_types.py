"""What a file is, by its first bytes: the six types a CareCommunication may carry.

What the sender or the file name claims decides nothing (ASVS 5.0, 5.2.2).
"""

from __future__ import annotations

_PDF_WINDOW = 1024  # readers accept a PDF header anywhere in the first kilobyte

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)
_BITMAP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def attachment_type(data: bytes) -> str:
    """The MIME type of the bytes, one of the six permitted ones, or "" when they are none of them.

    A PDF may have rubbish before its header only when the rubbish is no markup: HTML with a PDF
    header inside it is not a PDF to a browser.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if _is_bitmap(data):
        return "image/bmp"
    return "application/pdf" if _is_pdf(data) else ""


def _is_bitmap(data: bytes) -> bool:
    """ "BM" alone begins too much text, so the size of the header that follows must be a known one."""
    return data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BITMAP_HEADERS


def _is_pdf(data: bytes) -> bool:
    before, header, _after = data[:_PDF_WINDOW].partition(b"%PDF-")
    return bool(header) and b"<" not in before
