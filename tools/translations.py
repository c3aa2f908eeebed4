#!/usr/bin/env python
"""Usage: tools/translations.py update | check

``update`` collects the texts of code and templates into the Danish .po files and builds the .mo files.
``check`` fails when ``update`` would change something, or when a text is untranslated or fuzzy.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["manage.py", "portal", "sor", "correspondence", "templates"]
COLLECT = ["makemessages", "-l", "da", "--no-location", "--no-obsolete", "--no-wrap", "-v", "0"]


def collect(folder: Path) -> None:
    """Run makemessages in ``folder``, which holds the sources and nothing else with texts."""
    environment = os.environ | {"DATA_DIR": str((ROOT / ".venv/scratch").resolve())}
    subprocess.run([sys.executable, "manage.py", *COLLECT], cwd=folder, env=environment, check=True)


def copy_sources(folder: Path) -> None:
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)


def catalogues(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.glob("*/locale/*/LC_MESSAGES/*.po"))


def without_date(text: str) -> str:
    return re.sub(r'^"POT-Creation-Date:.*\n', "", text, flags=re.MULTILINE)


def build(catalogue: Path, target: Path) -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(target), str(catalogue)], check=True)


def counted(catalogue: Path, which: str) -> int:
    """How many entries of a kind (``--untranslated``, ``--only-fuzzy``) the catalogue holds, header aside."""
    found = subprocess.run(["msgattrib", which, str(catalogue)], capture_output=True, text=True, check=True).stdout
    return max(len(re.findall(r"^msgid ", found, flags=re.MULTILINE)) - 1, 0)


def faults(fresh: Path, name: Path) -> list[str]:
    """What is wrong with one committed catalogue, compared with the freshly collected one."""
    committed = ROOT / name
    if not committed.exists():
        return [f"{name} is missing: run make messages."]
    found = []
    if without_date((fresh / name).read_text("utf-8")) != without_date(committed.read_text("utf-8")):
        found.append(f"{name} is not up to date: run make messages.")
    if count := counted(fresh / name, "--untranslated"):
        found.append(f"{name}: {count} without a translation.")
    if count := counted(fresh / name, "--only-fuzzy"):
        found.append(f"{name}: {count} fuzzy.")
    built = fresh / name.with_suffix(".built")
    build(committed, built)
    compiled = committed.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != built.read_bytes():
        found.append(f"{name.with_suffix('.mo')} is not built from it: run make messages.")
    return found


def check() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        copy_sources(fresh)
        collect(fresh)
        names = catalogues(fresh)
        found = [fault for name in names for fault in faults(fresh, name)]
    if not names:
        found = ["No catalogue was found: portal/locale/da is missing."]
    print("\n".join(found) or f"{len(names)} catalogues are complete.")
    return 1 if found else 0


def update() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        copy_sources(fresh)
        collect(fresh)
        for name in catalogues(fresh):
            target = ROOT / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or without_date((fresh / name).read_text("utf-8")) != without_date(
                target.read_text("utf-8")
            ):
                shutil.copy(fresh / name, target)
            build(target, target.with_suffix(".mo"))
            print(f"{name}: {counted(target, '--untranslated')} without a translation, ", end="")
            print(f"{counted(target, '--only-fuzzy')} fuzzy")
    return 0


if __name__ == "__main__":
    actions = {"check": check, "update": update}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    sys.exit(actions[sys.argv[1]]())
