"""``manage.py counterpart``: everybody outside the portal, simulated in the exchange's folders."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from correspondence.counterpart.habits import Habits
from correspondence.counterpart.other_side import Done, OtherSide
from correspondence.exchange.transports import TransportDown

HABITS = {
    "refuse": "refuses the message (fatal-error with a reason)",
    "transient": "cannot take it in just then (transient-error)",
    "silent": "says nothing; without any of these three it acknowledges (ok)",
    "late": "says it late (--late-seconds)",
    "duplicate-bundle": "says everything twice, in the same bundle",
    "duplicate-message": "says everything twice, in another bundle",
    "reply": "replies to what it has accepted",
}


def probability(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no probability from 0 to 1")
    return value


class Command(BaseCommand):
    help = (
        "Simulates the other side of the network: reads EXCHANGE_DIR/out, writes EXCHANGE_DIR/in, and behaves with the"
        " probabilities given. Until SIGTERM, or --once. It answers for everybody: never where a real network is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        folder = Path(settings.EXCHANGE_DIR)
        for name, words in HABITS.items():
            parser.add_argument(f"--{name}", type=probability, default=0.0, metavar="P", help=words)
        parser.add_argument("--late-seconds", type=float, default=5.0, metavar="N", help="how late late is (5)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the n-th message the same fate")
        parser.add_argument("--once", action="store_true", help="what lies there and what is due, then stop")
        parser.add_argument("--every", type=float, default=0.5, metavar="SECONDS", help="how often it looks (0.5)")
        parser.add_argument("--fetch-from", type=Path, default=folder / "out", metavar="FOLDER")
        parser.add_argument("--bring-to", type=Path, default=folder / "in", metavar="FOLDER")
        parser.add_argument(
            "--memory",
            type=Path,
            default=folder / "counterpart",
            metavar="FOLDER",
            help="what it has answered and what it says later (EXCHANGE_DIR/counterpart)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        habits = Habits(
            **{name.replace("-", "_"): options[name.replace("-", "_")] for name in HABITS},
            late_seconds=options["late_seconds"],
        )
        side = OtherSide(
            options["fetch_from"], options["bring_to"], options["memory"], habits=habits, seed=options["seed"]
        )
        done = side.look() if options["once"] else self._look_until_told(side, options["every"])
        self.stdout.write(
            f"messages {done.messages}, acknowledgements {done.answers}, unreadable {done.unreadable}, said {done.said}"
        )

    def _look_until_told(self, side: OtherSide, every: float) -> Done:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        done = Done()
        while not stop.is_set():
            try:
                done += side.look()
            except TransportDown as down:
                self.stderr.write(str(down))
            stop.wait(every)
        return done
