"""``url`` and ``include`` of the house do what Django's do."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.urls import NoReverseMatch, set_script_prefix
from django.urls.base import clear_script_prefix

from portal.templatetags import quick

KEY = uuid.uuid4()
GIVEN = {"pk": 7, "text": "8", "key": KEY, "name": "thread", "part": "part.html", "words": "<b>"}
URLS = [
    "{% url 'inbox' %}",
    "{% url 'thread' pk %}",
    "{% url 'thread' text %}",
    "{% url 'thread' pk=pk %}",
    "{% url name pk %}",
    "{% url 'delivery-resend' key %}",
    "{% url 'sor:tree' %}",
    "{% url 'thread' pk as here %}[{{ here }}]",
    "{% url 'nowhere' as here %}[{{ here }}]",
    "{% for one in text %}{% url 'thread' pk %}{% endfor %}",
]
PARTS = {
    "part.html": "{{ words }}{{ more }}{% if pk %}!{% endif %}",
    "outer.html": "{% include 'part.html' with more=words %}|{% include 'part.html' with more=words only %}|"
    "{% include part %}|{% include './part.html' %}|{% for one in 'ab' %}{% include 'part.html' %}{% endfor %}",
}


def engine(*builtins: str) -> Engine:
    return Engine(
        builtins=list(builtins),
        libraries={"i18n": "django.templatetags.i18n"},
        loaders=[("django.template.loaders.locmem.Loader", PARTS)],
    )


OURS, DJANGOS = engine("portal.templatetags.quick"), engine()


@pytest.mark.parametrize("source", URLS)
def test_addresses(source: str) -> None:
    for _again in range(2):
        assert OURS.from_string(source).render(Context(GIVEN)) == DJANGOS.from_string(source).render(Context(GIVEN))


def test_an_address_lies_where_the_portal_lies() -> None:
    address = OURS.from_string("{% url 'thread' pk %}")
    try:
        assert address.render(Context(GIVEN)) == "/samtale/7/"
        set_script_prefix("/portal/")
        assert address.render(Context(GIVEN)) == "/portal/samtale/7/"
    finally:
        clear_script_prefix()
    assert address.render(Context(GIVEN)) == "/samtale/7/"


@pytest.mark.parametrize("source", ["{% url 'nowhere' %}", "{% url 'thread' %}", "{% url 'thread' words %}"])
def test_an_address_that_is_none_is_told(source: str) -> None:
    with pytest.raises(NoReverseMatch):
        OURS.from_string(source).render(Context(GIVEN))


@pytest.mark.parametrize("debug", [True, False])
def test_included_templates(settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    for words in ("<b>", "", "æ"):
        context = {**GIVEN, "words": words}
        assert OURS.get_template("outer.html").render(Context(context)) == DJANGOS.get_template("outer.html").render(
            Context(context)
        )


def test_a_template_that_is_not_there_is_told(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(TemplateDoesNotExist):
        OURS.from_string("{% include 'gone.html' %}").render(Context())


def test_the_templates_of_the_house_have_them() -> None:
    nodes = Template("{% url 'inbox' %}{% include 'components/head.html' %}").nodelist
    assert [type(one) for one in nodes] == [quick.Address, quick.Included]
