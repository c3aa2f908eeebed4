"""Which reader a file is for, and whether it is the whole register."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext as _

from sor.importing.csv_reader import open_csv
from sor.importing.rows import Refused, Source
from sor.importing.xml_reader import open_xml
from sor.importing.zip_reader import open_zip

_HEAD_BYTES = 4096
# The names under which the register publishes all of itself; anything else is taken for a part of it.
_WHOLE = re.compile(r"sor_?entity_?daily|sor_?complete", re.IGNORECASE)


def open_source(path: Path) -> Source:
    """The file's Source, by its first bytes. Raises Refused."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError as error:
        raise Refused(
            _("%(file)s: cannot be read: %(error)s") % {"file": path.name, "error": error.strerror or error}
        ) from error
    if head.startswith(b"PK"):
        return open_zip(path)
    if head.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        return open_xml(path)
    return open_csv(path.name, lambda: path.open("rb"))


def is_whole(names: list[str]) -> bool:
    """Whether files with these names are the whole register, so that a unit missing from them is closed."""
    return any(_WHOLE.match(name) for name in names)


def digest(paths: list[Path]) -> str:
    """SHA-256 of the files, one after the other, as hexadecimal digits. Raises Refused."""
    total = sha256()
    try:
        for path in paths:
            with path.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    total.update(chunk)
    except OSError as error:
        raise Refused(
            _("%(file)s: cannot be read: %(error)s") % {"file": path.name, "error": error.strerror or error}
        ) from error
    return total.hexdigest()
