"""A lifelike database that stays: ``bench seed`` fills the installation's own, empty one; ``bench pages`` finds it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection

from correspondence.bench.copied import copied
from correspondence.bench.figures import Result, count, number
from correspondence.bench.invented import OWN, Inventor
from correspondence.bench.lifelike import READER, Lifelike, lifelike
from correspondence.bench.options import Options
from correspondence.bench.scratch import scratch
from correspondence.models import Attachment, Mailbox, Message, Segment, Thread
from correspondence.search.index import rebuild
from portal.models import User

_EVERY = 50_000
# What is more are whole copies of these.
INVENTED_AT_MOST = 1_000_000


def run(options: Options) -> list[Result]:
    start = perf_counter()
    progress = _Progress()
    lifelike(Inventor(options.seed), min(options.messages, INVENTED_AT_MOST), progress=progress)
    for _ in rebuild(everything=False):
        pass
    if options.messages >= 2 * INVENTED_AT_MOST:
        copied(options.messages // INVENTED_AT_MOST - 1, progress=progress)
    seconds, rows = perf_counter() - start, Message.objects.count()
    figures = (
        count("messages", rows, "messages"),
        count("threads", Thread.objects.count(), "threads"),
        count("mailboxes", Mailbox.objects.count(), "mailboxes"),
        count("segments", Segment.objects.count(), "segments"),
        count("attachments", Attachment.objects.count(), "attachments"),
        number("seconds", seconds, "s"),
        number("per_second", rows / seconds, "messages/s"),
    )
    return [Result("seed", "database", figures)]


class _Progress:
    """A line on standard error now and then: it takes minutes."""

    def __init__(self) -> None:
        self.next = _EVERY

    def __call__(self, done: int) -> None:
        if done >= self.next:
            self.next = done + _EVERY
            print(f"{done:,} messages", file=sys.stderr, flush=True)


def seeded() -> Lifelike | None:
    """What ``bench seed`` left in this database; None when it never ran here."""
    user = User.objects.filter(username=READER, last_name="Lind").first()
    largest = Mailbox.objects.filter(organisation__name=OWN[0], memberships__user=user).order_by("pk").first()
    return Lifelike(user, largest) if user and largest else None


@contextmanager
def empty_installation() -> Iterator[None]:
    """The installation's own database, which must hold nothing: invented citizens never mix with real ones."""
    call_command("migrate", verbosity=0)
    if Thread.objects.exists() or User.objects.exists():
        raise CommandError("This database is in use. Set DATABASE_URL (or DATA_DIR) to an empty one for bench seed.")
    call_command("collectstatic", interactive=False, verbosity=0)
    yield


@contextmanager
def seeded_or_scratch() -> Iterator[None]:
    """The seeded database where there is one, otherwise a scratch one that lives as long as the measurement."""
    if _is_seeded():
        call_command("collectstatic", interactive=False, verbosity=0)
        yield
    else:
        with scratch():
            yield


def _is_seeded() -> bool:
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not (database.exists() and database.stat().st_size):
        return False  # looking into an empty file would write into it
    try:
        return seeded() is not None
    except DatabaseError:  # not migrated: nothing is in it
        return False
