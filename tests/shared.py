"""Where third-party test data lies: beside the project, never inside it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared folder with MedCom's examples and packages is not beside the project"
)


def shared_files(pattern: str) -> list[Path]:
    """Files below the shared folder, sorted; an empty list when it is missing."""
    return sorted(SHARED.glob(pattern))
