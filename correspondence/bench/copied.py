"""Many times a database's messages, copied inside PostgreSQL: inventing five million one by one would take hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import AutoField, Field, Max, Model

from correspondence.bench.loading import settle_down
from correspondence.models import (
    Attachment,
    CitizenIdentifier,
    Delivery,
    Message,
    ReadPosition,
    SearchRow,
    Segment,
    Thread,
)
from correspondence.search.index import filled_anew

# In the order in which they name one another.
_MODELS: tuple[type[Model], ...] = (
    Thread,
    CitizenIdentifier,
    Message,
    Segment,
    Attachment,
    Delivery,
    ReadPosition,
    SearchRow,
)


def copied(times: int, *, progress: Callable[[int], None] = lambda done: None) -> None:
    """Add ``times`` copies of every thread to the mailbox it is in, each with ids of its own and the same words.

    ``progress`` is told after each copy how many messages there are. Raises CommandError on another database than
    PostgreSQL.
    """
    if connection.vendor != "postgresql":
        raise CommandError("So many messages are made on PostgreSQL only: set DATABASE_URL.")
    strides = {model: _greatest(model) for model in _MODELS}
    with filled_anew(), connection.cursor() as cursor:
        for copy in range(1, times + 1):
            with transaction.atomic():
                for model in _MODELS:
                    cursor.execute(_statement(model, strides, copy))
            progress(Message.objects.count())
        counted = [model for model in _MODELS if isinstance(model._meta.pk, AutoField)]
        for statement in connection.ops.sequence_reset_sql(no_style(), counted):
            cursor.execute(statement)
    settle_down()


def _greatest(model: type[Model]) -> int:
    """The greatest key; 0 for keys that are not counted."""
    if not _is_counted(model):
        return 0
    return model._default_manager.aggregate(greatest=Max("pk"))["greatest"] or 0


def _is_counted(model: type[Model]) -> bool:
    return isinstance(model._meta.pk, AutoField)


def _statement(model: type[Model], strides: dict[type[Model], int], copy: int) -> str:
    """The originals are those with keys up to the stride (or, keys not counted, those of original messages)."""
    quoted = connection.ops.quote_name
    fields = model._meta.local_concrete_fields
    columns = ", ".join(quoted(str(one.column)) for one in fields)
    values = ", ".join(_value(one, strides, copy) for one in fields)
    at, most = ("id", strides[model]) if _is_counted(model) else ("message_id", strides[Message])
    table = quoted(model._meta.db_table)
    # Only names of columns and whole numbers of our own are written into it.
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {at} <= {most}"  # noqa: S608


def _value(field: Field[Any, Any], strides: dict[type[Model], int], copy: int) -> str:
    column = connection.ops.quote_name(str(field.column))
    target = field.related_model if field.is_relation else field.model
    if field.primary_key and not field.is_relation and not isinstance(field, AutoField):
        return f"md5({column}::text || '{copy}')::uuid"
    if (field.primary_key or field.is_relation) and isinstance(target, type) and strides.get(target):
        return f"{column} + {copy * strides[target]}"
    if field.name == "communication_identifier":
        return f"{column} || '-{copy}'"
    return column
