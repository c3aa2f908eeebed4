"""Form controls of the portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickSelect(forms.Select):
    """A select that writes its own HTML, the same as Django's.

    Django renders a template for each option: a third of the thread page's time went into the job titles.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        groups = format_html_join("", "{}", ((_group(label, options),) for label, options, _ in widget["optgroups"]))
        shown = {key: one for key, one in widget["attrs"].items() if one is not None}
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(shown), groups)


def _group(label: str | None, options: list[dict[str, Any]]) -> SafeString:
    inside = format_html_join(
        "", '<option value="{}"{}>{}</option>', ((one["value"], flatatt(one["attrs"]), one["label"]) for one in options)
    )
    return format_html('<optgroup label="{}">{}</optgroup>', label, inside) if label else inside
