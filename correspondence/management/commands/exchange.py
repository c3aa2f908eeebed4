"""``manage.py exchange``: the worker."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from correspondence.exchange.outbound import seconds_to_release
from correspondence.exchange.worker import run_forever, run_once


class Command(BaseCommand):
    help = "Poll the transports, take in what came, send what is due; until SIGTERM, or --once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="until nothing moves, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["once"]:
            run_forever()
            return
        done = run_once()
        while (seconds := seconds_to_release()) is not None:
            # What was just written can be taken back for some seconds; a single run waits for it, not a next one.
            time.sleep(seconds + 0.05)
            done += run_once()
        self.stdout.write(f"fetched {done.fetched}, processed {done.processed}, sent {done.sent}")
