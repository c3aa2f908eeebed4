"""``manage.py exchange``: the worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from correspondence.exchange.worker import run_forever, run_once


class Command(BaseCommand):
    help = "Poll the transports, take in what came, send what is due; until SIGTERM, or --once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round until nothing moves, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            run_forever()
            return
        done = run_once()
        self.stdout.write(f"fetched {done.fetched}, processed {done.processed}, sent {done.sent}")
