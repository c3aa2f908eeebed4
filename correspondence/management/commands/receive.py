"""``manage.py receive``: take files in by the same way as the worker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from correspondence.exchange.inbound import process
from correspondence.exchange.store import Incoming, store_file
from correspondence.models import RawDelivery
from correspondence.queries.raw import report, report_unread
from portal import clock


class Command(BaseCommand):
    help = (
        "Receive VANSEnvelope, CareCommunication or Acknowledgement files (FHIR JSON or XML). Exit status 0 when every "
        "file was dealt with, refused ones included; 1 when one could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--create-mailboxes",
            action="store_true",
            help="first make a unit and a mailbox for an unknown receiver (tests and certification)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = []
        for name in options["files"]:
            try:
                self._take(Path(name), options)
            except OSError as error:
                unreadable.append(name)
                self._tell_unread(Path(name), error, as_json=options["json"])
        if unreadable:
            raise CommandError(f"{len(unreadable)} of {len(options['files'])} files could not be read.")

    def _take(self, path: Path, options: dict[str, Any]) -> None:
        raw = store_file(Incoming("command", path.name, path), at=clock.now())
        process(raw, create_mailboxes=options["create_mailboxes"])
        raw.refresh_from_db()
        line = json.dumps(report(raw, path), ensure_ascii=False) if options["json"] else self._words(raw, path)
        self.stdout.write(line)

    def _tell_unread(self, path: Path, error: OSError, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report_unread(path, error), ensure_ascii=False))
        else:
            self.stderr.write(f"{path}: {error.strerror or error}")

    def _words(self, raw: RawDelivery, path: Path) -> str:
        found = report(raw, path)
        reasons = "; ".join(f"{one['path']}: {one['text']}".lstrip(": ") for one in found["issues"])
        return f"{path}: {found['outcome']} ({found['code'] or '-'}){': ' + reasons if reasons else ''}"
