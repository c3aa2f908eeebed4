"""Moments out of PostgreSQL, read by Python's own reader of ISO 8601.

Django has a reader in Python for them, which takes twenty times as long: a page of a list has five hundred moments in
it, and they took a tenth of its time (``manage.py bench pages``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def read_quickly(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let a new connection to PostgreSQL do so: a receiver of ``connection_created``."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", _reader())


@cache
def _reader() -> type:
    """One class for all connections: psycopg remembers each class it is given for good."""
    from django.db.backends.postgresql.psycopg_any import BaseTzLoader

    class Quick(BaseTzLoader):
        """For connections whose time zone is UTC, as Django's are; it puts another in its place where one is not."""

        timezone = UTC

        def load(self, data: Any) -> datetime:
            try:
                return datetime.fromisoformat(bytes(data).decode())
            except ValueError:  # infinity, before Christ: what only PostgreSQL knows
                return super().load(data)

    return Quick
