"""``manage.py demo``: the invented municipality to try the portal with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from correspondence.demo import load
from correspondence.demo.people import PASSWORD
from correspondence.models import Membership
from portal.models import User

_PORTAL_ROLES = {
    "is_system_administrator": "system administrator",
    "is_sor_administrator": "SOR administrator",
    "is_auditor": "auditor",
}


class Command(BaseCommand):
    help = "Lays out the demo: units, mailboxes, people and their correspondence. What is there already is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--load", action="store_true", help="lay the demo out unless it is there (the default)")
        parser.add_argument("--reset", action="store_true", help="remove everything first (stop the portal before)")
        parser.add_argument("--force", action="store_true", help="also in a database that is not the demo's own")

    def handle(self, *, force: bool, **options: Any) -> None:
        if options["reset"]:
            self._reset(force)
        if options["load"] or not options["reset"]:
            self._load(force)

    def _reset(self, force: bool) -> None:
        if not force and (not load.is_embedded() or load.is_somebody_elses()):
            raise CommandError("This database is not the demo's own. Nothing was removed; --force would remove it all.")
        load.reset()

    def _load(self, force: bool) -> None:
        if load.is_somebody_elses() and not force:
            raise CommandError(
                "This database has users of its own. The demo was not loaded; --force loads it beside them."
            )
        if load.is_loaded():
            self.stdout.write("The demo is loaded already; its data were kept.")
        else:
            load.load(timezone.localtime())
            self.stdout.write("The demo is loaded.")
        with translation.override("en"):
            self._tell()

    def _tell(self) -> None:
        rows = [("Name", "Login", "Role", "Mailbox"), *(_row(user) for user in User.objects.order_by("pk"))]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        self.stdout.write(f"\nEverybody's password is {PASSWORD}\n")
        for row in rows:
            self.stdout.write(
                "  ".join([*(f"{text:<{width}}" for text, width in zip(row, widths, strict=False)), row[3]])
            )
        self.stdout.write("\nThe portal tells its address when it has started (make demo, or manage.py serve).")


def _row(user: User) -> tuple[str, str, str, str]:
    memberships = Membership.objects.filter(user=user).select_related("mailbox__organisation")
    roles = {str(one.get_role_display()) for one in memberships}
    roles |= {words for flag, words in _PORTAL_ROLES.items() if getattr(user, flag)}
    return (str(user), user.username, ", ".join(sorted(roles)), ", ".join(str(one.mailbox) for one in memberships))
