"""QuickSelect writes what Django's own select writes."""

from __future__ import annotations

from html.parser import HTMLParser

from django import forms
from django.forms.renderers import DjangoTemplates

from portal.widgets import QuickRenderer, QuickSelect

CHOICES = [("", "Ingen"), ("Lister", [("a|1", "Læge & co"), ("b", "Sygeplejerske")]), ("<x>", '"Andet"')]


def html(widget: type[forms.Select], value: str, **attrs: str) -> str:
    return widget(choices=CHOICES).render("job", value, attrs or None)


def parsed(text: str) -> list[str]:
    return [part.strip() for part in text.replace(">", ">\n").splitlines() if part.strip()]


def test_it_is_the_same_select():
    for value in ("", "a|1", "<x>", "gone"):
        assert parsed(html(QuickSelect, value, id="id_job")) == parsed(html(forms.Select, value, id="id_job"))


def test_hostile_labels_are_escaped():
    assert "<x>" not in html(QuickSelect, "")


WIDGETS = (forms.TextInput, forms.HiddenInput, forms.NumberInput, forms.DateInput, forms.Textarea, forms.CheckboxInput)


def test_the_renderer_writes_what_djangos_templates_write():
    attrs = {"id": "id_one", "data-words": 'a "quoted" <word>', "required": True, "hidden": False}
    for widget in WIDGETS:
        for value in (None, "", 'Æ <b> & "x"', "\nlinje", 7):
            theirs = widget().render("one", value, attrs, renderer=DjangoTemplates())
            ours = widget().render("one", value, attrs, renderer=QuickRenderer())
            assert elements(ours) == elements(theirs)


class Elements(HTMLParser):
    """Tags with their attributes in any order, and the text between them, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(attrs, key=str)))

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def elements(text: str) -> list[object]:
    parser = Elements()
    parser.feed(text)
    parser.close()
    return parser.found
