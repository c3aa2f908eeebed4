"""Everything on the screen has its Danish (``make messages`` collects what is new)."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, answer, thread_in, write
from tests.project.catalogues import CATALOGUES, Entry, all_entries, entries
from tests.project.source import APPS, ROOT, python_files

PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[a-z]|%[sd]|\{\w*\}")
# A language is offered by its own name, whatever the language of the page.
OWN_NAME = "English"
TRANSLATE = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "data-busy"}
each_catalogue = pytest.mark.parametrize("catalogue", CATALOGUES, ids=[path.parts[-5] for path in CATALOGUES])


def test_every_app_has_its_danish() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in CATALOGUES} == set(APPS)


@each_catalogue
def test_every_text_is_translated(catalogue: Path) -> None:
    assert [entry.english for entry in entries(catalogue) if entry.fuzzy or not all(entry.danish)] == []


@each_catalogue
def test_plurals_have_both_forms(catalogue: Path) -> None:
    assert [entry.english for entry in entries(catalogue) if len(entry.danish) != len(entry.english)] == []


@each_catalogue
def test_every_translation_keeps_the_placeholders(catalogue: Path) -> None:
    assert [entry.english for entry in entries(catalogue) if not _keeps_placeholders(entry)] == []


def _keeps_placeholders(entry: Entry) -> bool:
    pairs = zip(entry.english, entry.danish, strict=True)
    return all(sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(danish)) for source, danish in pairs)


@each_catalogue
def test_the_built_file_says_the_same(catalogue: Path) -> None:
    with catalogue.with_suffix(".mo").open("rb") as file:
        built = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    assert {key: text for key, text in built.items() if key} == _as_built(catalogue)


def _as_built(catalogue: Path) -> dict[Any, str]:
    texts: dict[Any, str] = {}
    for entry in entries(catalogue):
        name = f"{entry.context}\4{entry.english[0]}" if entry.context else entry.english[0]
        plural = len(entry.english) > 1
        texts |= {(name, form) if plural else name: danish for form, danish in enumerate(entry.danish)}
    return texts


def test_no_text_is_out_of_the_collectors_sight() -> None:
    """gettext does not look into an f-string: what is translated there would never be collected."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in python_files()
        for words in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(words, ast.JoinedStr)
        for call in ast.walk(words)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TRANSLATE
    ]
    assert hidden == []


def test_the_same_english_has_one_danish() -> None:
    """Django merges the catalogues of the apps, so the first one would win everywhere."""
    known: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in all_entries():
        assert known.setdefault(entry.key, entry.danish) == entry.danish


@pytest.fixture
def translations() -> ModuleType:
    specification = importlib.util.spec_from_file_location("translations", ROOT / ".ci/tools/translations.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    not shutil.which("msgfmt"), reason="Debian's gettext is not installed: sudo apt-get install gettext"
)
def test_the_check_finds_what_is_missing(translations: ModuleType, tmp_path: Path) -> None:
    catalogue = tmp_path / "django.po"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    catalogue.write_text(header + 'msgid "Send"\nmsgstr ""\n\n#, fuzzy\nmsgid "Print"\nmsgstr "Tryk"\n', "utf-8")
    assert ['msgid "Send"' in entry for entry in translations.entries(catalogue, "--untranslated")] == [True]
    assert ['msgid "Print"' in entry for entry in translations.entries(catalogue, "--only-fuzzy")] == [True]


class Spoken(HTMLParser):
    """Every piece of text a page shows or has read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces |= {" ".join(value.split()) for name, value in attrs if name in SPOKEN and value}

    def handle_data(self, data: str) -> None:
        self.pieces.add(" ".join(data.split()))


def english_in(page: str) -> set[str]:
    """The pieces of a page that are, word for word, English texts with another Danish."""
    parser = Spoken()
    parser.feed(page)
    texts = [text for entry in all_entries() for text in entry.english if text not in entry.danish]
    pattern = re.compile("|".join(".+".join(map(re.escape, PLACEHOLDER.split(text))) for text in texts))
    return {piece for piece in parser.pieces - {OWN_NAME} if pattern.fullmatch(piece)}


def test_english_would_be_found() -> None:
    found = english_in('<p title="Unread">Sent i dag 14.05, acknowledged i dag 14.06.</p><p>Reply</p><p>Svar</p>')
    assert found == {"Unread", "Sent i dag 14.05, acknowledged i dag 14.06.", "Reply"}


@pytest.fixture
def annas(cast: Cast, client: Client) -> Client:
    """Anna's browser; her mailbox has one thread that she has answered and one she has not read."""
    write(cast)
    answer(cast.anna, thread_in(cast.social_psychiatry))
    write(cast, topic="Opfølgning")
    client.force_login(cast.anna)
    return client


def test_the_login_page_is_danish(db: None, client: Client) -> None:
    page = client.post(reverse("account_login"), {"login": "anna", "password": "forkert"}).content.decode()
    assert "Log ind" in page
    assert english_in(page) == set()


@pytest.mark.parametrize("name", ["profile", "account_logout"])
def test_the_persons_own_pages_are_danish(annas: Client, name: str) -> None:
    assert english_in(annas.get(reverse(name)).content.decode()) == set()


def test_the_inbox_is_danish(cast: Cast, annas: Client) -> None:
    page = annas.get(reverse("mailbox", args=[cast.social_psychiatry.pk])).content.decode()
    assert "Indbakke" in page
    assert "Ulæst" in page
    assert english_in(page) == set()


def test_threads_are_danish(cast: Cast, annas: Client) -> None:
    for thread in cast.social_psychiatry.threads.all():
        page = annas.get(reverse("thread", args=[thread.pk])).content.decode()
        assert "Send svar" in page
        assert english_in(page) == set()


def test_a_reply_with_faults_is_told_so_in_danish(cast: Cast, annas: Client) -> None:
    page = annas.post(reverse("reply", args=[thread_in(cast.social_psychiatry).pk]), {"phone": "abc"}).content.decode()
    assert "Skriv beskeden, før du sender den." in page
    assert english_in(page) == set()


def test_the_operators_pages_are_danish(cast: Cast, annas: Client) -> None:
    annas.force_login(cast.ivan)
    for url in [reverse("deliveries"), reverse("configuration:index"), reverse("inbox")]:
        assert english_in(annas.get(url).content.decode()) == set()
