"""``manage.py digest``: the morning's e-mails, for those who run it themselves. The worker sends them too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from correspondence.actions.digest import send_digests


class Command(BaseCommand):
    help = "Writes to everybody who wants an e-mail about what waits for them; each at most once a day."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{send_digests()} e-mails sent.")
