"""``manage.py sor_import FILE…``: bring units of the register in from SOR2 CSV files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sor.importing import csv_reader
from sor.importing.apply import apply
from sor.importing.rows import Problem, Refused, Row


class Command(BaseCommand):
    help = (
        "Import units from SOR2 CSV files. Bad lines are reported and left out; exit status 0 unless a file is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, keep nothing")

    def handle(self, *, files: list[Path], dry_run: bool, **options: Any) -> None:
        try:
            read = [one for file in files for one in csv_reader.read(file)]
            outcome = apply((one for one in read if isinstance(one, Row)), dry_run=dry_run)
        except Refused as refused:
            raise CommandError(f"nothing imported: {refused}") from refused
        problems = [one for one in read if isinstance(one, Problem)] + outcome.problems
        for problem in sorted(problems, key=lambda one: (one.file, one.line)):
            self.stdout.write(str(problem))
        self.stdout.write(
            f"{len(outcome.new)} new, {len(outcome.changed)} changed, {len(outcome.unchanged)} unchanged, "
            f"{len(problems)} lines left out{' (dry run: nothing kept)' if dry_run else ''}"
        )
