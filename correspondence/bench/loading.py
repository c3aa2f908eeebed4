"""Rows by the hundred thousand, written the way each database takes them fastest. For empty tables only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import AutoField, Model


class Loader:
    """Gives out primary keys and keeps rows until ``flush``, which writes them table by table in the order given.

    Rows refer to one another by the keys given out, so nothing has to be read back. Call ``finish`` at the end.
    """

    def __init__(self, *models: type[Model], size: int = 20_000):
        """``size`` is how many rows may be kept before ``flush_when_full`` writes them."""
        self.models, self.size = models, size
        self.rows: dict[type[Model], list[Model]] = {model: [] for model in models}
        self.keys = {model: count(1) for model in models}
        self.written = dict.fromkeys(models, 0)

    def add(self, row: Model) -> None:
        """Keep ``row``; it gets its key unless it has one already (a UUID, or drawn by ``key``)."""
        model = type(row)
        if row.pk is None:
            row.pk = next(self.keys[model])
        self.rows[model].append(row)

    def key(self, model: type[Model]) -> int:
        """The next key of ``model``, for a row that others must name before it is complete."""
        return next(self.keys[model])

    def flush_when_full(self) -> None:
        if sum(map(len, self.rows.values())) >= self.size:
            self.flush()

    def flush(self) -> None:
        with transaction.atomic():
            for model, rows in self.rows.items():
                _write(model, rows)
                self.written[model] += len(rows)
                rows.clear()

    def finish(self) -> None:
        """Write what is left, let the database go on counting where the keys end, and count its rows anew."""
        self.flush()
        counted = [model for model in self.models if isinstance(model._meta.pk, AutoField)]
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), counted):
                cursor.execute(statement)
        settle_down()


def settle_down() -> None:
    """As the database is some time after so much was written: it has counted its rows, and knows which are old."""
    with connection.cursor() as cursor:
        vacuums = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM (ANALYZE)" if vacuums else "ANALYZE")


def _write(model: type[Model], rows: Sequence[Model]) -> None:
    if rows:
        fields = model._meta.local_concrete_fields
        names = [str(field.column) for field in fields]
        values = ([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows)
        (_copy if connection.vendor == "postgresql" else _insert)(model._meta.db_table, names, values)


def _copy(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    columns = ", ".join(map(connection.ops.quote_name, names))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {connection.ops.quote_name(table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _insert(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    columns, places = ", ".join(map(connection.ops.quote_name, names)), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(table)} ({columns}) VALUES ({places})",  # noqa: S608 - no outside words
            [tuple(row) for row in rows],
        )
