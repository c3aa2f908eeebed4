"""Settings and folders for every test. Nothing a test writes outlives it or meets another test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

# No chromium and no way to install it: say so instead of failing, but never in CI.
NO_BROWSER = pytest.mark.skip(reason="Debian's chromium is not installed: sudo apt-get install chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if shutil.which("chromium") or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(NO_BROWSER)


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Hashing a password takes no time, and static files need not be collected."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in production: in memory, browser, worker and test would share one connection."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        database["TEST"] = {**database.get("TEST", {}), "NAME": name}


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> Path:
    """``DATA_DIR``, ``EXCHANGE_DIR`` and the file storage of this one test; returns its ``DATA_DIR``."""
    data = tmp_path / "data"
    data.mkdir()
    settings.DATA_DIR = data
    settings.UNDO_SECONDS = 0
    settings.EXCHANGE_DIR = data / "exchange"
    settings.STATIC_ROOT = data / "static"
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(data / "files"), "file_permissions_mode": 0o600},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return data


@pytest.fixture
def cast(db: None) -> Any:
    """The fixed cast with their mailboxes (tests/cast.py)."""
    from tests import cast as people

    return people.assemble()
