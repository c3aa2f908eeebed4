"""The ``i18n`` tags of the house say what Django's say, in either language, whatever is said first."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.template.engine import Engine
from django.utils import translation

CASES = [
    '{% translate "Reply" %}',
    "{% translate 'Reply' %}",
    '{% trans "Reply" %}',
    '{% translate "New" context "note" %}',
    '{% translate "New" %}',
    '{% translate "Reply" as words %}<{{ words }}>',
    '{% translate "a <b> & c" %}',
    '{% autoescape off %}{% translate "a <b> & c" %}{% endautoescape %}{% translate "a <b> & c" %}',
    '{% translate "%d chosen" %}',
    '{% translate "100 %% of it" %}',
    "{% translate given %}",
    "{% translate given as words %}{{ words }}",
    '{% translate "Reply" noop %}',
    '{% translate "Reply"|upper %}',
    "{% for one in given %}{% translate 'Reply' %}{% endfor %}",
    "{% blocktranslate count n=2 %}{{ n }} second{% plural %}{{ n }} seconds{% endblocktranslate %}",
    "{% get_current_language as language %}{{ language }}",
]


def drawn(template: Template, language: str) -> str:
    with translation.override(language):
        return template.render(Context({"given": "Svar <"}))


@pytest.mark.parametrize("source", CASES)
def test_as_django_says_it(source: str) -> None:
    django = Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string("{% load i18n %}" + source)
    ours = Template("{% load i18n %}" + source)
    for language in ("da", "en", "da", "en"):
        assert drawn(ours, language) == drawn(django, language)


def test_the_templates_of_the_house_have_them() -> None:
    (node,) = Template('{% load i18n %}{% translate "Reply" %}').nodelist[1:]
    assert type(node).__module__ == "portal.templatetags.quick_i18n"
