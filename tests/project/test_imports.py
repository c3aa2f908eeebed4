"""The arrows of DESIGN.md section 3 point one way: correspondence → sor → portal, and no module imports a view."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.project.source import APPS, ROOT, breaches, imports, modules, within

# The one place below that knows all apps: the demo lays their data out.
WIRING = ("portal.urls", "portal.management", "portal.demo")

INSIDE_CORRESPONDENCE = {
    "models": ("access", "actions", "queries", "forms", "views", "exchange", "urls"),
    "access": ("actions", "queries", "forms", "views", "exchange", "urls"),
    "queries": ("actions", "forms", "views", "exchange", "urls"),
    "actions": ("forms", "views", "exchange", "urls"),
    "exchange": ("forms", "views", "urls"),
    "views": ("exchange",),
    "forms": ("views", "exchange", "urls"),
}


def test_portal_knows_no_other_app() -> None:
    lines = [line for line in breaches("portal", "sor", "correspondence") if not line.startswith(WIRING)]
    assert lines == []


def test_sor_knows_only_portal() -> None:
    assert breaches("sor", "correspondence") == []


@pytest.mark.parametrize("part", INSIDE_CORRESPONDENCE)
def test_arrows_inside_correspondence(part: str) -> None:
    forbidden = (f"correspondence.{above}" for above in INSIDE_CORRESPONDENCE[part])
    assert breaches(f"correspondence.{part}", *forbidden) == []


def test_only_urls_import_views() -> None:
    lines = []
    for app in APPS:
        views = f"{app}.views"
        outside = (m for m in modules() if not within(m, views) and not m.endswith(".urls"))
        lines += [f"{m} imports {name}" for m in outside for name in imports(m) if within(name, views)]
    assert lines == []


def test_letters_know_nothing_above_them() -> None:
    assert breaches("correspondence.letters", *APPS, allowed=("correspondence.letters", "correspondence.text")) == []


def test_text_knows_nothing_above_it() -> None:
    assert breaches("correspondence.text", *APPS, allowed=("correspondence.text",)) == []


@pytest.mark.parametrize("package", ["correspondence.letters", "correspondence.text"])
def test_is_free_of_django(package: str) -> None:
    assert breaches(package, "django") == []
    names = [name for name in modules() if within(name, package)]
    script = f"import sys, importlib; [importlib.import_module(n) for n in {names}]; sys.exit('django' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr or "something it imports brings Django in"


WRITES_EVENTS = re.compile(r"AuditEvent\.objects\.create|Insertion\(AuditEvent")


def test_only_audit_writes_audit_events() -> None:
    writers = [name for name, path in modules().items() if WRITES_EVENTS.search(path.read_text("utf-8"))]
    assert writers == ["portal.audit"]
