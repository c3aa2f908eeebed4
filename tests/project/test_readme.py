"""The README tells the truth about commands and environment variables."""

from __future__ import annotations

import inspect
import re

from django.core.management import get_commands

from portal import environment
from tests.project.source import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
SETTINGS = (ROOT / "portal" / "settings.py").read_text("utf-8")


def code() -> str:
    """Only what stands in code blocks and code spans."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", README, flags=re.DOTALL))


def make_targets(text: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, flags=re.MULTILINE))


def test_make_commands_exist() -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code()))
    assert {"demo", "test"} <= named
    assert named - make_targets(MAKEFILE) == set()


def test_management_commands_exist() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", code()))
    assert named - set(get_commands()) == set()


def test_own_management_commands_are_told() -> None:
    own = {name for name, app in get_commands().items() if app in ("portal", "sor", "correspondence")}
    assert {name for name in own if f"manage.py {name}" not in README} == set()


def test_environment_variables_are_told() -> None:
    readers = [name for name, member in vars(environment).items() if inspect.isfunction(member)]
    read = set(re.findall(rf'\b(?:{"|".join(readers)})\(\s*"([A-Z_]+)"', SETTINGS)) | {"PORT"}
    told = set(re.findall(r"^\| `([A-Z_]+)`", README, flags=re.MULTILINE))
    assert told == read
