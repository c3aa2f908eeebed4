#!/usr/bin/env python
"""Usage: .ci/tools/translations.py update | check

``update`` collects the texts of code and templates into the Danish .po files and builds the .mo files. An
app's texts go into its own ``locale``, those of templates/ into the portal's. What is new has an empty
``msgstr``; what was reworded is marked fuzzy, with the old translation as a proposal: write the Danish,
remove the mark, and run ``update`` once more. ``check`` fails when ``update`` would change something, when
a text is untranslated or fuzzy, or when two catalogues translate the same text differently.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ["portal", "sor", "correspondence"]
SOURCES = ["manage.py", *APPS, "templates"]
COLLECT = ["makemessages", "-l", "da", "--no-location", "--no-obsolete", "--no-wrap", "-v", "0"]
HEADER = re.compile(r'^msgid ""\n(?!")', re.MULTILINE)


def collect(folder: Path) -> None:
    """Run makemessages in ``folder``, which holds the sources and nothing else with texts."""
    for app in APPS:
        (folder / app / "locale").mkdir(exist_ok=True)
    environment = os.environ | {"DATA_DIR": str(folder / "data")}
    subprocess.run([sys.executable, "manage.py", *COLLECT], cwd=folder, env=environment, check=True)
    for name in catalogues(folder):
        undated(folder / name)


def undated(catalogue: Path) -> None:
    """Take out when it was collected: the same texts give the same file."""
    text = catalogue.read_text("utf-8")
    catalogue.write_text(re.sub(r'^"POT-Creation-Date:.*\n', "", text, flags=re.MULTILINE), "utf-8")


def copy_sources(folder: Path) -> None:
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)


def catalogues(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.glob("*/locale/*/LC_MESSAGES/*.po"))


def build(catalogue: Path, target: Path) -> None:
    subprocess.run(["msgfmt", "--check-format", "-o", str(target), str(catalogue)], check=True)


def content(built: Path) -> str:
    """What a .mo file says. Its bytes differ between versions of gettext."""
    return subprocess.run(["msgunfmt", str(built)], capture_output=True, text=True, check=True).stdout


def entries(catalogue: Path, *which: str) -> list[str]:
    """The entries of a kind (``--untranslated``, ``--only-fuzzy``) as they stand in the file, header aside."""
    command = ["msgattrib", "--no-wrap", *which, str(catalogue)]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [entry for entry in found.strip().split("\n\n") if entry and not HEADER.search(entry)]


def texts(catalogue: Path) -> dict[str, str]:
    """Context and English → Danish, both as written in the file."""
    pairs = (re.split(r"^(?=msgstr)", entry, maxsplit=1, flags=re.MULTILINE) for entry in entries(catalogue))
    return {re.sub(r"^#.*\n", "", source, flags=re.MULTILINE): danish for source, danish in pairs}


def faults(fresh: Path, name: Path) -> Iterator[str]:
    """What is wrong with one committed catalogue, compared with the freshly collected one."""
    committed, compiled = ROOT / name, (ROOT / name).with_suffix(".mo")
    if not committed.exists():
        yield f"{name} is missing: run make messages."
        return
    if (fresh / name).read_bytes() != committed.read_bytes():
        yield f"{name} is not up to date: run make messages."
    for entry in entries(fresh / name, "--untranslated"):
        yield f"{name}: without a translation:\n{entry}"
    for entry in entries(fresh / name, "--only-fuzzy"):
        yield f"{name}: fuzzy:\n{entry}"
    build(committed, fresh / name.with_suffix(".mo"))
    if not compiled.exists() or content(compiled) != content((fresh / name).with_suffix(".mo")):
        yield f"{name.with_suffix('.mo')} is not built from it: run make messages."


def contradictions(fresh: Path, names: list[Path]) -> Iterator[str]:
    """The same English in two catalogues: Django merges them, so only one Danish would be seen."""
    known: dict[str, str] = {}
    for name in names:
        for source, danish in texts(fresh / name).items():
            if known.setdefault(source, danish) != danish:
                yield f"{name}: translated differently elsewhere:\n{source}{danish}"


def check() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        copy_sources(fresh)
        collect(fresh)
        names = catalogues(fresh)
        found = [fault for name in names for fault in faults(fresh, name)]
        found += contradictions(fresh, names)
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
            shutil.copyfile(fresh / name, target)
            build(target, target.with_suffix(".mo"))
            missing, fuzzy = entries(target, "--untranslated"), entries(target, "--only-fuzzy")
            print(f"{name}: {len(missing)} without a translation, {len(fuzzy)} fuzzy")
    return 0


if __name__ == "__main__":
    actions = {"check": check, "update": update}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    sys.exit(actions[sys.argv[1]]())
