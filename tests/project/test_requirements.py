"""What is installed is what pyproject.toml names, pinned and hashed; what is named is used."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.project.source import APPS, ROOT, imports, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# Parts that are run or named in settings, never imported by name.
NAMED_ONLY = {"gunicorn": "gunicorn", "psycopg": "psycopg", "whitenoise": "whitenoise"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=~! ;]", line)[0]) for line in requirements}


def entries(file: str) -> dict[str, str]:
    """Package name → its whole entry (pin and hashes) in a requirements file."""
    text = (ROOT / file).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {normal(re.split(r"[=\[ ]", line)[0]): line for line in lines}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_entry_is_pinned_and_hashed(file: str) -> None:
    loose = [name for name, entry in entries(file).items() if "==" not in entry or "--hash=sha256:" not in entry]
    assert loose == []


def test_all_that_pyproject_names_is_locked() -> None:
    runtime = names(PROJECT["dependencies"])
    assert runtime - entries("requirements.txt").keys() == set()
    development = names(PROJECT["optional-dependencies"]["dev"])
    assert (runtime | development) - entries("requirements-dev.txt").keys() == set()


def test_tests_run_on_the_pins_of_the_product() -> None:
    runtime, development = entries("requirements.txt"), entries("requirements-dev.txt")
    pins = {name: entry.split()[0] for name, entry in runtime.items()}
    assert {name: pin for name, pin in pins.items() if development[name].split()[0] != pin} == {}


def distributions_imported() -> set[str]:
    """The distributions behind every import of the apps that is neither ours nor Python's."""
    tops = {name.split(".")[0] for module in modules() for name in imports(module)}
    foreign = tops - set(APPS) - set(sys.stdlib_module_names) - {""}
    owners = packages_distributions()
    return {normal(owner) for top in foreign for owner in owners.get(top, [top])}


def test_every_import_is_declared() -> None:
    assert distributions_imported() - names(PROJECT["dependencies"]) == set()


def test_every_dependency_is_used() -> None:
    settings = (ROOT / "portal" / "settings.py").read_text("utf-8")
    owners = packages_distributions()
    in_settings = {normal(owner) for top, found in owners.items() if f'"{top}' in settings for owner in found}
    unused = names(PROJECT["dependencies"]) - distributions_imported() - in_settings - set(NAMED_ONLY)
    assert unused == set()
