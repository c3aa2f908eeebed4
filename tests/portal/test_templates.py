from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]

INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|hx-on|\{% autoescape off", re.IGNORECASE
)
COMMENTS = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.S)
TRANSLATED = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|\{#.*?#\}", re.DOTALL)
BLOCKS = re.compile(r"\{% blocktranslate.*?endblocktranslate %\}", re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_read(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_template_has_inline_script_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_word_on_the_screen_can_be_translated(path: Path) -> None:
    text = TRANSLATED.sub(" ", BLOCKS.sub(" ", COMMENTS.sub(" ", path.read_text(encoding="utf-8"))))
    assert re.findall(r"[^\W\d_]{2,}", text) == []


def icons_used() -> Iterator[str]:
    for path in TEMPLATES:
        yield from re.findall(r'\{% icon "([a-z-]+)"', path.read_text(encoding="utf-8"))


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (ROOT / "static/dkfds/icons.svg").read_text(encoding="utf-8")
    assert set(icons_used()) <= set(re.findall(r'<symbol id="([^"]+)"', sprite))


def test_every_static_file_a_template_names_exists() -> None:
    named = {
        name for path in TEMPLATES for name in re.findall(r"\{% static '([^']+)' %\}", path.read_text(encoding="utf-8"))
    }
    assert named
    assert [name for name in named if not finders.find(name)] == []


@pytest.mark.parametrize("path", STYLES, ids=[path.name for path in STYLES])
def test_every_picture_and_font_a_style_sheet_names_exists(path: Path) -> None:
    named = re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text(encoding="utf-8"))
    assert [name for name in named if not (path.parent / name).is_file()] == []


def test_static_files_can_be_collected_for_production(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    assert (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file()
