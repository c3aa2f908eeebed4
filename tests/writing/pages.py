"""The writing pages as a person uses them, without a browser: open, fill in, press."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from correspondence.letters.letter import Letter
from correspondence.models import Delivery, Draft
from portal.models import User
from tests.correspondence.outside import sent_letter

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x02\x00\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00\x3b"
BMP = (
    b"BM"
    + struct.pack("<IHHI", 58, 0, 0, 54)
    + struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0)
    + b"\0" * 4
)
TIFF = (
    b"II*\x00"
    + struct.pack("<IH", 8, 2)
    + struct.pack("<HHIHH", 0x100, 3, 1, 1, 0)
    + struct.pack("<HHIHH", 0x101, 3, 1, 1, 0)
    + struct.pack("<I", 0)
)


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


FILES = {
    "application/pdf": ("Udskrivningsplan.pdf", PDF),
    "image/jpeg": ("Foto.jpg", JPEG),
    "image/png": ("Skærm.png", png()),
    "image/gif": ("Graf.gif", GIF),
    "image/tiff": ("Scanning.tiff", TIFF),
    "image/bmp": ("Tegning.bmp", BMP),
}


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


@dataclass
class Page:
    """One writing page, opened by ``user``; ``form`` is what stands in it."""

    client: Client
    url: str
    form: dict[str, Any]
    response: Any = None

    def fill(self, **values: Any) -> Page:
        self.form |= values
        return self

    def press(self, step: str, **values: Any) -> Page:
        """Press a button: the whole form goes along; then read what comes back."""
        self.response = self.client.post(self.url, {**self.form, **values, "do": step})
        if self.response.status_code == 302 and "/samtale/" not in self.response["Location"]:
            self.url = self.response["Location"].partition("#")[0]
            self.response = self.client.get(self.url)
        self._read()
        return self

    def attach(self, *files: tuple[str, bytes]) -> Page:
        return self.press("attach", files=[upload(name, data) for name, data in files])

    def send(self, **values: Any) -> Letter:
        """Press "Send" and return what lies in the outbox."""
        self.press("send", **values)
        assert self.response.status_code == 302, faults(self)
        return sent_letter(delivery())

    def reopen(self) -> Page:
        self.response = self.client.get(self.url)
        self._read()
        return self

    def _read(self) -> None:
        if (context := self.response.context) is None or "form" not in context:
            return
        form = context["form"]
        self.form = {name: form[name].value() for name in form.fields}
        if draft := context["desk"].draft:
            self.form["saved"] = draft.mark
        self.form["page"] = str(context["page_id"])
        for one in context["files"]:
            self.form |= {one.form.add_prefix(name): one.form[name].value() for name in one.form.fields}
        self.form = {name: value for name, value in self.form.items() if value not in (None, False)}


def open_page(client: Client, user: User, url: str) -> Page:
    client.force_login(user)
    page = Page(client, url, {})
    return page.reopen()


def new_page(client: Client, user: User, mailbox: Any, **values: Any) -> Page:
    """A new message about Bruno, filled in but for the receiver."""
    page = open_page(client, user, reverse("write", args=[mailbox.pk]))
    written = {
        "citizen_number": "250947-9989",
        "citizen_given": "Bruno Test",
        "citizen_family": "Elmer",
        "category": "discharge",
        "topic": "Udskrivelse",
        "text": "Kære kollega.\r\n\r\nHar I plads?",
    }
    return page.fill(**{**written, **values})


def delivery() -> Delivery:
    """The message queued last."""
    return Delivery.objects.filter(message__isnull=False).latest("created_at", "message_id")


def document() -> bytes:
    from correspondence.files import read_document

    return read_document(delivery().stored_as)


def faults(page: Page) -> str:
    form = page.response.context and page.response.context.get("form")
    return str(form.errors) if form else f"{page.response.status_code}"


def drafts() -> list[Draft]:
    return list(Draft.objects.filter(message=None).order_by("pk"))
