"""``manage.py search_index``: bring the search index up to date with the messages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from correspondence.search.index import rebuild


class Command(BaseCommand):
    help = "Index the messages that are not in the search index, after an upgrade. The portal can be used meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="index every message anew")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in rebuild(everything=options["rebuild"]):
            if options["verbosity"] > 1:
                self.stdout.write(f"{done:,} messages")
        if options["verbosity"] > 0:
            self.stdout.write(f"{done:,} messages indexed")
