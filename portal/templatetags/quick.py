"""Django's ``url`` and ``include``, which look up once what is the same each time. The settings have them everywhere.

A page has thirty addresses and as many included templates; Django finds each of them anew each time.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Parser, Template, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.template.loader_tags import IncludeNode, do_include
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()


class Address(URLNode):
    """``{% url "name" argument … %}`` of a page that is in no namespace."""

    def render(self, context: Context) -> str:
        name = self.view_name.resolve(context)
        args = tuple(one.resolve(context) for one in self.args)
        if not isinstance(name, str) or ":" in name or not all(isinstance(one, Hashable) for one in args):
            return super().render(context)
        found = _address(name, args, get_script_prefix(), get_urlconf())
        return conditional_escape(found) if context.autoescape else found


@lru_cache(maxsize=10_000)
def _address(name: str, args: tuple[Any, ...], prefix: str, urlconf: str | None) -> str:
    """``prefix`` and ``urlconf`` are what Django looks it up in."""
    return reverse(name, args=args, urlconf=urlconf)


class Included(IncludeNode):
    """``{% include "a/template.html" %}``: a name written in the template itself."""

    found: Template | None = None

    def render(self, context: Context) -> SafeString:
        if settings.DEBUG or context.template is None:
            return super().render(context)
        if self.found is None:
            self.found = context.template.engine.get_template(self.template.var)
        values = {name: one.resolve(context) for name, one in self.extra_context.items()}
        if self.isolated_context:
            return self.found.render(context.new(values))
        with context.push(**values):
            return self.found.render(context)


@register.tag("url")
def url(parser: Parser, token: Token) -> URLNode:
    """As Django's tag of that name."""
    node = django_url(parser, token)
    plain = not node.kwargs and node.asvar is None
    return Address(node.view_name, node.args, {}, None) if plain else node


@register.tag("include")
def include(parser: Parser, token: Token) -> IncludeNode:
    """As Django's tag of that name."""
    node = do_include(parser, token)
    name = node.template.var
    if node.template.filters or not isinstance(name, str) or name.startswith("."):
        return node
    return Included(node.template, extra_context=node.extra_context, isolated_context=node.isolated_context)
