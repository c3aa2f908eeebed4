"""How things are shown: times, sizes, identifiers, icons, form controls."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import LazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.moments import day_words, formatted, moment_words
from portal.widgets import QuickSelect, as_key

register = template.Library()


def _element(moment: date | None, with_time: bool) -> SafeString | str:
    if moment is None:
        return ""
    return _written(moment, with_time, timezone.localdate(), get_language())


@lru_cache(maxsize=20_000)
def _written(moment: date, with_time: bool, today: date, language: str | None) -> SafeString:
    """Kept per day and language: a list has fifty of them, and every open list is drawn again and again."""
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formatted(moment, "WHEN_DATE"))
    local = timezone.localtime(moment)
    short = moment_words(local, with_time=with_time)
    full = formatted(local, "WHEN_FULL")
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), full, short)


@register.filter
def when(moment: date | None) -> SafeString | str:
    """A moment in few words, in Danish time: "i dag 14.05", "i går 14.05", "3. mar.", "3. mar. 2024"."""
    return _element(moment, with_time=False)


@register.filter
def when_exactly(moment: date | None) -> SafeString | str:
    """Like :func:`when`, with the time of day also on older dates: "3. mar. 14.05". A mere date has none."""
    return _element(moment, with_time=True)


@register.filter
def when_day(day: date) -> SafeString:
    """A day in few words: "i går", "i dag", "i morgen", "3. mar.", "3. mar. 2024"."""
    full = formatted(day, "WHEN_DATE")
    return format_html('<time datetime="{}" title="{}">{}</time>', day.isoformat(), full, day_words(day))


@register.filter
def filesize_da(size: int | None) -> str:
    """A number of bytes for reading: "812 bytes", "76 kB", "1,2 MB" (1 kB = 1000 bytes)."""
    if size is None:
        return ""
    if size < 1000:
        return _("%(size)s bytes") % {"size": size}
    if size < 1_000_000:
        return f"{round(size / 1000)} kB"
    return f"{number_format(size / 1_000_000, 1)} MB"


@register.filter
def identifier(value: str) -> str:
    """A citizen's number as people read it: 2509479989 becomes 250947-9989; anything else stays as it is."""
    value = str(value or "")
    return f"{value[:6]}-{value[6:]}" if len(value) == 10 and value[:6].isdigit() else value


@register.filter
def capped(count: int) -> str:
    """A counter with a ceiling: "99+" above 99."""
    return "99+" if count > 99 else str(count)


@cache
def _drawing(name: str) -> SafeString:
    """Kept: a page of the inbox has a hundred of them, and the file's address does not change while we run."""
    href = f"{static('dkfds/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """An icon of static/dkfds/icons.svg. ``words`` are read aloud and shown on hover; without them it is decoration."""
    drawing = _drawing(name)
    if not words:
        return drawing
    return format_html('<span class="icon-word" title="{0}">{1}<span class="sr-only">{0}</span></span>', words, drawing)


@register.simple_tag
def kept(name: str, **told: Hashable) -> SafeString:
    """The template ``name`` drawn with nothing but what it is ``told``, kept for whoever is shown the same again.

    A list has fifty lines, is drawn all day long, and few of them change: half its template's time went into them.
    Only for what is small: the thousands that are kept stay in memory.
    """
    return _kept(_drawn, name, told)


@register.simple_tag
def kept_lately(name: str, **told: Hashable) -> SafeString:
    """Like :func:`kept`, for what is larger: the last thousand stay in memory."""
    return _kept(_drawn_lately, name, told)


def _kept(drawn: Callable[..., SafeString], name: str, told: dict[str, Hashable]) -> SafeString:
    draw = _draw if settings.DEBUG else drawn
    return draw(name, tuple((key, _itself(one)) for key, one in told.items()), timezone.localdate(), get_language())


def _itself(one: Hashable) -> Hashable:
    """What a context processor asks for late is kept without the request it would be asked for."""
    if not isinstance(one, LazyObject):
        return one
    bool(one)  # now it is there
    return one._wrapped


def _draw(name: str, told: tuple[tuple[str, Hashable], ...], today: date, language: str | None) -> SafeString:
    """``today`` and ``language`` are in whatever :func:`when` and the translations write."""
    return render_to_string(name, dict(told))


_drawn, _drawn_lately = lru_cache(maxsize=5_000)(_draw), lru_cache(maxsize=1_000)(_draw)


@register.simple_tag
def field(one: BoundField, css_class: str = "", shown_for: str = "", required_for: str = "") -> SafeString:
    """A form's field with label, hint, control and what is wrong with it (components/field.html).

    A thread's page has seventeen, most of them as on the page before: what a form names ``drawn_alike`` (while nothing
    or something from a list stands in it) and ``of_the_page`` (whatever stands in it: the user's signature, the
    thread's topic) is kept, by all that decides how it looks. What was typed, is wrong or is long is drawn anew.
    """
    told = {"css_class": css_class, "shown_for": shown_for, "required_for": required_for}
    looks = None if settings.DEBUG else _looks(one)
    if looks is None:
        return render_to_string("components/field.html", {"field": one, **told})
    key = (looks, *told.values(), get_language())
    drawn = _FIELDS.pop(key, None) or render_to_string("components/field.html", {"field": one, **told})
    _FIELDS[key] = drawn  # the one looked at last is the last to go
    if len(_FIELDS) > _FIELDS_AT_MOST:
        _FIELDS.popitem(last=False)
    return drawn


_FIELDS: OrderedDict[Hashable, SafeString] = OrderedDict()
_FIELDS_AT_MOST, _LONG = 2_000, 200
# They hold nothing else that would be drawn than what is looked at below.
_PLAIN = {forms.TextInput, forms.Textarea, forms.URLInput, forms.CheckboxInput, forms.DateInput, QuickSelect}


def _looks(one: BoundField) -> Hashable | None:
    """Whatever a field's drawing depends on; None when it is not to be kept."""
    inner = one.field
    if one.form.is_bound or type(inner.widget) not in _PLAIN:
        return None
    value, choices = one.value(), getattr(inner.widget, "choices", ())
    if isinstance(value, str) and len(value) > _LONG:
        return None
    alike = one.name in getattr(one.form, "drawn_alike", ()) and (value in _NOTHING or choices)
    if not (alike or one.name in getattr(one.form, "of_the_page", ())):
        return None
    return (
        type(one.form),
        type(inner.widget),
        one.html_name,
        one.auto_id,
        (type(value), value),
        _words(one.label),
        _words(one.help_text),
        (inner.required, inner.disabled, one.form.use_required_attribute),
        tuple((name, str(given)) for name, given in inner.widget.attrs.items()),
        as_key(choices),
    )


_NOTHING = ("", None, False, True)


def _words(text: Any) -> tuple[bool, str]:
    """In the language of the moment; apart from the same signs as HTML, which would not be escaped."""
    return hasattr(text, "__html__"), str(text)


@register.filter
def control(field: BoundField) -> SafeString:
    """A form field's control with the design system's class; label, help and errors are in components/field.html."""
    kind = getattr(field.field.widget, "input_type", "")
    names = {"select": "form-select", "checkbox": "form-checkbox"}
    return field.as_widget(attrs={"class": names.get(kind, "form-input")})
