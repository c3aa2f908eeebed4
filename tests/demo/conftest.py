"""The demo as it is loaded, once for all the tests that only look at it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import override_settings

from correspondence.demo.load import load

# A Saturday evening: the working days before it lie across a weekend.
NOW = datetime(2026, 3, 14, 20, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))


def folders(path):
    """The settings that keep files and exchange below ``path``."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(path / "files"), "file_permissions_mode": 0o600},
    }
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "DATA_DIR": path,
        "EXCHANGE_DIR": path / "exchange",
        "STORAGES": {"default": storage, "staticfiles": static},
    }


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**folders(path)):
            load(NOW)
        yield path
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded, own_folders, settings, django_db_blocker):
    """The loaded demo, to look at only: what a test writes, the next one sees. Returns its data folder."""
    for name, value in folders(_loaded).items():
        setattr(settings, name, value)
    with django_db_blocker.unblock():
        yield _loaded
