"""Laying the demo out, once, and taking it away again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.storage import Storage, default_storage
from django.core.management import call_command
from django.db import transaction

from correspondence.demo import beside, coordinated, places, texts
from correspondence.demo.people import PASSWORD, USERS
from correspondence.demo.stage import play
from correspondence.demo.stories import STORIES
from correspondence.demo.teamwork import share_out
from correspondence.models import Mailbox, Membership
from correspondence.models.mailbox import Syntax
from portal.models import User
from sor.importing import csv_reader
from sor.importing.apply import apply
from sor.importing.rows import Problem
from sor.models import Organisation


def is_loaded() -> bool:
    """Whether this database holds the demo."""
    return Mailbox.objects.filter(organisation__sor_code=places.SOCIAL_PSYCHIATRY).exists()


def is_somebody_elses() -> bool:
    """Whether people work in this database already: the demo does not move in with them."""
    return not is_loaded() and User.objects.exists()


def is_embedded() -> bool:
    """Whether the database is the one the portal makes for itself in its data folder."""
    database = settings.DATABASES["default"]
    return database["ENGINE"].endswith("sqlite3") and Path(database["NAME"]).parent == Path(settings.DATA_DIR)


@transaction.atomic
def load(now: datetime) -> None:
    """Units, mailboxes, people and their correspondence, as if the last message had come just before ``now``."""
    _load_units()
    mailboxes = {sor_code: _open_mailbox(sor_code, phone) for sor_code, phone in places.MAILBOXES.items()}
    _load_people(mailboxes)
    texts.lay_out(mailboxes, now)
    coordinated.set_up(mailboxes, now.date())
    play(STORIES, now)
    share_out()
    beside.lay_out(mailboxes, now)


def _load_units() -> None:
    read = [*csv_reader.read(places.UNITS_FILE), *csv_reader.read(places.TYPES_FILE)]
    outcome = apply(one for one in read if not isinstance(one, Problem))
    if problems := [one for one in read if isinstance(one, Problem)] + outcome.problems:
        raise RuntimeError(f"the demo's units are not in order: {problems[0]}")


def _open_mailbox(sor_code: str, phone: str) -> Mailbox:
    syntax = Syntax.XML if sor_code in places.XML_SENDERS else Syntax.JSON
    unit = Organisation.objects.get(sor_code=sor_code)
    return Mailbox.objects.create(organisation=unit, phone=phone, syntax=syntax)


def _load_people(mailboxes: dict[str, Mailbox]) -> None:
    password = make_password(PASSWORD)  # once for all: it is slow on purpose
    for person in USERS:
        user = User.objects.create(
            username=person.login,
            password=password,
            first_name=person.given,
            last_name=person.family,
            phone=person.phone,
            job_title_code=person.job_title_code,
            job_title_text=person.job_title_text,
            **({person.portal_role: True} if person.portal_role else {}),
        )
        Membership.objects.bulk_create(
            Membership(user=user, mailbox=mailboxes[sor_code], role=person.role) for sor_code in person.mailboxes
        )


def reset() -> None:
    """Empty the database, the file storage and the exchange folders."""
    call_command("flush", interactive=False, verbosity=0)
    _empty(default_storage, "")
    for document in Path(settings.EXCHANGE_DIR).glob("*/*"):
        document.unlink()


def _empty(storage: Storage, folder: str) -> None:
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    for name in files:
        storage.delete(f"{folder}{name}")
    for name in folders:
        _empty(storage, f"{folder}{name}/")
        storage.delete(f"{folder}{name}")
