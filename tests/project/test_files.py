"""What every file of the project keeps to."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template

from tests.project.source import ROOT, python_files, tracked_files

MOST_LINES = 400
# Put together from pieces, so that this file does not hold what it looks for.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb." + "debian.org",
    "crates" + ".io",
]
PATHS = [r"(?<![\w.}])/" + "work/", r"(?<![\w.}])/" + "tmp/", "/" + "root/", r"/" + r"home/\w+/"]
FORBIDDEN = re.compile("|".join([re.escape(host) for host in HOSTS] + PATHS))


def test_python_files_stay_small() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert {path: length for path, length in lengths.items() if length >= MOST_LINES} == {}


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in FORBIDDEN.finditer(text)]
    assert found == []


def test_modules_say_what_they_are_for() -> None:
    """Public modules of the apps open with a docstring; empty ones and plain app wiring need none."""
    plain = {"apps.py", "urls.py", "wsgi.py", "admin.py"}
    silent = [
        path.relative_to(ROOT)
        for path in python_files()
        if path.name not in plain
        and "tests" not in path.parts
        and (text := path.read_text("utf-8").strip())
        and not text.startswith(('"""', "#!"))
    ]
    assert silent == []


@pytest.mark.parametrize(
    "name", [".ci/run", "manage.py", ".ci/tools/install", ".ci/tools/debian", ".ci/tools/with-postgres"]
)
def test_commands_can_be_run(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111


def test_every_template_compiles() -> None:
    names = [str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")]
    assert names
    for name in names:
        get_template(name)
