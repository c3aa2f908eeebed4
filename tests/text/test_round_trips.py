"""Whatever is written: Markdown, HTML and plain text say the same, and nothing changes on the way."""

from hypothesis import given

from correspondence.text import html, markdown
from correspondence.text.formatted import agreeing, written
from correspondence.text.projection import plain
from tests.text.texts import HTML, SOURCES, TEXTS


@given(TEXTS)
def test_markdown_comes_back_as_the_same_text(text):
    assert markdown.read(markdown.write(text)) == text


@given(TEXTS)
def test_html_comes_back_as_the_same_text(text):
    assert html.read(html.write(text)) == text


@given(TEXTS)
def test_the_narrative_comes_back_as_the_same_text(text):
    assert html.read(html.write(text, xhtml=True)) == text


@given(HTML)
def test_cleaning_twice_changes_nothing(markup):
    assert html.clean(html.clean(markup)) == html.clean(markup)


@given(HTML)
def test_whatever_html_comes_it_can_be_written_on(markup):
    text = html.read(markup)
    assert markdown.read(markdown.write(text)) == text


@given(SOURCES)
def test_whatever_is_written_the_formatted_text_agrees_with_the_plain_one(source):
    out = written(source)
    assert not out.formatted or agreeing(out.formatted, out.text) == out.formatted


@given(SOURCES)
def test_written_anew_it_says_the_same(source):
    text = markdown.read(source)
    assert plain(markdown.read(markdown.write(text))) == plain(text)
