"""Bytes in Django's storage: raw documents, outgoing documents, attachments. Written once, never edited."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


def store_document(folder: str, data: bytes) -> str:
    """Store one document under a name of its own in ``folder``; returns the storage name."""
    return default_storage.save(f"{folder}/{_shelf()}", ContentFile(data))


def store_stream(folder: str, stream: BinaryIO) -> str:
    """The same for a file too large to hold in memory."""
    return default_storage.save(f"{folder}/{_shelf()}", File(stream))


def read_document(stored_as: str) -> bytes:
    with default_storage.open(stored_as, "rb") as file:
        return file.read()


def store_attachment(data: bytes) -> tuple[str, str]:
    """Store the bytes under their own sha256, once however often they come; returns (storage name, sha256)."""
    sha256 = hashlib.sha256(data).hexdigest()
    name = f"attachments/{sha256[:2]}/{sha256}"
    if not default_storage.exists(name):
        # Two workers may store the same bytes at once: the loser's copy gets another name and is as good.
        name = default_storage.save(name, ContentFile(data))
    return name, sha256


def _shelf() -> str:
    """A fresh name, in a folder for the hour: millions of files stay listable, and what comes together lies together,
    so that there are few folders to write down."""
    return f"{datetime.now(UTC):%Y%m%d/%H}/{uuid.uuid4().hex}"
