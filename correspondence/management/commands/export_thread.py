"""``manage.py export_thread``: a thread as JSON, one line for each mailbox that holds it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from correspondence.models import Thread
from correspondence.queries.export import exported
from portal import audit


class Command(BaseCommand):
    help = "Print the thread with this communication identifier as JSON, one object a line per mailbox."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("communication_identifier", metavar="COMMUNICATION_ID")
        parser.add_argument("--mailbox", metavar="SOR", help="only the mailbox of the unit with this SOR code")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["communication_identifier"].lower()
        wanted = wanted if wanted.startswith("urn:uuid:") else f"urn:uuid:{wanted}"
        threads = Thread.objects.filter(communication_identifier=wanted).order_by("home", "pk")
        if options["mailbox"]:
            threads = threads.filter(home__organisation__sor_code=options["mailbox"])
        found = list(threads.select_related("home__organisation", "own_party", "other_party"))
        if not found:
            raise CommandError("No mailbox holds a thread with this communication identifier.")
        for thread in found:
            audit.record(None, "thread.exported", thread)
            self.stdout.write(json.dumps(exported(thread), ensure_ascii=False))
