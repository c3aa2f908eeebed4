"""A database and folders that live as long as one measurement. What the operator has is never touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from django.utils.module_loading import import_string


@contextmanager
def scratch() -> Iterator[None]:
    """Inside: an empty database with all migrations, empty file storage and exchange folders, static files.

    They lie beside the real ones, because a measurement in memory says nothing about the operator's disk.
    On PostgreSQL the user of ``DATABASE_URL`` must be allowed to create databases.
    """
    with TemporaryDirectory(prefix="bench-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        with override_settings(**_changes(folder)), _database(folder):
            call_command("collectstatic", interactive=False, verbosity=0)
            yield


def _changes(folder: Path) -> dict[str, Any]:
    return {
        "DATA_DIR": folder,
        "EXCHANGE_DIR": folder / "exchange",
        "STATIC_ROOT": folder / "static",
        "STORAGES": {**settings.STORAGES, "default": _files(folder)},
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost"],
        "SECURE_SSL_REDIRECT": False,
    }


def _files(folder: Path) -> dict[str, Any]:
    """A folder of our own, as durable as the real one where that is a folder too."""
    real = cast(dict[str, Any], settings.STORAGES["default"])
    backend, options = real["BACKEND"], real.get("OPTIONS", {})
    if not issubclass(import_string(backend), FileSystemStorage):
        backend, options = "portal.storage.DurableStorage", {}
    return {"BACKEND": backend, "OPTIONS": {**options, "location": str(folder / "files")}}


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """By Django's own way to make test databases; the name is nobody else's."""
    real, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    before = test["NAME"]
    test["NAME"] = str(folder / "bench.sqlite3") if connection.vendor == "sqlite" else f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(real, verbosity=0)
        test["NAME"] = before
