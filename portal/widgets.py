"""Form controls of the portal, written without a template each: a page under a thread has twenty of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Choices = tuple[tuple[str, str | tuple[tuple[str, str], ...]], ...]


class Offered:
    """Choices that differ by language alone: ``choices=Offered(make)``, made once in each.

    ``make`` returns pairs of value and words, or of a group's name and its pairs, in the language of the moment.
    """

    def __init__(self, make: Callable[[], Iterable[Any]]) -> None:
        self._make = make
        self._made: dict[str | None, Choices] = {}

    def __call__(self) -> Choices:
        language = get_language()
        if language not in self._made:
            self._made[language] = _flat(self._make())
        return self._made[language]

    def __deepcopy__(self, memo: dict[int, Any]) -> Offered:
        return self  # each form has its own copy of every field


class QuickSelect(forms.Select):
    """A select that writes its own HTML, the same as Django's.

    Django makes and renders each option by itself: a third of the thread page's time went into the job titles.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = forms.Widget.get_context(self, name, value, attrs)["widget"]
        shown = {key: one for key, one in widget["attrs"].items() if one is not None}
        options = _with_selected(_options(as_key(self.choices)), self.format_value(value))
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(shown), options)


def as_key(choices: Iterable[Any]) -> Choices:
    """The choices in the language of the moment, as something that can be looked up."""
    offered = getattr(choices, "func", None)
    return offered() if isinstance(offered, Offered) else _flat(choices)


def _flat(choices: Iterable[Any]) -> Choices:
    return tuple(
        (_value(value), tuple((_value(one), str(words)) for one, words in label))
        if isinstance(label, list | tuple)
        else (_value(value), str(label))
        for value, label in choices
    )


def _value(value: Any) -> str:
    return "" if value is None else str(value)


@lru_cache(maxsize=200)
def _options(choices: Choices) -> SafeString:
    """Kept: most selects offer the same to everybody."""
    return format_html_join("", "{}", ((_group(value, label),) for value, label in choices))


def _group(value: str, label: str | tuple[tuple[str, str], ...]) -> SafeString:
    if isinstance(label, str):
        return format_html('<option value="{}">{}</option>', value, label)
    inside = format_html_join("", '<option value="{}">{}</option>', label)
    return format_html('<optgroup label="{}">{}</optgroup>', value, inside)


def _with_selected(options: SafeString, values: list[str]) -> SafeString:
    for value in values[:1]:
        plain = format_html('<option value="{}">', value)
        options = SafeString(options.replace(plain, f"{plain[:-1]} selected>", 1))
    return options


_INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html" for kind in ("hidden", "text", "number", "email", "date", "checkbox")
)
_TEXTAREA = "django/forms/widgets/textarea.html"


class QuickRenderer(DjangoTemplates):
    """Writes inputs and text areas by itself, the same as Django's templates; everything else by those."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        widget = context.get("widget", {})
        if template_name in _INPUTS:
            attrs = {key: one for key, one in widget["attrs"].items() if one is not False}
            value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
            kind = format_html('<input type="{}" name="{}"', widget["type"], widget["name"])
            return format_html("{}{}{}>", kind, value, flatatt(attrs))
        if template_name == _TEXTAREA:
            attrs = {key: one for key, one in widget["attrs"].items() if one is not False}
            value = "" if widget["value"] is None else widget["value"]
            return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], flatatt(attrs), value)
        return SafeString(super().render(template_name, context, request))
