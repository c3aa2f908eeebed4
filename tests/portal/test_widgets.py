"""QuickSelect writes what Django's own select writes."""

from __future__ import annotations

from django import forms

from portal.widgets import QuickSelect

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
