"""Importing files: by the operator's command at once, by the administrator's page through a preview.

Every import that was applied or refused, and every preview, leaves an Import; applying is audited.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit, clock
from portal.models import User
from sor.importing.apply import hold_still, make_findable, write
from sor.importing.intake import Intake
from sor.importing.plan import Listing, Plan, plan
from sor.importing.rows import Refused, Source
from sor.importing.sources import digest, is_whole, open_source
from sor.models import Import, ImportState

Progress = Callable[[str], None]
_EVERY = 10_000


def run(
    paths: list[Path],
    *,
    by: User | None = None,
    full: bool | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Import:
    """Import ``paths``, together one tree, at once. The Import says what happened, also when it was refused.

    ``full``: whether the files are the whole register (None: told by their names); then a unit that an earlier
    whole register held and this one does not is closed. ``force``: also when too many would be closed.
    ``progress`` is called with a sentence, now and then.
    """
    record = _record(paths, by=by, full=full, force=force)
    try:
        _apply(paths, record, progress)
    except Refused as refused:
        _refuse(record, refused)
    return record


def rehearse(
    paths: list[Path], *, full: bool | None = None, force: bool = False, progress: Progress | None = None
) -> Import:
    """What :func:`run` would say. The Import is not saved, nothing is kept."""
    record = _record(paths, by=None, full=full, force=force)
    try:
        with _planned(paths, record, progress) as found:
            _tell(record, found, *found.as_data())
            _demand_consent(found, record)
            record.state = ImportState.PREVIEW
    except Refused as refused:
        record.state, record.refusal = ImportState.REFUSED, str(refused)
    return record


def preview(
    path: Path,
    *,
    by: User | None,
    full: bool | None = None,
    watched: Collection[str] = (),
    name: str = "",
) -> Import:
    """Work out what importing the file would change; keep that and the file as an Import in state ``preview``.

    ``watched``: SOR codes (own units, units with open threads) that the lists of changes show first, with all
    below them. ``name`` is the file's name where ``path`` is a temporary one. When ``refusal`` is set and the
    state is ``preview``, it takes ``force`` to apply it.
    """
    with _named(path, name) as named:
        record = _record([named], by=by, full=full, force=False)
        try:
            with _planned([named], record) as found:
                _tell(record, found, *found.as_data(watched))
                record.refusal = found.objection
        except Refused as refused:
            _refuse(record, refused)
            return record
        with named.open("rb") as stream:
            record.stored.save(named.name, File(stream), save=False)
    record.state = ImportState.PREVIEW
    record.finished_at = clock.now()
    record.save()
    return record


def carry_out(record: Import, *, by: User | None, force: bool = False) -> Import:
    """Apply the file of a preview; what changes is worked out anew.

    Raises ValueError when ``record`` is no preview, Refused when it takes ``force``; both leave it as it is.
    """
    if record.state != ImportState.PREVIEW:
        raise ValueError(f"import {record.pk} is no preview")
    if record.refusal and not force:
        raise Refused(record.refusal)
    record.by, record.forced, record.refusal, record.started_at = by, force, "", clock.now()
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(record.file_name).name
        with record.stored.open("rb") as stream, path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        try:
            _apply([path], record, None)
        except Refused as refused:
            _refuse(record, refused)
    return record


@contextmanager
def _named(path: Path, name: str) -> Iterator[Path]:
    """The file under its own name, which tells what it is."""
    if not name or name == path.name:
        yield path
        return
    with TemporaryDirectory() as folder:
        named = Path(folder) / Path(name).name
        named.symlink_to(path.resolve())
        yield named


def _record(paths: list[Path], *, by: User | None, full: bool | None, force: bool) -> Import:
    names = [path.name for path in paths]
    return Import(
        file_name=", ".join(names)[:255],
        is_full=is_whole(names) if full is None else full,
        forced=force,
        by=by,
        started_at=clock.now(),
    )


@contextmanager
def _planned(paths: list[Path], record: Import, progress: Progress | None = None) -> Iterator[Plan]:
    record.sha256 = digest(paths)
    sources = [open_source(path) for path in paths]
    record.source = sources[0].kind
    with _intake(sources) as intake:
        try:
            for source in sources:
                _read(source, intake, progress)
            with transaction.atomic():
                hold_still()
                found = plan(intake, is_full=record.is_full)
                record.is_full = found.is_full
                yield found
        finally:
            record.problems = intake.problems_as_data()


def _intake(sources: list[Source]) -> Intake:
    """What every file tells about units; a file of location numbers only tells nothing about them."""
    told = [source.fields for source in sources if source.fields]
    return Intake(
        clock.now().date(),
        frozenset.intersection(*told) if told else frozenset(),
        any(source.tells_types for source in sources),
    )


def _read(source: Source, intake: Intake, progress: Progress | None) -> None:
    for count, item in enumerate(source.items, start=1):
        intake.take_one(item)
        if progress and count % _EVERY == 0:
            progress(_("%(count)s lines read") % {"count": count})


def _apply(paths: list[Path], record: Import, progress: Progress | None) -> None:
    with _planned(paths, record, progress) as found:
        if record.pk and not Import.objects.filter(pk=record.pk, state=ImportState.PREVIEW).exists():
            raise ValueError(f"import {record.pk} was applied in the meantime")
        _demand_consent(found, record)
        record.state = ImportState.APPLIED
        record.save()
        listing = Listing(found, ())
        if progress:
            progress(_("%(new)s new and %(changed)s changed units to write") % listing.counts())
        write(found, record, listing)
        _tell(record, found, listing.counts(), record.changes)
        make_findable(found)
        record.finished_at = clock.now()
        record.save()
        audit.record(record.by, "sor.import", record, file=record.file_name, forced=record.forced)


def _demand_consent(found: Plan, record: Import) -> None:
    if found.objection and not record.forced:
        raise Refused(found.objection)


def _tell(record: Import, found: Plan, counts: dict, changes: dict) -> None:
    record.counts, record.changes, record.problems = counts, changes, found.intake.problems_as_data()


def _refuse(record: Import, refused: Refused) -> None:
    record.state = ImportState.REFUSED
    record.refusal = str(refused)
    record.finished_at = clock.now()
    record.save()
    audit.record(record.by, "sor.import_refused", record, file=record.file_name)
