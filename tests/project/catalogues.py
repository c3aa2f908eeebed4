"""The committed translations as data, read without gettext's tools."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.project.source import APPS, ROOT

CATALOGUES = sorted(path for app in APPS for path in (ROOT / app / "locale").rglob("django.po"))
LINE = re.compile(r'(?:(msg\w+(?:\[\d\])?) )?(".*")$')


@dataclass(frozen=True)
class Entry:
    """One text. ``english`` and ``danish`` hold two forms where the text has a plural, otherwise one."""

    context: str
    english: tuple[str, ...]
    danish: tuple[str, ...]
    fuzzy: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.english[0]


def entries(catalogue: Path) -> list[Entry]:
    """Every entry of a .po file but its header."""
    blocks = catalogue.read_text("utf-8").strip().split("\n\n")
    return [entry for entry in map(_entry, blocks) if entry.english[0]]


def _entry(block: str) -> Entry:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if match := LINE.match(line):
            name = match[1] or name
            fields[name] = fields.get(name, "") + json.loads(match[2])
    return Entry(
        context=fields.get("msgctxt", ""),
        english=tuple(text for name, text in fields.items() if name.startswith("msgid")),
        danish=tuple(text for name, text in fields.items() if name.startswith("msgstr")),
        fuzzy=bool(re.search(r"^#,.*\bfuzzy\b", block, flags=re.MULTILINE)),
    )


def all_entries() -> Iterator[Entry]:
    for catalogue in CATALOGUES:
        yield from entries(catalogue)
