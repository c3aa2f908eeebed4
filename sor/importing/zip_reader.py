"""``SOR_complete.zip``: the units and, beside them, the location numbers and what can be sent to each."""

from __future__ import annotations

import re
import zipfile
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from sor.importing.csv_reader import open_csv
from sor.importing.rows import Refused, Source
from sor.models import SourceKind

# The whole register with its history is some hundred MB of text, which packs about ten to one.
MAX_ENTRIES = 50
MAX_BYTES = 3_000_000_000
MAX_RATIO = 200
_RATIO_COUNTS_FROM = 10_000_000
_WANTED = re.compile(r"(sor_?entity|locations?code).*\.csv", re.IGNORECASE)
_UNITS = re.compile(r"sor_?entity", re.IGNORECASE)


def open_zip(path: Path) -> Source:
    """The Source of all that the archive holds. Raises Refused, also for an archive made to fill the machine."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Refused(_("%(file)s: cannot be read: %(error)s") % {"file": path.name, "error": error}) from error
    _demand_harmless(archive, path.name)
    parts = [_part(archive, entry) for entry in _wanted(archive, path.name)]
    fields = [part.fields for part in parts if part.fields]
    return Source(
        SourceKind.COMPLETE,
        chain.from_iterable(part.items for part in parts),
        frozenset.intersection(*fields),
        any(part.tells_types for part in parts),
    )


def _demand_harmless(archive: zipfile.ZipFile, name: str) -> None:
    """By the sizes the archive states: reading stops at the stated size of each entry."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused(
            _("%(file)s: holds %(count)s files, more than %(limit)s")
            % {"file": name, "count": len(entries), "limit": MAX_ENTRIES}
        )
    for entry in entries:
        if entry.file_size > max(_RATIO_COUNTS_FROM, MAX_RATIO * entry.compress_size):
            raise Refused(
                _("%(file)s: %(entry)s unpacks to more than %(limit)s times its size")
                % {"file": name, "entry": entry.filename, "limit": MAX_RATIO}
            )
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise Refused(_("%(file)s: unpacks to more than %(limit)s bytes") % {"file": name, "limit": MAX_BYTES})


def _wanted(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """The entries we read, by their own names: nothing is ever written under a name from the archive."""
    wanted = [entry for entry in archive.infolist() if _WANTED.fullmatch(PurePosixPath(entry.filename).name)]
    if not any(_UNITS.match(PurePosixPath(entry.filename).name) for entry in wanted):
        found = ", ".join(entry.filename for entry in archive.infolist()) or "–"
        raise Refused(_("%(file)s: holds no SorEntity….csv. Files found: %(found)s") % {"file": name, "found": found})
    return wanted


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Source:
    return open_csv(PurePosixPath(entry.filename).name, partial(archive.open, entry))
