"""``manage.py validate``: our own rules, and the official validator where there is one; nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from correspondence.exchange.open import open_document
from correspondence.letters.issues import Issue, UnreadableDocument, errors, unread_file


class Command(BaseCommand):
    help = "Check files against the rules of the standard. Exit status 1 when any has an error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = sum(self._check(Path(name), as_json=options["json"]) for name in options["files"])
        if faulty:
            raise CommandError(f"{faulty} of {len(options['files'])} files have errors.", returncode=1)

    def _check(self, path: Path, *, as_json: bool) -> bool:
        """Write the verdict on one file; True when it has errors."""
        kind, issues = _issues(path)
        bad = bool(errors(issues))
        if as_json:
            found = {"file": str(path), "valid": not bad, "kind": kind, "issues": [one.as_data() for one in issues]}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.stdout.write(f"{path}: {'invalid' if bad else 'valid'} {kind}".rstrip())
            for one in issues:
                self.stdout.write(f"  {one.severity}: {one.path}: {one.text} [{one.code}]")
        return bad


def _issues(path: Path) -> tuple[str, list[Issue]]:
    try:
        reading = open_document(path.read_bytes()).reading
    except UnreadableDocument as unreadable:
        return "", unreadable.issues
    except OSError as error:
        return "", [unread_file(error)]
    return reading.kind.value, reading.issues
