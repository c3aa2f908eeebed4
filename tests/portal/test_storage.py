"""Files are on the disk when somebody is told that they are stored."""

from __future__ import annotations

import os

import pytest
from django.core.files.base import ContentFile

from portal.storage import DurableStorage, flushed_together


@pytest.fixture
def storage(tmp_path):
    return DurableStorage(location=str(tmp_path))


@pytest.fixture
def written_down(monkeypatch) -> list[str]:
    """What has been written to the disk, by name."""
    done: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        done.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))

    monkeypatch.setattr(os, "fsync", fsync)
    return done


def test_each_file_and_its_folder_by_itself(storage, written_down):
    storage.save("in/one", ContentFile(b"1"))
    assert sorted(written_down) == ["in", "one"]


def test_many_together_each_folder_once(storage, written_down):
    with flushed_together():
        save_together(storage, "in/one", "in/two", "in/three", "in/four")
        assert written_down == []
    assert sorted(written_down) == ["four", "in", "one", "three", "two"]


def save_together(storage: DurableStorage, *names: str, then: object = None) -> None:
    with flushed_together():
        for name in names:
            storage.save(name, ContentFile(b"1"))
        if isinstance(then, Exception):
            raise then


def test_nothing_is_promised_when_something_breaks(storage, written_down):
    with pytest.raises(ValueError, match="broken"):
        save_together(storage, "in/one", then=ValueError("broken"))
    assert written_down == []
    storage.save("in/two", ContentFile(b"1"))
    assert sorted(written_down) == ["in", "two"]


def test_a_disk_that_fails_is_no_success(storage, monkeypatch):
    def fails(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="Input/output"):
        save_together(storage, "one", "two")
