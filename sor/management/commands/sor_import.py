"""``manage.py sor_import [FILE…]``: bring units of the register in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sor.importing import imports
from sor.models import ChangeKind, Import, ImportState

_TOLD = ("new", "changed", "unchanged")


class Command(BaseCommand):
    help = (
        "Import the register: SOR2 CSV (also with LocationsCode….csv), SOR_complete.zip, SOR XML v1 and v2. "
        "Bad lines are reported and left out; exit status 0 unless a file is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, metavar="FILE", help="together they are one tree (default: SOR_FILE)"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, keep nothing")
        parser.add_argument("--force", action="store_true", help="also when too many units would be closed")
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument(
            "--full",
            action="store_true",
            default=None,
            help="the whole register: close what is missing (default for SorEntity_daily….csv and SOR_complete….zip)",
        )
        scope.add_argument(
            "--partial", action="store_false", dest="full", help="a part of it: close nothing (default for others)"
        )

    def handle(self, *, files: list[Path], dry_run: bool, force: bool, full: bool | None, **options: Any) -> None:
        files = files or [Path(one) for one in filter(None, [settings.SOR_FILE])]
        if not files:
            raise CommandError("name a file, or set SOR_FILE to where the nightly one is put")
        work = imports.rehearse if dry_run else imports.run
        record = work(files, full=full, force=force, progress=self._progress)
        for problem in record.problems:
            self.stdout.write(f"{problem['file']}:{problem['line']}: {problem['reason']}")
        if (more := record.counts.get("problems", 0) - len(record.problems)) > 0:
            self.stdout.write(f"and {more} more lines left out")
        if record.state == ImportState.REFUSED:
            raise CommandError(f"nothing imported: {record.refusal}")
        self.stdout.write(_summary(record) + (" (dry run: nothing kept)" if dry_run else ""))

    def _progress(self, words: str) -> None:
        self.stderr.write(words)


def _summary(record: Import) -> str:
    counts = record.counts
    parts = [f"{counts[name]} {name}" for name in _TOLD]
    special = [f"{counts[kind]} {kind}" for kind in ChangeKind.values if kind not in _TOLD and counts[kind]]
    told = ", ".join([*parts, f"{counts['problems']} lines left out"])
    return f"{told} ({', '.join(special)})" if special else told
