"""What is common to both syntaxes when a document cannot be read."""

from __future__ import annotations

import codecs

from correspondence.letters.issues import Issue, UnreadableDocument

MAX_DEPTH = 100
_CHUNK = 1 << 20


def unreadable(text: str, *, code: str = "MSG_BAD_SYNTAX") -> UnreadableDocument:
    """The exception for a document of which nothing can be used; ``text`` is a Danish sentence."""
    return UnreadableDocument(Issue(code=code, path="Bundle", text=text, type="structure", rule="document_is_readable"))


def not_utf8() -> UnreadableDocument:
    return unreadable("Dokumentet er ikke i UTF-8.", code="MSG_BAD_FORMAT")


def too_deep() -> UnreadableDocument:
    return unreadable(f"Dokumentet er indlejret dybere end {MAX_DEPTH} niveauer.")


def require_utf8(data: bytes) -> None:
    """Raise UnreadableDocument unless ``data`` is UTF-8; works in pieces, to hold no second copy."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            decode(view[start : start + _CHUNK])
        decode(b"", True)
    except UnicodeDecodeError:
        raise not_utf8() from None
