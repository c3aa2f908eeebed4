"""A form's field is drawn as components/field.html draws it, and kept only while everything about it is the same."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from portal.templatetags import shown
from portal.widgets import Offered, QuickSelect


class Form(forms.Form):
    """``label`` and ``least`` are what a form may change of itself."""

    name = forms.CharField(label=_("First name"), max_length=20, help_text=_("Only for messages regarding a referral."))
    kind = forms.ChoiceField(choices=Offered(lambda: [("", _("None")), ("a", _("Urgent"))]), widget=QuickSelect)
    agreed = forms.BooleanField(label=_("Agreed"), required=False)
    text = forms.CharField(widget=forms.Textarea(attrs={"data-words": _("Bold")}))

    drawn_alike = frozenset({"name", "kind", "agreed"})
    of_the_page = frozenset({"text"})

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["name"].label = label


@pytest.fixture(autouse=True)
def nothing_kept(settings: Any) -> None:
    settings.DEBUG = False
    shown._FIELDS.clear()


def by_template(form: forms.Form, name: str, **how: str) -> str:
    context = {"css_class": "", "shown_for": "", "required_for": "", **how}
    return render_to_string("components/field.html", {"field": form[name], **context})


FORMS = [
    Form,
    lambda: Form(initial={"name": "Anna", "kind": "a", "agreed": True, "text": "Hej"}),
    lambda: Form(initial={"name": "A<b>"}),
    lambda: Form(label="<i>"),
    lambda: Form(label=mark_safe("<i>")),
    lambda: Form(auto_id="other_%s"),
    lambda: Form(prefix="note"),
    lambda: Form(use_required_attribute=False),
    lambda: Form({"name": "Bo", "kind": "a", "text": "x" * 300}),
    lambda: Form({"name": "x" * 30, "kind": "b"}),
]


def test_in_any_order_every_field_is_its_own() -> None:
    for _again in range(2):
        for language in ("da", "en"):
            with translation.override(language):
                for make in FORMS:
                    form = make()
                    for name in form.fields:
                        assert shown.field(form[name]) == by_template(form, name)
                        assert shown.field(form[name], "wide", required_for="x") == by_template(
                            form, name, css_class="wide", required_for="x"
                        )


def test_what_was_typed_is_not_kept() -> None:
    for form in (Form({"name": "250947-9989", "kind": "a"}), Form({}), Form(initial={"name": "250947-9989"})):
        shown.field(form["name"])
    assert shown._FIELDS == {}
    shown.field(Form()["name"])
    shown.field(Form(initial={"kind": "a"})["kind"])
    shown.field(Form(initial={"text": "What the user always writes"})["text"])
    assert len(shown._FIELDS) == 3


def test_what_is_long_is_not_kept() -> None:
    """A topic from outside, or in a draft, may have any length."""
    shown.field(Form(initial={"text": "x" * 201})["text"])
    assert shown._FIELDS == {}
    shown.field(Form(initial={"text": "x" * 200})["text"])
    assert len(shown._FIELDS) == 1


def test_what_a_widget_knows_by_itself_is_drawn_anew() -> None:
    class Listed(forms.TextInput):
        known = ""

    for known in ("one", "two"):
        form = Form()
        form.fields["name"].widget = Listed()
        form.fields["name"].widget.known = known
        shown.field(form["name"])
    assert shown._FIELDS == {}


def test_a_form_that_says_nothing_is_drawn_anew() -> None:
    class Silent(forms.Form):
        name = forms.CharField()

    shown.field(Silent()["name"])
    assert shown._FIELDS == {}


def test_many_different_ones_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "_FIELDS_AT_MOST", 10)
    for number in range(35):
        shown.field(Form(initial={"text": str(number)})["text"])
    assert len(shown._FIELDS) <= 10


def test_in_a_template() -> None:
    template = Template('{% load shown %}{% field form.name css_class="grid__half" %}')
    assert template.render(Context({"form": Form()})) == by_template(Form(), "name", css_class="grid__half")


def test_offered_choices_follow_the_language_and_are_made_once_in_each() -> None:
    made = []

    def make() -> list[tuple[str, Any]]:
        made.append(1)
        return [("", _("None")), ("Group", [("a", _("Urgent"))])]

    offered = Offered(make)
    for language in ("da", "en", "da"):
        with translation.override(language):
            assert offered() == (("", str(_("None"))), ("Group", (("a", str(_("Urgent"))),)))
    assert len(made) == 2
