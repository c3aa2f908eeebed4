from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal import health


def broken() -> None:
    raise RuntimeError("the password is hunter2")


@pytest.fixture(autouse=True)
def only_the_portals_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = {"database": health.check_database, "storage": health.check_storage}
    monkeypatch.setattr(health, "_checks", checks)


def test_healthz_needs_neither_login_nor_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readyz_says_what_it_checked(client: Client, db: None) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"database: ok\nstorage: ok\n")


def test_readyz_fails_without_telling_why(client: Client, db: None) -> None:
    health.register_check("worker", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content.endswith(b"worker: failed\n")


def test_readyz_sees_a_storage_that_cannot_be_written(client: Client, db: None, settings: Any, tmp_path: Any) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(blocked)},
        },
    }
    assert client.get("/readyz").status_code == 503


def test_the_probe_leaves_no_file_behind(client: Client, db: None, settings: Any) -> None:
    client.get("/readyz")
    folder = settings.DATA_DIR / "files"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_asked_never_told(client: Client, db: None, path: str) -> None:
    assert client.post(path).status_code == 405
