"""Keeping what somebody writes, before it is sent. Called only with what the view has found the user may touch."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from correspondence.access import demand_writer, writers_of
from correspondence.files import read_document, store_document
from correspondence.models import Draft, DraftFile, Mailbox, Thread
from portal import audit, clock
from portal.models import User

FOLDER = "drafts"


@dataclass(frozen=True, slots=True)
class Written:
    """Who writes what where: the part of a draft that never changes."""

    user: User
    mailbox: Mailbox
    kind: str
    thread: Thread | None


@transaction.atomic
def save_draft(written: Written, *, token: UUID, fields: dict[str, Any], files: dict[int, dict[str, str]]) -> Draft:
    """Keep ``fields`` as the draft with ``token``; ``files`` are the words beside each file, by its number.

    Raises PermissionDenied when the user may not write in the mailbox (any more).
    """
    demand_writer(written.user, written.mailbox)
    draft, _made = Draft.objects.update_or_create(
        user=written.user,
        token=token,
        defaults={
            "mailbox": written.mailbox,
            "kind": written.kind,
            "thread": written.thread,
            "fields": fields,
            "updated_at": clock.now(),
        },
    )
    for file in draft.files.filter(pk__in=files):
        for name, value in files[file.pk].items():
            setattr(file, name, value)
        file.save(update_fields=list(files[file.pk]))
    return draft


def add_file(*, draft: Draft, data: bytes, content_type: str, title: str, created: str) -> DraftFile:
    """Keep an uploaded file with the draft. It is a copy of its own: the message gets another when it is sent."""
    return DraftFile.objects.create(
        draft=draft,
        title=title,
        created=created,
        content_type=content_type,
        size=len(data),
        stored_as=store_document(FOLDER, data),
    )


def add_link(*, draft: Draft, url: str, title: str) -> DraftFile:
    return DraftFile.objects.create(draft=draft, url=url, title=title)


def copy_files(*, source: Draft, target: Draft) -> None:
    """Give ``target`` the files of ``source``, each a copy of its own."""
    for file in source.files.all():
        file.pk, file.draft, file._state.adding = None, target, True
        file.stored_as = store_document(FOLDER, read_document(file.stored_as)) if file.stored_as else ""
        file.save()


def remove_file(file: DraftFile) -> None:
    file.delete()
    _remove_bytes([file])


def discard_draft(*, user: User, draft: Draft) -> None:
    """Throw the draft away, with its files."""
    with transaction.atomic():
        audit.record(user, "draft.discard", draft.thread, mailbox=draft.mailbox_id)
        _delete(draft)


def move_drafts(threads: Collection[Thread], mailbox: Mailbox) -> None:
    """What is being written in ``threads`` comes along to ``mailbox``, for those who may go on writing it there.

    The others keep their words where they have them.
    """
    Draft.objects.filter(thread__in=threads, user__in=writers_of(mailbox).order_by()).update(mailbox=mailbox)


def forget_released(user: User) -> None:
    """Remove the drafts of messages that can no longer be taken back."""
    gone = Draft.objects.filter(user=user, message__isnull=False).exclude(message__delivery__due_at__gt=clock.now())
    for draft in gone:
        _delete(draft)


def _delete(draft: Draft) -> None:
    files = list(draft.files.all())
    draft.delete()
    transaction.on_commit(lambda: _remove_bytes(files))


def _remove_bytes(files: list[DraftFile]) -> None:
    for file in files:
        if file.stored_as:
            # Left behind at worst: a draft is not kept for the sake of a file that cannot be removed.
            with contextlib.suppress(OSError):
                default_storage.delete(file.stored_as)
