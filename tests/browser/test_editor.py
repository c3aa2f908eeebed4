"""The editor over the text: what is written there is the Markdown the form sends, under the strict policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from correspondence.text import html, markdown
from correspondence.text.projection import plain
from tests.browser.conftest import OpenPage
from tests.cast import Cast
from tests.text.cases import CASES
from tests.text.hostile import ALL

SOURCE = "textarea[data-editor]"
BUTTON = ".editor__button--"


@pytest.fixture
def page(open_page: OpenPage, cast: Cast) -> Page:
    page = open_page(cast.anna)
    page.goto(f"/postkasse/{cast.social_psychiatry.pk}/skriv/")
    expect(page.locator(".editor__text")).to_be_visible()
    return page


def put(page: Page, source: str) -> None:
    script = """([at, source]) => { const area = document.querySelector(at);
      area.value = source; area.dispatchEvent(new Event('change')); }"""
    page.evaluate(script, [SOURCE, source])


def markdown_of(page: Page) -> str:
    """What the form would send this very moment."""
    script = "at => { const area = document.querySelector(at); return new FormData(area.form).get(area.name); }"
    return page.evaluate(script, SOURCE).replace("\r\n", "\n")


def nothing_ran(page: Page) -> None:
    """Not even when what fails to load has been told so: the last of the failing pictures is the test's own."""
    page.evaluate("""() => new Promise(done => {
      const last = new Image(); last.addEventListener('error', done); last.src = 'data:image/png,none'; })""")
    assert page.evaluate("window.ran") is None


def test_marks_lists_and_tables_become_markdown(page: Page) -> None:
    page.click(".editor__text")
    page.keyboard.type("2*3 og ")
    page.click(f"{BUTTON}bold")
    page.keyboard.type("fed")
    page.click(f"{BUTTON}bold")
    page.keyboard.press("Enter")
    page.click(f"{BUTTON}bulletList")
    page.keyboard.type("punkt")
    expect(page.locator(SOURCE)).to_have_value("2\\*3 og **fed**\n- punkt")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.click(f"{BUTTON}table")
    page.click(f"{BUTTON}rowDelete")
    page.click(f"{BUTTON}columnAfter")
    assert markdown_of(page).count("---") == 4


def test_every_case_is_understood_as_the_server_does(page: Page) -> None:
    wrong = []
    for source in CASES:
        put(page, source)
        page.evaluate(
            "at => document.querySelector(at).editor.commands.insertContentAt(0, {type: 'paragraph'})", SOURCE
        )
        if markdown.read(markdown_of(page)) != markdown.read(source):
            wrong.append((source, page.input_value(SOURCE)))
    assert wrong == []


def test_what_is_pasted_runs_nothing_and_asks_nobody(page: Page) -> None:
    paste = """([at, all]) => { const view = document.querySelector(at).editor.view;
      for (const html of all) { view.pasteHTML(html); document.querySelector(at).editor.commands.undo(); } }"""
    page.evaluate(paste, [SOURCE, [each.encode("utf-8", "replace").decode() for each in ALL if len(each) < 5000]])
    nothing_ran(page)


def test_what_is_cleaned_runs_nothing_and_asks_nobody(page: Page) -> None:
    show = "all => { const box = document.createElement('div'); document.body.append(box); box.innerHTML = all; }"
    page.evaluate(show, "".join(html.clean(each) for each in ALL))
    nothing_ran(page)


def test_a_paste_from_word_is_clean(page: Page) -> None:
    word = (
        "<p class=MsoNormal><b><span style='color:red;font-family:Arial'>Fed</span></b><o:p></o:p></p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>Et</p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.</span>To</p>"
        "<table><tr><td colspan=1><p class=MsoNormal>Celle</p></td><td>B</td></tr></table>"
    )
    page.evaluate("([at, html]) => document.querySelector(at).editor.view.pasteHTML(html)", [SOURCE, word])
    assert markdown_of(page).strip() == "**Fed**\n1. Et\n2. To\n|  |  |\n| --- | --- |\n| Celle | B |"


def paste(page: Page, text: str, html: str = "") -> None:
    script = """([at, text, html]) => { const data = new DataTransfer();
      data.setData('text/plain', text);
      if (html) data.setData('text/html', html);
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector(at).dispatchEvent(event); }"""
    page.evaluate(script, [".editor__text", text, html])


def test_plain_text_is_pasted_line_by_line_and_means_nothing_else(page: Page) -> None:
    paste(page, "Kære kollega\r\n\r\n\r\n- **ikke fed**\n  2. to")
    assert plain(markdown.read(markdown_of(page))) == "Kære kollega\n\n\n- **ikke fed**\n  2. to"


@pytest.mark.parametrize(
    ("text", "html", "said", "kept"),
    [
        ("ord og ord\n" * 460_000, "", "cut", 100_000),
        ("ord og ord " * 460_000, "<p>" + "ord og <b>ord</b> " * 280_000, "cut", 100_000),
        ("\n" * 5_000_000, "", "cut", 10_000),
        ("a b\n" * 9_000, "<table>" + "<tr><td>a</td><td>b</td></tr>" * 9_000, "plain", 36_000),
    ],
    ids=["words", "markup", "lines", "table"],
)
def test_too_much_is_pasted_as_words_up_to_what_a_message_holds(
    page: Page, text: str, html: str, said: str, kept: int
) -> None:
    paste(page, text, html)
    words = page.get_attribute(SOURCE, f"data-words-{said}") or ""
    expect(page.locator(".editor__note")).to_have_text(words)
    assert kept * 0.99 < len(markdown_of(page)) <= kept
    paste(page, "lidt til")
    expect(page.locator(".editor__note")).to_be_empty()


def test_the_page_ends_where_its_last_line_does(page: Page) -> None:
    put(page, "Ord efter ord efter ord. " * 400)
    expect(page.locator(".editor__text")).to_contain_text("Ord efter ord")
    below = "document.documentElement.scrollHeight - document.body.getBoundingClientRect().bottom - window.scrollY"
    assert page.evaluate(below) <= 1
